"""Too often within a time."""

from typing import Any

from chengyun.detection import Count, Readings

from .helpers import MINUTE, MONDAY, _about, engine, minutes, muted, phases, series


def count(**given: Any) -> Count:
    return Count(**_about({"above": 0.5, "n": 3, "window_s": 300.0, **given}))


def test_so_many_readings_beyond_the_limit_within_the_window_raise_an_alarm() -> None:
    assert minutes(engine(count()).process(series([1, 0, 1, 0, 1]))) == [("onset", 4)]


def test_as_many_in_a_longer_time_raise_none() -> None:
    assert engine(count()).process(series([1, 0, 0, 1, 0, 0, 1])) == []


def test_it_clears_at_the_reading_by_which_there_are_fewer() -> None:
    told = engine(count()).process(series([1, 1, 1, 0, 0, 0, 0]))
    assert minutes(told) == [("onset", 2), ("clear", 6)]


def test_it_clears_by_the_clock_when_nobody_speaks_any_more() -> None:
    watched = engine(count())
    watched.process(series([1, 1, 1]))
    told = [a for m in range(3, 20) for a in watched.tick(MONDAY + m * MINUTE)]
    assert minutes(told) == [("clear", 6)]


def test_it_counts_low_values_too() -> None:
    rule = count(above=None, below=0.5)
    assert phases(engine(rule).process(series([0, 0, 0]))) == ["onset"]


def test_streams_are_counted_apart() -> None:
    readings = Readings.of([1, 2, 1, 2], [MONDAY + m * MINUTE for m in range(4)], [1] * 4)
    assert engine(count()).process(readings) == []


def test_the_alarm_tells_how_many_in_what_time_and_since_when() -> None:
    (told,) = engine(count()).process(series([1, 1, 1]))
    assert told.detail["first_us"] == MONDAY
    assert (told.detail["n"], told.detail["window_s"], told.detail["limit"]) == (3, 300, 0.5)


def test_it_goes_by_the_rule_however_a_long_series_is_cut() -> None:
    values = [(m * m) % 7 < 3 for m in range(400)]
    whole, parts = engine(count()), engine(count())
    told = whole.process(series(values))
    assert told == [a for row in range(400) for a in parts.process(series(values)[row : row + 1])]
    assert minutes(told) == plainly(values)


def plainly(values: list[bool]) -> list[tuple[str, int]]:
    told, active = [], False
    for minute in range(len(values)):
        now = sum(values[max(0, minute - 5) : minute + 1]) >= 3
        if now != active:
            told.append(("onset" if now else "clear", minute))
        active = now
    return told


def test_what_was_counted_before_maintenance_does_not_count_after_it() -> None:
    watched = engine(count())
    watched.process(series([1, 1]))
    watched.grow(muted(1, 2, 3))
    watched.tick(MONDAY + 2 * MINUTE)
    assert watched.process(series([1], start=MONDAY + 3 * MINUTE)) == []
