from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.calendar import ClockUnit, Limit, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
MINUTE, MICRO = timedelta(minutes=1), timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

CALENDARS = {
    "default": WorkCalendar(),
    "odd hours": WorkCalendar(
        duty_hours=((time(0), time(1, 30)), (time(22), time(0))),
        overrides={date(2026, 6, 3): False, date(2026, 6, 6): True},
    ),
    "clock changes": WorkCalendar(tz=NEW_YORK),
}
calendars = st.sampled_from(list(CALENDARS.values()))
units = st.sampled_from(ClockUnit)
moments = st.integers(0, 700 * 86400 * 10**6)
instants = moments.map(lambda us: datetime(2024, 11, 1, tzinfo=UTC) + us * MICRO)
spans = st.integers(0, 400 * 3600 * 10**6).map(lambda us: us * MICRO)
limits = st.builds(Limit, st.integers(1, 60), units)
running = limits.filter(lambda limit: not limit.unit.by_date)
calm = settings(deadline=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-06-03T10:30", "2uh", "2026-06-03T12:30"),  # straight through the noon break
        ("2026-06-03T10:30", "2h", "2026-06-03T14:30"),  # the noon break does not count
        ("2026-06-03T10:30", "8h", "2026-06-04T10:30"),
        ("2026-06-05T17:00", "2h", "2026-06-08T09:00"),  # over a weekend
        ("2026-06-03T08:00", "4h", "2026-06-03T12:00"),  # the end of the morning, not 14:00
        ("2026-06-06T12:00", "1h", "2026-06-08T09:00"),  # begun on a Saturday
        ("2026-06-03T10:30", "3wd", "2026-06-08T10:30"),
        ("2026-06-06T12:00", "1wd", "2026-06-09T00:00"),
        ("2026-02-13T09:00", "2wd", "2026-02-24T09:00"),  # make-up Saturday, then the festival
        ("2026-06-03T10:30", "15d", "2026-06-18T10:30"),
        ("2025-12-31T17:00", "2h", "2026-01-04T09:00"),  # over the new year to a make-up Sunday
    ],
)
def test_a_limit_ends_when_the_rules_say(start: str, limit: str, due: str) -> None:
    assert WorkCalendar().add(at(start), Limit.parse(limit)) == at(due)


def test_the_answer_is_in_the_zone_of_the_question() -> None:
    start = at("2026-06-03T10:30").astimezone(UTC)
    assert WorkCalendar().add(start, Limit.parse("2h")).tzinfo is UTC


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        WorkCalendar().add(datetime(2026, 6, 3), Limit.parse("2h"))  # noqa: DTZ001


def test_a_year_beyond_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="2300 is outside"):
        WorkCalendar().add(at("2300-01-05T10:00"), Limit.parse("2h"))


def test_a_clock_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        WorkCalendar().advance(at("2026-06-03T10:30"), -MINUTE, ClockUnit.DAY)


def test_a_paused_case_goes_on_with_what_was_left() -> None:
    calendar, limit = WorkCalendar(), Limit.parse("8h")
    opened, paused, resumed = map(at, ("2026-06-03T09:00", "2026-06-03T15:00", "2026-06-10T16:00"))
    left = limit.span - calendar.worked(opened, paused, limit.unit)
    assert calendar.advance(resumed, left, limit.unit) == at("2026-06-11T10:00")


@calm
@given(calendars, instants, running)
def test_what_has_run_at_the_end_is_the_limit(
    calendar: WorkCalendar, start: datetime, limit: Limit
) -> None:
    assert calendar.worked(start, calendar.add(start, limit), limit.unit) == limit.span


@calm
@given(calendars, instants, spans, units)
def test_the_end_is_the_first_instant_at_which_the_span_has_run(
    calendar: WorkCalendar, start: datetime, span: timedelta, unit: ClockUnit
) -> None:
    end = calendar.advance(start, span, unit)
    assert calendar.worked(start, end, unit) == span
    assert end == start or calendar.worked(start, end - MICRO, unit) < span


