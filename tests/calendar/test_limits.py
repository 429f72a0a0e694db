from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.calendar import DEFAULT_DUTY_HOURS, ClockUnit, Limit, WorkCalendar, parse_duty_hours

LIMITS = st.builds(Limit, st.integers(1, 5000), st.sampled_from(ClockUnit))


@pytest.mark.parametrize(
    ("code", "unit", "zh", "en"),
    [
        ("2uh", ClockUnit.URGENT_HOUR, "2个紧急工作时", "2 urgent hours"),
        ("4h", ClockUnit.WORK_HOUR, "4个工作时", "4 working hours"),
        ("1wd", ClockUnit.WORKDAY, "1个工作日", "1 working day"),
        ("15d", ClockUnit.DAY, "15个自然日", "15 calendar days"),
        ("60sd", ClockUnit.STATUTORY_DAY, "60日（法定期间）", "60 statutory days"),
        ("5swd", ClockUnit.STATUTORY_WORKDAY, "5个工作日（法定期间）", "5 statutory working days"),
        ("1mo", ClockUnit.MONTH, "1个月", "1 month"),
        ("2y", ClockUnit.YEAR, "2年", "2 years"),
    ],
)
def test_a_short_code_names_amount_and_unit(code: str, unit: ClockUnit, zh: str, en: str) -> None:
    limit = Limit.parse(code)
    assert (limit.unit, limit.label_zh, limit.label_en, str(limit)) == (unit, zh, en, code)


@given(LIMITS)
def test_a_limit_reads_back_what_it_writes(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    "code", ["", "h", "0h", "-1d", "2", "2x", "2 h", "1.5h", "07d", "２h", "2m", "2MO"]
)
def test_a_wrong_code_is_refused_by_name(code: str) -> None:
    with pytest.raises(ValueError, match="is not a limit"):
        Limit.parse(code)


@pytest.mark.parametrize("amount", [0, -1, 1.5])
def test_an_amount_is_whole_and_above_zero(amount: int) -> None:
    with pytest.raises(ValueError, match="whole amount"):
        Limit(amount, ClockUnit.DAY)


def test_a_day_counts_24_hours_and_an_hour_one() -> None:
    assert Limit.parse("3wd").span == timedelta(hours=72)
    assert Limit.parse("3h").span == timedelta(hours=3)


def test_duty_hours_are_read_from_text() -> None:
    assert parse_duty_hours("08:00-12:00, 14:00-18:00") == DEFAULT_DUTY_HOURS
    assert parse_duty_hours("00:00-24:00") == ((time(0), time(0)),)


@pytest.mark.parametrize(
    "text", ["", "8-12", "12:00-08:00", "08:00-08:00", "08:00-12:00,11:00-18:00"]
)
def test_wrong_duty_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_duty_hours(text)


def test_a_calendar_refuses_wrong_duty_hours() -> None:
    with pytest.raises(ValueError, match="in order"):
        WorkCalendar(duty_hours=())
