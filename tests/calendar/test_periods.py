"""Statutory periods (民法典 arts. 200-204): what ends them, what pauses and other offices do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.calendar import ClockUnit, Limit, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
OFFICE = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + DAY, time.min, SHANGHAI)


@pytest.mark.parametrize(
    ("start", "limit", "last_day"),
    [
        ("2026-06-03T10:30", "15sd", "2026-06-18"),  # the third does not count
        ("2026-06-03T00:00", "15sd", "2026-06-18"),  # at whatever hour it began
        ("2026-06-05T23:59", "15sd", "2026-06-22"),  # the 20th is a Saturday of the festival
        ("2026-09-20T09:00", "15sd", "2026-10-08"),  # in the National Day week: the day after it
        ("2026-02-10T09:00", "5sd", "2026-02-24"),  # a day of the Spring Festival
        ("2026-01-15T09:00", "1mo", "2026-02-24"),  # the 15th falls into the festival
        ("2026-01-31T09:00", "1mo", "2026-02-28"),  # no corresponding day; a make-up Saturday
        ("2025-12-31T09:00", "2mo", "2026-02-28"),
        ("2024-02-29T09:00", "1y", "2025-02-28"),
        ("2026-03-02T09:00", "60sd", "2026-05-06"),  # 1 May is a holiday to the fifth
        ("2026-06-03T10:30", "3swd", "2026-06-08"),
        ("2026-06-06T10:30", "1swd", "2026-06-08"),  # begun on a Saturday
        ("2026-02-13T09:00", "2swd", "2026-02-24"),  # the make-up Saturday counts
    ],
)
def test_a_period_ends_at_midnight_of_its_last_day(start: str, limit: str, last_day: str) -> None:
    assert OFFICE.add(at(start), Limit.parse(limit)) == end_of(last_day)


def test_an_extension_of_a_petition_begins_the_day_after_its_last_day() -> None:
    sixty = OFFICE.add(at("2026-03-02T09:00"), Limit.parse("60sd"))
    assert sixty == end_of("2026-05-06")
    assert OFFICE.extended(sixty, Limit.parse("30sd")) == end_of("2026-06-05")


def test_an_extension_of_a_running_clock_follows_on_it() -> None:
    due = OFFICE.add(at("2026-06-03T10:30"), Limit.parse("4h"))
    assert OFFICE.extended(due, Limit.parse("4h")) == OFFICE.add(
        at("2026-06-03T10:30"), Limit.parse("8h")
    )


def test_a_pause_adds_its_dates_and_the_rest_day_is_looked_at_again() -> None:
    due, day = end_of("2026-06-18"), ClockUnit.STATUTORY_DAY
    assert OFFICE.paused(due, at("2026-06-08T09:00"), at("2026-06-10T17:00"), day) == end_of(
        "2026-06-22"
    )
    same_day = OFFICE.paused(due, at("2026-06-08T09:00"), at("2026-06-08T17:00"), day)
    assert same_day == due


def test_workdays_left_at_a_pause_are_left_after_it() -> None:
    due, unit = end_of("2026-06-10"), ClockUnit.STATUTORY_WORKDAY
    paused, resumed = at("2026-06-08T09:00"), at("2026-06-13T09:00")
    assert OFFICE.paused(due, paused, resumed, unit) == end_of("2026-06-16")


def test_a_period_paused_on_its_last_day_has_a_day_to_end_on() -> None:
    due, unit = end_of("2026-06-12"), ClockUnit.STATUTORY_WORKDAY
    assert OFFICE.paused(due, at("2026-06-12T09:00"), at("2026-06-13T09:00"), unit) == end_of(
        "2026-06-15"
    )


def test_what_was_over_before_a_pause_stays_over() -> None:
    due = end_of("2026-06-12")
    for unit in ClockUnit:
        assert OFFICE.paused(due, due, due + 9 * DAY, unit) == due


def test_another_office_counts_what_is_left() -> None:
    nights = WorkCalendar(((time(20), time(0)),))
    due = OFFICE.add(at("2026-06-03T08:00"), Limit.parse("8h"))
    moved = OFFICE.carried(due, at("2026-06-03T16:00"), ClockUnit.WORK_HOUR, nights)
    assert moved == at("2026-06-03T22:00")


def test_a_new_rest_day_moves_the_end_of_a_period_behind_it() -> None:
    typhoon = WorkCalendar(overrides={date(2026, 6, 18): False})
    due, unit = end_of("2026-06-18"), ClockUnit.STATUTORY_DAY
    assert OFFICE.carried(due, at("2026-06-08T09:00"), unit, typhoon) == end_of("2026-06-22")
    assert OFFICE.carried(due, due, unit, typhoon) == due


def test_a_clock_tells_its_next_stretches() -> None:
    friday = at("2026-06-05T11:00")
    assert OFFICE.stretches(friday, ClockUnit.WORK_HOUR, 3) == [
        (friday, at("2026-06-05T12:00")),
        (at("2026-06-05T14:00"), at("2026-06-05T18:00")),
        (at("2026-06-08T08:00"), at("2026-06-08T12:00")),
    ]
    assert OFFICE.stretches(friday, ClockUnit.DAY) == []


by_date = st.sampled_from([unit for unit in ClockUnit if unit.by_date])
instants = st.integers(0, 700 * 1440).map(
    lambda m: datetime(2024, 11, 1, tzinfo=UTC) + timedelta(minutes=m)
)


@settings(deadline=None)
@given(instants, st.integers(1, 40), by_date)
def test_every_period_ends_at_local_midnight_after_a_workday(
    start: datetime, amount: int, unit: ClockUnit
) -> None:
    due = OFFICE.add(start, Limit(amount, unit)).astimezone(SHANGHAI)
    assert due.time() == time.min
    assert OFFICE.is_workday(due.date() - DAY)
    assert due > start + DAY * amount - DAY
