"""One thing done with many cases, and who else is on a case."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Category, Condition
from chengyun.faces.desk import presence

pytestmark = pytest.mark.django_db
BULK = "/desk/bulk/"


def test_each_case_is_done_for_itself_and_a_refusal_says_why(
    client: Client, zhoumin: Any, case: Any, elsewhere: Any, do: Any, district: Any
) -> None:
    do(zhoumin, case, "file")
    client.force_login(zhoumin)
    told = {"action": "dispatch", "unit": "swj", "case": [case.number, elsewhere.number]}
    answer = client.post(BULK, told, headers={"HX-Request": "true"})
    case.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (case.stage, case.unit, elsewhere.unit) == ("dispatched", district.water, None)
    shown = answer.content.decode()
    assert case.number in shown and elsewhere.number in shown
    assert answer["HX-Trigger"] == "refresh"


def test_cases_of_one_kind_are_filed_together_once_their_condition_is_chosen(
    client: Client, zhoumin: Any, case: Any, flood: Any
) -> None:
    type(flood).objects.filter(pk=flood.pk).update(category="06024")
    kind = Category.objects.create(edition="2026", code="06024", title_zh="水域秩序乱象")
    conditions = [
        Condition.objects.create(
            category=kind, number=n, filing_zh=told, closing_zh="排除", limit="4h"
        )
        for n, told in enumerate(("积水深于15厘米", "积水影响通行"), 1)
    ]
    client.force_login(zhoumin)
    told = {"action": "file", "case": [case.number]}
    asked = client.post(BULK, told)
    case.refresh_from_db()
    assert (case.stage, asked.context["refused"]) == ("reported", [])
    [choice] = asked.context["choices"]
    assert (choice.numbers, [one.number for one in choice.conditions]) == ([case.number], [1, 2])
    filed = client.post(BULK, told | {f"condition-{flood.key}": str(conditions[-1].number)})
    case.refresh_from_db()
    assert (case.stage, case.condition) == ("filed", conditions[-1])
    assert filed.context["choices"] == []


def test_kinds_are_filed_in_one_go_and_one_that_is_left_open_waits(
    client: Client, zhoumin: Any, case: Any, elsewhere: Any, flood: Any
) -> None:
    kind = Category.objects.create(edition="2026", code="06024", title_zh="水域秩序乱象")
    met = Condition.objects.create(
        category=kind, number=1, filing_zh="积水影响通行", closing_zh="排除", limit="4h"
    )
    type(flood).objects.filter(pk=flood.pk).update(category=kind.code)
    other = type(flood).objects.create(
        key="road_sunk", pack="flood", title_zh="路面沉陷", title_en="Sunken road", severity=3,
        limit="2uh", unit_kind="water", category=kind.code,
    )  # fmt: skip
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(type=other)
    client.force_login(zhoumin)
    told = {"action": "file", "case": [case.number, elsewhere.number]}
    assert client.post(BULK, told).content.decode().count("bulk-choice") == 1
    filed = client.post(BULK, told | {"condition-road_flooded": str(met.number)})
    assert [choice.kind for choice in filed.context["choices"]] == [other]
    assert filed.context["waiting"] == 1
    case.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (case.stage, elsewhere.stage) == ("filed", "reported")


def test_a_case_out_of_sight_is_as_one_that_is_not_there(
    client: Client, wangfang: Any, case: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    told = {"action": "comment", "reason": "看过了", "case": [case.number, elsewhere.number, "CY1"]}
    shown = client.post(BULK, told).content.decode()
    assert elsewhere.headline not in shown
    assert [c.ledger.filter(action="comment").count() for c in (case, elsewhere)] == [1, 0]


def test_only_what_a_role_may_choose_is_done_with_many(
    client: Client, liqiang: Any, zhoumin: Any, dispatched: Any
) -> None:
    client.force_login(liqiang)
    for action in ("close", "cancel", "nonsense", ""):
        assert client.post(BULK, {"action": action, "case": [dispatched.number]}).status_code == 200
    dispatched.refresh_from_db()
    assert dispatched.stage == "dispatched"
    client.post(BULK, {"action": "accept", "case": [dispatched.number]})
    dispatched.refresh_from_db()
    assert dispatched.stage == "handling"


def test_who_else_is_on_a_case_is_named(zhoumin: Any, chenli: Any, case: Any) -> None:
    first, second = Client(), Client()
    first.force_login(zhoumin)
    second.force_login(chenli)
    page = f"/desk/cases/{case.number}/present/"
    assert "周敏" not in first.get(page).content.decode()
    assert "周敏" in second.get(page).content.decode()
    assert "陈立" in first.get(page).content.decode()


def test_who_left_is_no_longer_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert presence.note("CY1", 1, "周敏") == []
    now = presence.time.time()
    monkeypatch.setattr(presence.time, "time", lambda: now + presence.AWAY_S + 1)
    assert presence.note("CY1", 2, "陈立") == []


def test_nobody_is_seen_on_a_case_that_is_not_theirs(
    client: Client, wangfang: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    assert client.get(f"/desk/cases/{elsewhere.number}/present/").status_code == 404
