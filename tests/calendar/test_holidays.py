from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from chengyun.calendar import Limit, WorkCalendar, has_holiday_data
from chengyun.calendar.holidays import warn_once

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        (date(2026, 2, 14), True, "Saturday, made up for the Spring Festival"),
        (date(2026, 2, 17), False, "Tuesday, Spring Festival"),
        (date(2025, 10, 1), False, "Wednesday, National Day"),
        (date(2025, 9, 28), True, "Sunday, made up for National Day"),
        (date(2026, 6, 3), True, "a Wednesday"),
        (date(2026, 6, 6), False, "a Saturday"),
    ],
)
def test_holidays_and_make_up_workdays_follow_the_notice(day: date, worked: bool, why: str) -> None:
    assert WorkCalendar().is_workday(day) is worked, why


def test_an_override_wins_over_the_notice() -> None:
    calendar = WorkCalendar(overrides={date(2026, 6, 3): False, date(2026, 6, 6): True})
    assert not calendar.is_workday(date(2026, 6, 3))
    assert calendar.is_workday(date(2026, 6, 6))


def test_a_year_without_notice_is_monday_to_friday() -> None:
    calendar = WorkCalendar()
    assert has_holiday_data(2026)
    assert not has_holiday_data(2150)
    assert calendar.is_workday(date(2150, 1, 2))  # a Friday
    assert not calendar.is_workday(date(2150, 1, 3))


def test_a_year_without_notice_is_warned_of_once() -> None:
    warn_once.cache_clear()
    calendar = WorkCalendar()
    with capture_logs() as logs:
        for day in (5, 6, 7):
            calendar.is_workday(date(2151, 1, day))
        calendar.add(datetime(2151, 3, 1, tzinfo=SHANGHAI), Limit.parse("9wd"))
    assert [(e["event"], e["log_level"], e["year"]) for e in logs] == [
        ("holiday_data_missing", "warning", 2151)
    ]


def test_holidays_entered_by_hand_silence_the_warning() -> None:
    warn_once.cache_clear()
    calendar = WorkCalendar(overrides={date(2152, 1, 3): False})
    with capture_logs() as logs:
        assert not calendar.is_workday(date(2152, 1, 3))
    assert calendar.has_holiday_data(2152)
    assert logs == []


def test_a_clock_that_ends_before_the_new_year_does_not_ask_for_its_notice() -> None:
    warn_once.cache_clear()
    with capture_logs() as logs:
        WorkCalendar().add(datetime(2026, 12, 30, 9, tzinfo=SHANGHAI), Limit.parse("1wd"))
    assert logs == []
