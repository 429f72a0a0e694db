"""The calendar of all that is due, and the forms of plans, indicators and targets."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.goals.models import GoalTask, Indicator, Matter, MatterUnit, Milestone, Plan, Target
from chengyun.goals.queries.due import Span, due
from chengyun.notices import calendar_feed
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import viewer_of

DAY = timedelta(days=1)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
TODAY = date(2026, 11, 21)


@pytest.fixture
def plan(district: Any) -> Plan:
    return Plan.objects.create(
        key="lifts", title_zh="加装电梯", year=2026, unit=district.water,
        area_path=district.root.path,
    )  # fmt: skip


@pytest.fixture
def dated(plan: Plan, district: Any) -> Plan:
    """A milestone done, a task late, a matter ahead of the fire brigade."""
    Milestone.objects.create(
        plan=plan, title_zh="完成立项", due=date(2026, 11, 10), done_on=date(2026, 11, 9)
    )
    GoalTask.objects.create(
        plan=plan, title_zh="居民征询", start=date(2026, 9, 1), due=date(2026, 11, 15)
    )
    matter = Matter.objects.create(
        number="DB2026-0001", title_zh="消防通道", source="meeting", registered_on=TODAY,
        due=date(2026, 11, 28), first_due=date(2026, 11, 28), lead=district.fire,
        area_path=district.root.path,
    )  # fmt: skip
    MatterUnit.objects.create(matter=matter, unit=district.fire, leads=True)
    return plan


def test_what_is_due_stands_by_day_with_what_is_late(dated: Plan, zhaoguohua: Any) -> None:
    found = due(viewer_of(zhaoguohua), NOVEMBER, TODAY)
    assert [(one.title, one.done, one.late) for one in found] == [
        ("完成立项", True, False), ("居民征询", False, True), ("消防通道", False, False),
    ]  # fmt: skip


def test_it_is_narrowed_to_a_unit_and_a_kind(dated: Plan, zhaoguohua: Any, district: Any) -> None:
    viewer = viewer_of(zhaoguohua)
    of_fire = Span(NOVEMBER.first, NOVEMBER.last, unit=district.fire.code)
    assert [one.title for one in due(viewer, of_fire, TODAY)] == ["消防通道"]
    tasks = Span(NOVEMBER.first, NOVEMBER.last, kind="task")
    assert [one.title for one in due(viewer, tasks, TODAY)] == ["居民征询"]


def test_a_handler_sees_what_the_own_unit_has_to_hand_in(dated: Plan, liqiang: Any) -> None:
    found = due(viewer_of(liqiang), NOVEMBER, TODAY)
    assert [one.title for one in found] == ["完成立项", "居民征询"]


def test_the_page_shows_the_month_and_every_thing_once_in_its_list(
    dated: Plan, zhaoguohua: Any, client: Client
) -> None:
    client.force_login(zhaoguohua)
    for query in ("", "&by=unit"):
        page = client.get(f"/goals/due/?month=2026-11{query}").content.decode()
        assert page.count('class="due-list') >= 2
        assert page.count(">居民征询") == 2
    assert client.get("/goals/due/?month=nonsense").status_code == 200
    assert client.get("/goals/files/due.xlsx?month=2026-11").status_code == 200


def test_the_feed_of_a_unit_has_what_it_has_still_to_hand_in(dated: Plan, liqiang: Any) -> None:
    GoalTask.objects.update(due=timezone.localdate() + 5 * DAY, start=timezone.localdate())
    text, tag = calendar_feed.feed(liqiang)
    assert "居民征询" in text.decode()
    assert "完成立项" not in text.decode()
    assert "消防通道" not in text.decode()
    assert calendar_feed.feed(liqiang)[1] == tag


def facts(**other: Any) -> dict[str, Any]:
    usual = {
        "key": "beds", "title_zh": "养老床位", "direction": "up", "baseline": "0",
        "target_year": "500", "weight": "2", "frequency": "month", "shape": "linear",
        "adding": "sum", "minimum_volume": "0",
    }  # fmt: skip
    return usual | other


def test_a_plan_and_an_indicator_are_made_on_forms_and_changes_are_in_the_audit(
    zhoumin: Any, client: Client, district: Any
) -> None:
    client.force_login(zhoumin)
    sent = {
        "key": "care", "title_zh": "养老服务", "kind": "annual", "year": "2026",
        "unit": district.water.pk, "supporting": [district.fire.code], "owner": zhoumin.pk,
    }  # fmt: skip
    assert client.post("/goals/plans/new/", sent).status_code == 302
    plan = Plan.objects.get(key="care")
    assert (list(plan.supporting.all()), plan.area_path) == ([district.fire], district.root.path)
    assert client.post("/goals/plans/care/indicators/new/", facts()).status_code == 302
    at = "/goals/plans/care/indicators/beds/"
    assert client.post(at, facts(weight="3", target_year="600")).status_code == 302
    told = AuditEntry.objects.filter(action="goals", target="beds").order_by("pk").last()
    assert told is not None
    assert told.detail["fields"] == {"target_year": ["500.0", "600.0"], "weight": ["2.0", "3.0"]}
    goal = {"unit": district.fire.code, "value": "120", "baseline": ""}
    assert client.post(f"{at}target/", goal).status_code == 302
    assert Target.objects.get(indicator__key="beds").value == 120
    assert "养老服务" in client.get("/goals/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"formula": "nothing"}, {"weight": "0"}, {"knots": "1 2"}, {"target_year": "many"}]
)
def test_what_is_wrong_with_an_indicator_is_said_beside_the_field(
    plan: Plan, zhoumin: Any, client: Client, wrong: dict[str, str]
) -> None:
    client.force_login(zhoumin)
    shape = {"shape": "seasonal"} if "knots" in wrong else {}
    answer = client.post("/goals/plans/lifts/indicators/new/", facts(**wrong, **shape))
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Indicator.objects.exists()


def test_only_keepers_change_what_is_measured(plan: Plan, client: Client, district: Any) -> None:
    for role in ("leader", "dispatcher", "handler"):
        who = User.objects.create(username=role, role=role, area=district.root, unit=district.water)
        client.force_login(who)
        assert client.get("/goals/plans/lifts/facts/").status_code == 403
        assert client.post("/goals/plans/new/", {}).status_code == 403
    elsewhere = User.objects.create(username="duty2", role="duty_officer", area=district.tianlin)
    client.force_login(elsewhere)
    assert client.get("/goals/plans/lifts/facts/").status_code == 404


def test_a_year_that_no_database_holds_is_said_beside_the_field(
    zhoumin: Any, client: Client, district: Any
) -> None:
    client.force_login(zhoumin)
    sent = {
        "key": "care", "title_zh": "养老服务", "kind": "annual", "year": "99999999999999999999",
        "unit": district.water.pk,
    }  # fmt: skip
    answer = client.post("/goals/plans/new/", sent)
    assert answer.status_code == 422
    assert not Plan.objects.filter(key="care").exists()