@calm
@given(calendars, instants, instants, spans, spans, units)
def test_a_later_start_or_a_longer_span_never_ends_earlier(
    calendar: WorkCalendar, a: datetime, b: datetime, p: timedelta, q: timedelta, unit: ClockUnit
) -> None:
    first, last, short, long = min(a, b), max(a, b), min(p, q), max(p, q)
    if short:
        assert calendar.advance(first, long, unit) <= calendar.advance(last, long, unit)
    assert calendar.advance(first, short, unit) <= calendar.advance(first, long, unit)


@calm
@given(calendars, instants, instants, instants, units)
def test_worked_time_adds_up_and_changes_sign(
    calendar: WorkCalendar, a: datetime, b: datetime, c: datetime, unit: ClockUnit
) -> None:
    worked = calendar.worked
    assert worked(a, b, unit) + worked(b, c, unit) == worked(a, c, unit)
    assert worked(a, b, unit) == -worked(b, a, unit)


def counts(calendar: WorkCalendar, moment: datetime, unit: ClockUnit) -> bool:
    """The definition: does the clock run in the minute that begins now?"""
    local = moment.astimezone(calendar.tz)
    on_duty = any(
        a <= local.time() and (local.time() < b or b == time.min) for a, b in calendar.duty_hours
    )
    inside = on_duty or unit is not ClockUnit.WORK_HOUR
    return unit.continuous or (calendar.is_workday(local.date()) and inside)


@settings(deadline=None, max_examples=25)
@given(calendars, st.integers(0, 2 * 365 * 1440), st.integers(0, 4 * 1440), units)
def test_counting_minute_by_minute_gives_the_same(
    calendar: WorkCalendar, offset: int, length: int, unit: ClockUnit
) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC) + offset * MINUTE
    naive = sum(counts(calendar, start + i * MINUTE, unit) for i in range(length))
    assert calendar.worked(start, start + length * MINUTE, unit) == naive * MINUTE


def micros(instants: list[datetime]) -> np.ndarray:
    return np.array([(i - EPOCH) // MICRO for i in instants], np.int64)


@calm
@given(st.sampled_from(list(CALENDARS)), st.lists(instants, max_size=20), limits)
def test_a_column_of_ends_equals_the_ends_one_by_one(
    name: str, starts: list[datetime], limit: Limit
) -> None:
    known = CALENDARS[name]
    fresh = WorkCalendar(known.duty_hours, known.overrides, known.tz)
    ends = fresh.add_many(micros(starts), limit)
    assert ends.dtype == np.int64
    assert ends.tolist() == micros([known.add(start, limit) for start in starts]).tolist()


@calm
@given(calendars, st.lists(st.tuples(instants, instants), max_size=20), units)
def test_a_column_of_worked_times_equals_them_one_by_one(
    calendar: WorkCalendar, pairs: list[tuple[datetime, datetime]], unit: ClockUnit
) -> None:
    starts, ends = micros([a for a, _ in pairs]), micros([b for _, b in pairs])
    single = [calendar.worked(a, b, unit) // MICRO for a, b in pairs]
    assert calendar.worked_many(starts, ends, unit).tolist() == single


def test_a_calendar_grows_backwards_and_forwards() -> None:
    calendar, limit = WorkCalendar(), Limit.parse("300wd")
    starts = [at(f"{year}-03-02T09:00") for year in (2025, 2021, 2024, 2019, 2025)]
    fresh = [WorkCalendar().add(start, limit) for start in starts]
    assert [calendar.add(start, limit) for start in starts] == fresh


def test_the_last_hours_of_a_year_belong_to_the_local_year() -> None:
    calendar = WorkCalendar(overrides={date(2026, 1, 1): True})
    new_year_in_shanghai = datetime(2025, 12, 31, 20, tzinfo=UTC)
    assert calendar.worked(
        new_year_in_shanghai, new_year_in_shanghai + timedelta(hours=1), ClockUnit.WORKDAY
    ) == timedelta(hours=1)
