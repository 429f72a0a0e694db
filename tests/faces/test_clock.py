from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from chengyun.faces import words
from chengyun.faces.clock import clock_of

# A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def timed(case: Any) -> Any:
    case.type.limit, case.due_at = "4h", MONDAY + timedelta(hours=5)
    return case


def test_working_hours_do_not_count_the_lunch_break(timed: Any) -> None:
    # 10–12 and 14–15: five hours on the wall clock are three of work.
    clock = clock_of(timed, MONDAY)
    assert clock.left == timedelta(hours=3)
    assert (clock.state, clock.runs) == ("run", True)


def test_a_clock_says_when_it_next_runs(timed: Any) -> None:
    spans = clock_of(timed, MONDAY).spans
    assert spans[0] == (MONDAY, MONDAY + timedelta(hours=2))
    assert spans[1] == (MONDAY + timedelta(hours=4), MONDAY + timedelta(hours=8))


def test_a_clock_rests_at_noon(timed: Any) -> None:
    clock = clock_of(timed, MONDAY + timedelta(hours=3))
    assert not clock.runs
    assert clock.rests_until == MONDAY + timedelta(hours=4)


def test_urgent_hours_never_rest(timed: Any) -> None:
    timed.type.limit = "8uh"
    clock = clock_of(timed, MONDAY)
    assert (clock.left, clock.runs, clock.spans) == (timedelta(hours=5), True, [])


def test_a_clock_keeps_the_hours_of_the_unit(timed: Any, district: Any) -> None:
    district.water.duty_hours = "00:00-24:00"
    district.water.save()
    timed.unit = district.water
    assert clock_of(timed, MONDAY).left == timedelta(hours=5)


def test_the_last_quarter_is_soon_and_then_it_is_over(timed: Any) -> None:
    assert clock_of(timed, MONDAY + timedelta(hours=4, minutes=10)).state == "soon"
    assert clock_of(timed, MONDAY + timedelta(hours=6)).state == "over"


def test_a_suspended_case_stands_still(timed: Any) -> None:
    timed.suspended_at = MONDAY
    assert clock_of(timed, MONDAY + timedelta(days=3)).state == "paused"


def test_a_handled_case_was_in_time_or_late(timed: Any) -> None:
    timed.handled_at = MONDAY
    assert clock_of(timed, MONDAY + timedelta(days=3)).state == "kept"
    timed.overdue = True
    assert clock_of(timed, MONDAY + timedelta(days=3)).state == "late"


def test_a_case_that_is_not_filed_has_no_clock_yet(case: Any) -> None:
    case.due_at = None
    assert clock_of(case, MONDAY).state == "none"


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [(0, "不到 1 分钟", "under a minute"), (7, "7 分钟", "7 min"), (60, "1 小时", "1 h"),
     (130, "2 小时 10 分", "2 h 10 min"), (2880, "2 天", "2 d"), (3000, "2 天 2 小时", "2 d 2 h")],
)  # fmt: skip
def test_durations_are_said_as_people_say_them(minutes: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert words.span(timedelta(minutes=minutes)) == zh
    with translation.override("en"):
        assert words.span(timedelta(minutes=minutes)) == en
