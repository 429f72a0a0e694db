"""The clock of open cases, and limits that know the working calendar."""

from datetime import timedelta
from typing import Any

from chengyun.calendar import Limit, WorkCalendar
from chengyun.cases.deadlines import Deadline, is_late, moved
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.rules import Clock
from chengyun.cases.services import run_clock
from tests.cases.conftest import MONDAY

HOUR = timedelta(hours=1)
OFFICE = WorkCalendar()


def marks() -> list[str]:
    return list(LedgerEntry.objects.values_list("action", flat=True))[2:]


def test_a_case_is_warned_once_then_overdue_once(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "file")
    assert run_clock(MONDAY + HOUR) == 0
    assert run_clock(MONDAY + 1.6 * HOUR) == 2
    assert run_clock(MONDAY + 1.7 * HOUR) == 0
    assert run_clock(MONDAY + 2.1 * HOUR) == 2
    assert run_clock(MONDAY + 2.2 * HOUR) == 0
    case = Case.objects.get()
    assert case.warned and case.overdue
    assert marks() == ["warn", "escalate_step", "overdue", "escalate_step"]


def test_what_was_not_looked_at_in_time_is_overdue_without_a_warning(
    reported: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, reported, "file")
    run_clock(MONDAY + 9 * HOUR)
    assert marks() == ["overdue", *["escalate_step"] * 4]


def test_the_clock_leaves_suspended_and_handled_cases_alone(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "suspend", "等待配合")
    assert run_clock(MONDAY + 9 * HOUR) == 0
    do(zhoumin, reported, "resume")
    do(zhoumin, reported, "dispatch", unit=district.water)
    do(zhoumin, reported, "accept")
    do(zhoumin, reported, "handle", "已抽排")
    assert run_clock(MONDAY + 9 * HOUR) == 1, "the check is late, the case is not"
    assert reported.ledger.order_by("-seq")[0].action == "step_overdue"


def test_a_suspension_ends_by_itself_after_a_year(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "suspend", "等待改造")
    assert run_clock(MONDAY + timedelta(days=364)) == 0
    assert run_clock(MONDAY + timedelta(days=365)) == 1
    case = Case.objects.get()
    assert case.suspended_at is None
    assert case.due_at == MONDAY + timedelta(days=365) + 2 * HOUR


def test_an_extension_takes_the_warning_back(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    run_clock(MONDAY + 1.6 * HOUR)
    assert not do(zhoumin, reported, "extend", "雨未停", at=MONDAY + 1.7 * HOUR).warned


def test_four_working_hours_from_five_in_the_afternoon_end_next_morning() -> None:
    five = MONDAY + 7 * HOUR
    due = moved(Clock.START, Deadline(), five, Limit.parse("4h"), OFFICE).due_at
    assert due == MONDAY + 25 * HOUR


def test_a_pause_over_the_night_shifts_working_hours_only() -> None:
    limit = Limit.parse("4h")
    begun = moved(Clock.START, Deadline(), MONDAY, limit, OFFICE)
    paused = Deadline(begun.warn_at, begun.due_at, MONDAY + HOUR)
    resumed = moved(Clock.RESUME, paused, MONDAY + 24 * HOUR, limit, OFFICE)
    assert begun.due_at == MONDAY + 6 * HOUR
    assert resumed.due_at == MONDAY + 29 * HOUR


def test_what_was_late_before_a_pause_stays_late() -> None:
    late = Deadline(MONDAY, MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert is_late(late, MONDAY + 2 * HOUR)
    resumed = moved(Clock.RESUME, late, MONDAY + 5 * HOUR, Limit.parse("1uh"), OFFICE)
    assert resumed.due_at == MONDAY + HOUR
