"""Columns of mixed limits, offices and pauses equal the definition, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chengyun.calendar import (
    Clocks,
    ClockUnit,
    Limit,
    Pauses,
    WorkCalendar,
    carried_many,
    due_many,
    remaining_many,
)
from chengyun.calendar.instants import MICRO, micros, moment
from tests.thorough import examples

CALENDARS = [
    WorkCalendar(),
    WorkCalendar(
        duty_hours=((time(0), time(1, 30)), (time(22), time(0))),
        overrides={date(2026, 6, 3): False, date(2026, 6, 6): True, date(2025, 12, 31): False},
    ),
    WorkCalendar(duty_hours=((time(9), time(17, 30)),), tz=ZoneInfo("America/New_York")),
    WorkCalendar(tz=ZoneInfo("America/Sao_Paulo")),
    WorkCalendar(duty_hours=((time(0), time(0)),), tz=ZoneInfo("Asia/Beirut")),
]
SECONDS = st.integers(0, 900 * 86400).map(lambda s: datetime(2024, 10, 1, tzinfo=UTC) + s * SECOND)
SECOND = timedelta(seconds=1)
YEAR_ENDS = st.sampled_from(
    [datetime(2025, 12, 31, 15, 59, 59, 999_999, UTC), datetime(2025, 12, 31, 16, tzinfo=UTC),
     datetime(2026, 2, 13, 3, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)]
)  # fmt: skip
INSTANTS = st.one_of(SECONDS, YEAR_ENDS)
LIMITS = st.builds(Limit, st.integers(1, 70), st.sampled_from(ClockUnit))


@dataclass(frozen=True)
class Row:
    """A case: begun, limited, at an office, paused so often, looked at."""

    start: datetime
    limit: Limit
    calendar: int
    pauses: tuple[tuple[datetime, datetime], ...]
    now: datetime


@st.composite
def rows(draw: st.DrawFn) -> Row:
    start = draw(INSTANTS)
    lengths = draw(
        st.lists(st.integers(1, 40 * 86400), max_size=6).map(lambda n: n[: len(n) // 2 * 2])
    )
    edges = [start]
    for length in lengths:
        edges.append(edges[-1] + length * SECOND)
    pauses = tuple(zip(edges[1::2], edges[2::2], strict=True))
    return Row(
        start, draw(LIMITS), draw(st.integers(0, len(CALENDARS) - 1)), pauses, draw(INSTANTS)
    )


def one_due(row: Row) -> datetime:
    """The definition."""
    office = CALENDARS[row.calendar]
    due = office.add(row.start, row.limit)
    for since, until in row.pauses:
        due = office.paused(due, since, until, row.limit.unit)
    return due


def columns(cases: Sequence[Row]) -> tuple[Clocks, Pauses]:
    kinds = sorted({str(row.limit) for row in cases})
    which = np.array([kinds.index(str(row.limit)) for row in cases], np.int64)
    offices = np.array([row.calendar for row in cases], np.int64)
    pauses = Pauses.of([[(micros(a), micros(b)) for a, b in row.pauses] for row in cases])
    fresh = [WorkCalendar(c.duty_hours, c.overrides, c.tz) for c in CALENDARS]
    return Clocks([Limit.parse(kind) for kind in kinds], which, fresh, offices), pauses


def column(moments: Sequence[datetime]) -> np.ndarray:
    return np.array([micros(each) for each in moments], np.int64)


@examples(200)
@given(st.lists(rows(), max_size=12))
def test_columns_of_due_and_remaining_times_equal_the_definition(cases: list[Row]) -> None:
    clocks, pauses = columns(cases)
    dues = due_many(column([row.start for row in cases]), clocks, pauses)
    assert dues.dtype == np.int64
    assert [moment(due) for due in dues] == [one_due(row) for row in cases]
    left = remaining_many(dues, column([row.now for row in cases]), clocks)
    single = [
        CALENDARS[row.calendar].worked(row.now, one_due(row), row.limit.unit) // MICRO
        for row in cases
    ]
    assert left.tolist() == single


@examples(100)
@given(st.lists(rows(), max_size=12), st.permutations(range(len(CALENDARS))))
def test_a_column_carried_to_other_offices_equals_them_one_by_one(
    cases: list[Row], order: list[int]
) -> None:
    clocks, pauses = columns(cases)
    dues = due_many(column([row.start for row in cases]), clocks, pauses)
    to = [CALENDARS[i] if i != n else clocks.calendars[n] for n, i in enumerate(order)]
    moved = carried_many(dues, column([row.now for row in cases]), clocks, to)
    for row, due, after in zip(cases, dues, moved, strict=True):
        here, there = CALENDARS[row.calendar], to[row.calendar]
        new = here.carried(moment(due), row.now, row.limit.unit, there)
        same = here.carried(moment(due), row.now, row.limit.unit, here)
        assert moment(after) == (moment(due) if new == same else new)


@settings(deadline=None)
@given(st.lists(st.dates(date(1999, 1, 1), date(2027, 12, 31)), min_size=1), st.integers(1, 40))
@example([date(2024, 2, 29), date(2023, 1, 31), date(2023, 12, 31)], 1)
def test_months_later_in_columns_are_months_later(days: list[date], months: int) -> None:
    from chengyun.calendar.dates import months_later

    office = WorkCalendar()
    starts = column([datetime(d.year, d.month, d.day, tzinfo=office.tz) for d in days])
    table = office.dates(int(starts.min()), int(starts.max()) + 45 * 31 * 86_400_000_000)
    found = table.after_months(table.index(starts), months) + table.first
    assert found.tolist() == [months_later(day, months).toordinal() for day in days]


def test_no_rows_are_no_rows() -> None:
    clocks, pauses = columns([])
    nothing = np.empty(0, np.int64)
    assert due_many(nothing, clocks, pauses).tolist() == []
    assert remaining_many(nothing, 0, clocks).tolist() == []


def test_a_promise_taken_over_stays_while_the_offices_count_the_same() -> None:
    sunday = micros(datetime(2026, 6, 7, 4, tzinfo=UTC))
    clocks = Clocks(
        [Limit.parse("3wd")], np.zeros(1, np.int64), [WorkCalendar()], np.zeros(1, np.int64)
    )
    now = micros(datetime(2026, 6, 5, 4, tzinfo=UTC))
    assert carried_many(np.array([sunday]), now, clocks, [WorkCalendar()]).tolist() == [sunday]


def test_a_clock_in_columns_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        WorkCalendar().advance_many(np.array([0]), np.array([-1]), ClockUnit.DAY)
