"""The desk's forms: what an action requires and does is said before it is done."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chengyun.cases.choices import Stage
from chengyun.cases.models import Case, Category, Condition
from chengyun.cases.rules import TRANSITIONS
from chengyun.faces.desk.lifecycle_page import groups

HTMX = {"HX-Request": "true"}


def page(client: Client, path: str) -> str:
    return client.get(path, headers=HTMX).content.decode()


@pytest.fixture
def conditions(flood: Any) -> None:
    flood.category = "06024"
    flood.save()
    category = Category.objects.create(edition="2026", code="06024", title_zh="积水")
    for number, limit in ((1, "2uh"), (2, "3wd")):
        Condition.objects.create(
            category=category, number=number, limit=limit,
            filing_zh=f"立案条件{number}", closing_zh=f"结案条件{number}",
        )  # fmt: skip


@pytest.mark.usefixtures("conditions")
def test_filing_offers_the_conditions_with_their_limits(
    client: Client, zhoumin: Any, case: Any
) -> None:
    client.force_login(zhoumin)
    shown = page(client, f"/desk/cases/{case.number}/do/file/")
    assert "立案条件1" in shown and "结案条件2" in shown and "3个工作日" in shown
    answer = client.post(f"/desk/cases/{case.number}/act/file/", {"condition": "2"}, headers=HTMX)
    assert answer.status_code == 200 and "立案条件2" in answer.content.decode()
    case.refresh_from_db()
    assert case.limit == "3wd"


def test_the_form_says_what_happens_to_the_clock(
    client: Client, zhoumin: Any, dispatched: Any
) -> None:
    client.force_login(zhoumin)
    extend = page(client, f"/desk/cases/{dispatched.number}/do/extend/")
    assert "延长一个原时限，最多两次" in extend and "→" in extend.split('class="due-change"')[1]
    suspend = page(client, f"/desk/cases/{dispatched.number}/do/suspend/")
    assert "最长一年" in suspend and "暂停计时" in suspend


def test_who_comes_second_sees_the_case_as_it_stands_and_keeps_the_form(
    client: Client, chenli: Any, zhoumin: Any, dispatched: Any, do: Callable[..., Any],
    district: Any,
) -> None:  # fmt: skip
    seen = dispatched.version
    do(chenli, dispatched, "dispatch", unit=district.fire)
    client.force_login(zhoumin)
    given = {"unit": "swj", "reason": "水务已在附近", "version": seen}
    answer = client.post(f"/desk/cases/{dispatched.number}/act/dispatch/", given, headers=HTMX)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "陈立刚刚已操作“派遣”" in shown
    assert "水务已在附近" in shown and "区消防救援支队" in shown
    assert f'name="version" value="{seen + 1}"' in shown


def test_what_was_written_is_kept_where_the_action_is_gone(
    client: Client, zhoumin: Any, dispatched: Any, do: Callable[..., Any]
) -> None:
    seen = dispatched.version
    do(zhoumin, dispatched, "cancel", "误报")
    client.force_login(zhoumin)
    given = {"reason": "请先设置围挡", "version": seen}
    answer = client.post(f"/desk/cases/{dispatched.number}/act/suspend/", given, headers=HTMX)
    assert "请先设置围挡" in answer.content.decode()


def test_a_dispatch_that_wants_a_reason_asks_for_it_where_the_hands_are(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any, do: Callable[..., Any]
) -> None:
    do(liqiang, dispatched, "return", reason="不属本单位职责")
    client.force_login(zhoumin)
    asked = page(client, f"/desk/cases/{dispatched.number}/do/dispatch/")
    assert asked.index("autofocus") < asked.index('id="reason"')
    at = f"/desk/cases/{dispatched.number}/act/dispatch/"
    refused = client.post(at, {"unit": "swj"}, headers=HTMX).content.decode()
    assert refused.index('id="reason"') < refused.index("autofocus")
    assert "该单位已回退本案" in refused


def test_a_case_is_merged_from_the_desk(
    client: Client, zhoumin: Any, case: Any, elsewhere: Any
) -> None:
    client.force_login(zhoumin)
    assert elsewhere.number in page(client, f"/desk/cases/{case.number}/do/merge/")
    given = {"into": elsewhere.number}
    shown = client.post(f"/desk/cases/{case.number}/act/merge/", given, headers=HTMX)
    assert f"/desk/cases/{elsewhere.number}/" in shown.content.decode()
    case.refresh_from_db()
    assert case.merged_into == elsewhere


def test_a_case_is_split_from_the_desk(client: Client, zhoumin: Any, dispatched: Any) -> None:
    client.force_login(zhoumin)
    given = {"part-title-1": "抽排", "part-unit-1": "swj", "part-title-2": "抢修"}
    url = f"/desk/cases/{dispatched.number}/act/split/"
    assert client.post(url, given, headers=HTMX).status_code == 200
    parts = Case.objects.filter(parent=dispatched).order_by("pk")
    assert [(part.title, part.stage) for part in parts] == [
        ("抽排", "dispatched"),
        ("抢修", "filed"),
    ]
    assert parts[0].number in page(client, f"/desk/cases/{dispatched.number}/")


def test_what_waits_for_a_decision_has_its_list(
    client: Client, zhoumin: Any, liqiang: Any, dispatched: Any, elsewhere: Any,
    do: Callable[..., Any],
) -> None:  # fmt: skip
    do(liqiang, dispatched, "object", "不属我单位")
    client.force_login(zhoumin)
    shown = page(client, "/desk/?review=1")
    assert dispatched.number in shown and elsewhere.number not in shown


def test_the_page_of_the_lifecycle_prints_every_row_at_each_of_its_stages(
    client: Client, zhaoguohua: Any
) -> None:
    client.force_login(zhaoguohua)
    shown = client.get("/desk/lifecycle/").content.decode()
    assert all(str(row.note) in shown for row in TRANSITIONS)
    printed = {(group.stage, line.action) for group in groups() for line in group.lines}
    assert printed == {(stage, row.action.value) for row in TRANSITIONS for stage in row.stages}
    assert shown.count('<h2 id="stage-') == len(Stage)


def test_the_interface_tells_the_same_as_the_desk(
    client: Client, zhoumin: Any, dispatched: Any
) -> None:
    client.force_login(zhoumin)
    told = client.get(f"/api/v1/cases/{dispatched.number}").json()
    (extend,) = [one for one in told["actions"] if one["action"] == "extend"]
    assert extend["needs"] == ["reason"] and extend["clock"] == "extend"
    assert extend["due_before"] == told["due_at"] < extend["due_after"]
    assert told["limit"] == "2uh" and told["parts"] == [] and told["filed_at"]


def test_the_interface_refuses_what_was_decided_on_an_older_state(
    client: Client, zhoumin: Any, chenli: Any, dispatched: Any, do: Callable[..., Any],
    district: Any,
) -> None:  # fmt: skip
    from chengyun.people.services import sign_in

    do(chenli, dispatched, "dispatch", unit=district.fire)
    token, _ = sign_in("zhoumin", "一网统管-2026")
    answer = client.post(
        f"/api/v1/cases/{dispatched.number}/actions",
        {"action": "dispatch", "unit": "swj", "version": dispatched.version},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 409 and "陈立" in answer.json()["detail"]


def test_a_dispatch_sent_without_scripts_is_undone_with_one_button(
    client: Client, chenli: Any, case: Any, do: Any, district: Any
) -> None:
    do(chenli, case, "file")
    client.force_login(chenli)
    act = f"/desk/cases/{case.number}/act"
    shown = client.post(f"{act}/dispatch/", {"unit": "swj"}, follow=True).content.decode()
    assert f'action="{act}/withdraw/' in shown and 'data-key="u"' in shown
    again = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert 'data-key="u"' not in again, "it is offered once, where it was said"
    client.post(f"{act}/withdraw/")
    case.refresh_from_db()
    assert case.stage == "filed"


def test_the_undo_of_a_merging_asks_for_its_reason(
    client: Client, chenli: Any, case: Any, elsewhere: Any
) -> None:
    client.force_login(chenli)
    address = f"/desk/cases/{case.number}/same/{elsewhere.number}/"
    for given in ({"follow": True}, {"headers": {"HX-Request": "true"}}):
        case.refresh_from_db()
        if case.stage == "cancelled":
            form = {"reason": "看错了"}
            client.post(f"/desk/cases/{case.number}/act/unmerge/", form)
        shown = client.post(address, **given).content.decode()
        assert f'href="/desk/cases/{case.number}/do/unmerge/' in shown
        assert 'data-key="u"' in shown


def test_what_cannot_be_taken_back_offers_no_undo(client: Client, chenli: Any, case: Any) -> None:
    client.force_login(chenli)
    act = f"/desk/cases/{case.number}/act/comment/"
    shown = client.post(act, {"reason": "已电话核实"}, follow=True).content.decode()
    assert "toast" in shown and 'data-key="u"' not in shown
