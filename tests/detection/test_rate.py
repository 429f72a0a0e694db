"""How fast a value changes between two readings."""

import pytest

from chengyun.detection import Readings

from .helpers import MINUTE, MONDAY, engine, minutes, phases, rate, series


def test_a_value_that_rises_too_fast_raises_an_alarm() -> None:
    told = engine(rate(per_minute=5, direction="rise")).process(series([0, 4, 10, 12]))
    assert minutes(told) == [("onset", 2), ("clear", 3)]
    assert told[0].detail["per_minute"] == 6


@pytest.mark.parametrize(
    ("direction", "expected"),
    [("rise", [("onset", 1), ("clear", 2)]), ("fall", [("onset", 2), ("clear", 3)])],
)
def test_a_rule_may_look_only_one_way(direction: str, expected: list[tuple[str, int]]) -> None:
    told = engine(rate(per_minute=5, direction=direction)).process(series([0, 9, 0, 0]))
    assert minutes(told) == expected


def test_the_rate_is_per_minute_whatever_the_interval() -> None:
    told = engine(rate(per_minute=5)).process(series([0, 9, 10], every=2 * MINUTE))
    assert told == []


def test_readings_too_far_apart_say_nothing_about_the_rate() -> None:
    watched = engine(rate(per_minute=5, max_gap_s=600))
    assert watched.process(Readings.of([1, 1], [MONDAY, MONDAY + 11 * MINUTE], [0, 900])) == []


def test_a_gap_neither_clears_an_alarm() -> None:
    watched = engine(rate(per_minute=5, max_gap_s=600))
    assert phases(watched.process(series([0, 50]))) == ["onset"]
    later = MONDAY + 60 * MINUTE
    assert watched.process(series([50], start=later)) == []
    assert phases(watched.process(series([51], start=later + MINUTE))) == ["clear"]


def test_the_first_reading_has_no_rate() -> None:
    assert engine(rate(per_minute=1)).process(series([1e6])) == []
