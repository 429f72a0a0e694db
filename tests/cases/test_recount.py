"""When the calendar changes, open cases follow at once, and only those that it moves."""

from datetime import date, timedelta
from typing import Any

import pytest

from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.services import ReportIn, change_calendar, take_report, verify
from chengyun.people import calendar_book as book
from chengyun.people.models import Holiday
from chengyun.people.refused import Refused
from tests.cases.conftest import LESHAN, MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def eight_hours(bins: Any, do: Any, zhoumin: Any) -> Any:
    """Filed on Monday at ten with eight working hours: due on Tuesday at ten."""
    bins.limit = "8h"
    bins.save()
    case = take_report(ReportIn("桶满了", *LESHAN, bins.key), at=MONDAY).case
    filed = do(zhoumin, case, "file")
    assert filed.due_at == MONDAY + DAY
    return filed


def rest_day(admin: Any, at: Any = MONDAY + HOUR) -> int:
    return change_calendar(admin, lambda: book.put_day(admin, TUESDAY, False, name="台风"), at)


def test_a_new_rest_day_moves_the_cases_that_count_it(eight_hours: Any, admin: Any) -> None:
    assert rest_day(admin) == 1
    case = Case.objects.get()
    assert case.due_at == MONDAY + 2 * DAY
    assert case.warn_at == MONDAY + 8 * HOUR
    row = LedgerEntry.objects.get(action="recount")
    assert row.actor == admin
    assert set(row.detail) == {"due_at", "was"}
    assert verify().broken is None
    assert change_calendar(admin, lambda: book.clear_day(admin, TUESDAY), MONDAY + HOUR) == 1
    assert Case.objects.get().due_at == MONDAY + DAY


def test_cases_that_do_not_count_the_day_keep_their_time_and_their_ledger(
    reported: Any, do: Any, zhoumin: Any, admin: Any
) -> None:
    due = do(zhoumin, reported, "file").due_at
    assert rest_day(admin) == 0
    assert Case.objects.get().due_at == due
    assert not LedgerEntry.objects.filter(action="recount").exists()


def test_a_case_that_was_due_before_stays_due(eight_hours: Any, admin: Any) -> None:
    assert rest_day(admin, MONDAY + 3 * DAY) == 0


def test_a_suspended_case_keeps_what_was_left(
    eight_hours: Any, do: Any, zhoumin: Any, admin: Any
) -> None:
    do(zhoumin, eight_hours, "suspend", "等待配合", at=MONDAY + HOUR)
    assert rest_day(admin, MONDAY + 2 * HOUR) == 1
    resumed = do(zhoumin, eight_hours, "resume", at=MONDAY + 7 * DAY)
    assert resumed.due_at == MONDAY + 8 * DAY - HOUR


def test_a_units_hours_move_only_the_cases_of_the_unit(
    eight_hours: Any, do: Any, zhoumin: Any, admin: Any, district: Any
) -> None:
    do(zhoumin, eight_hours, "dispatch", unit=district.water)

    def change(unit: Any) -> int:
        return change_calendar(admin, lambda: book.set_hours(admin, unit, "00:00-24:00"), MONDAY)

    assert change(district.fire) == 0
    assert change(district.water) == 1
    assert Case.objects.get().due_at == MONDAY + 8 * HOUR


def test_two_units_that_counted_alike_may_part(
    eight_hours: Any, bins: Any, do: Any, zhoumin: Any, admin: Any, district: Any
) -> None:
    other = take_report(ReportIn("另一处", 121.44, 31.2, bins.key), at=MONDAY).case
    do(zhoumin, other, "file")
    do(zhoumin, eight_hours, "dispatch", unit=district.water)
    do(zhoumin, other, "dispatch", unit=district.fire)
    hours = "00:00-24:00"
    assert change_calendar(admin, lambda: book.set_hours(admin, district.fire, hours), MONDAY) == 1
    dues = dict(Case.objects.values_list("unit__code", "due_at"))
    assert dues == {"swj": MONDAY + DAY, "xfjy": MONDAY + 8 * HOUR}


def test_a_dispatch_counts_the_rest_by_the_hours_of_the_unit(
    eight_hours: Any, do: Any, zhoumin: Any, admin: Any, district: Any
) -> None:
    book.set_hours(admin, district.fire, "00:00-24:00")
    moved = do(zhoumin, eight_hours, "dispatch", unit=district.fire, at=MONDAY + HOUR)
    assert moved.due_at == MONDAY + 8 * HOUR
    assert "due_at" in LedgerEntry.objects.get(action="dispatch").detail


def test_what_is_refused_changes_neither_calendar_nor_cases(eight_hours: Any, zhoumin: Any) -> None:
    with pytest.raises(Refused):
        change_calendar(zhoumin, lambda: book.put_day(zhoumin, TUESDAY, False), MONDAY)
    assert not Holiday.objects.exists()
    assert Case.objects.get().due_at == MONDAY + DAY


def test_a_petition_ends_behind_a_new_rest_day(
    bins: Any, do: Any, zhoumin: Any, admin: Any
) -> None:
    bins.limit = "15sd"
    bins.save()
    case = take_report(ReportIn("信访", *LESHAN, bins.key), at=MONDAY).case
    # The fifteenth day after Monday the 23rd is Tuesday, 8 December; it ends at 24:00.
    assert do(zhoumin, case, "file").due_at == MONDAY + 15 * DAY + 14 * HOUR
    book_day = date(2026, 12, 8)
    change_calendar(admin, lambda: book.put_day(admin, book_day, False), MONDAY)
    assert Case.objects.get().due_at == MONDAY + 16 * DAY + 14 * HOUR
