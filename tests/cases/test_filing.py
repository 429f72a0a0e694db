"""Filing under a condition of the category table, with its limit; closing with its condition."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import queries
from chengyun.cases.models import Case, Category, Condition, LedgerEntry
from chengyun.cases.services import take_alarms
from chengyun.people.policy import viewer_of
from tests.cases.conftest import MONDAY, refused

HOUR = timedelta(hours=1)


@pytest.fixture
def conditions(flood: Any) -> list[Condition]:
    """Two conditions of the new table, and one of the old that is no longer in force."""
    flood.category = "06024"
    flood.save()
    old = Category.objects.create(edition="2013", code="06024", title_zh="积水")
    new = Category.objects.create(edition="2026", code="06024", title_zh="水域秩序乱象")
    make = Condition.objects.create
    make(category=old, number=1, filing_zh="旧", closing_zh="旧", limit="9d")
    make(category=new, number=3, filing_zh="停用", closing_zh="停用", limit="9d", withdrawn=True)
    return [
        make(category=new, number=1, filing_zh="积水深于15厘米", closing_zh="排除", limit="4uh"),
        make(category=new, number=2, filing_zh="积水影响通行", closing_zh="恢复通行", limit="1d"),
    ]


@pytest.mark.usefixtures("conditions")
def test_filing_asks_for_the_condition_that_is_met(reported: Any, do: Any, zhoumin: Any) -> None:
    with refused("needs_condition"):
        do(zhoumin, reported, "file")
    for number in (3, 9):
        with refused("unknown_condition"):
            do(zhoumin, reported, "file", condition=number)


def test_the_limit_in_force_is_that_of_the_condition(
    reported: Any, do: Any, zhoumin: Any, conditions: Any
) -> None:
    case = do(zhoumin, reported, "file", condition=2)
    assert (case.condition, case.limit, case.due_at) == (conditions[1], "1d", MONDAY + 24 * HOUR)
    detail = LedgerEntry.objects.get(action="file").detail
    assert (detail["condition"], detail["filing"]) == ("06024-2", "积水影响通行")


@pytest.mark.usefixtures("conditions")
def test_the_limit_in_force_is_the_one_that_is_added(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, reported, "file", condition=1)
    do(zhoumin, reported, "dispatch", unit=district.water)
    assert do(zhoumin, reported, "extend", "雨势未停").due_at == MONDAY + 8 * HOUR


@pytest.mark.usefixtures("conditions")
def test_the_closing_condition_is_recorded(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, reported, "file", condition=2)
    do(zhoumin, reported, "dispatch", unit=district.water)
    do(zhoumin, reported, "accept")
    do(zhoumin, reported, "handle", "已抽排")
    do(zhoumin, reported, "close", "现场通行正常")
    assert LedgerEntry.objects.get(action="close").detail["closing"] == "恢复通行"


def test_a_kind_without_conditions_has_its_own_limit(reported: Any, do: Any, zhoumin: Any) -> None:
    case = do(zhoumin, reported, "file")
    assert (case.condition, case.limit) == (None, "2uh")


def test_a_grave_alarm_takes_the_first_condition(alarm: Any, conditions: Any) -> None:
    take_alarms([alarm(severity=1)])
    case = Case.objects.get()
    assert (case.condition, case.limit, case.stage) == (conditions[0], "4uh", "dispatched")


@pytest.mark.usefixtures("conditions")
def test_the_choice_shows_the_limit_and_the_day_it_leads_to(reported: Any, zhoumin: Any) -> None:
    (file,) = [
        one
        for one in queries.allowed_actions(viewer_of(zhoumin), reported, MONDAY)
        if one.action == "file"
    ]
    assert file.needs == ("condition",)
    assert [(c.number, str(c.limit), c.due_at) for c in file.conditions] == [
        (1, "4uh", MONDAY + 4 * HOUR),
        (2, "1d", MONDAY + 24 * HOUR),
    ]


@pytest.mark.usefixtures("conditions")
def test_a_reopened_case_that_was_never_filed_is_filed_under_a_condition(
    reported: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, reported, "reject", "未见积水")
    with refused("needs_condition"):
        do(zhoumin, reported, "reopen", "再次积水")
    assert do(zhoumin, reported, "reopen", "再次积水", condition=1).limit == "4uh"
    do(zhoumin, reported, "cancel", "误报")
    assert do(zhoumin, reported, "reopen", "又积水").limit == "4uh"
