"""While a stream is under maintenance it is seen, but no rule looks and nothing is learnt."""

import pytest

from chengyun.detection import Alarm, Engine, Rule

from .helpers import (
    MINUTE,
    MONDAY,
    baseline,
    minutes,
    muted,
    phases,
    series,
    silence,
    stuck,
    table,
    threshold,
)


def watched(rule: Rule, begins: int, ends: int) -> Engine:
    return Engine([rule], muted(1, begins, ends), ["smoke"])


def test_readings_under_maintenance_raise_no_alarm_but_are_the_live_state() -> None:
    engine = watched(threshold(above=70), 0, 10)
    assert engine.process(series([90, 95])) == []
    assert (engine.last_value[1], engine.counts.muted) == (95, 2)


def test_another_stream_goes_on_being_watched() -> None:
    engine = watched(threshold(above=70), 0, 10)
    assert phases(engine.process(series([90], stream=2))) == ["onset"]


def test_an_alarm_in_force_ends_at_the_first_reading_under_maintenance() -> None:
    told = watched(threshold(above=70), 2, 10).process(series([90] * 5))
    assert minutes(told) == [("onset", 0), ("clear", 2)]
    assert told[1].detail["reason"] == "maintenance"
    assert told[1].id == told[0].id


def test_an_alarm_in_force_ends_by_the_clock_if_nobody_speaks() -> None:
    engine = watched(threshold(above=70), 2, 10)
    engine.process(series([90]))
    assert engine.tick(MONDAY + MINUTE) == []
    assert minutes(engine.tick(MONDAY + 3 * MINUTE)) == [("clear", 3)]
    assert engine.alarm_state[1] == 0


def test_what_is_still_wrong_afterwards_is_a_new_alarm() -> None:
    told = watched(threshold(above=70), 2, 4).process(series([90] * 6))
    assert minutes(told) == [("onset", 0), ("clear", 2), ("onset", 4)]
    assert told[2].id != told[0].id


def test_a_hold_begins_anew_after_maintenance() -> None:
    told = watched(threshold(above=70, hold_s=120), 1, 2).process(series([90] * 6))
    assert minutes(told) == [("onset", 4)]


def test_nobody_is_called_silent_under_maintenance_nor_at_once_afterwards() -> None:
    engine = watched(silence(), 2, 100)
    engine.process(series([1, 1, 1]))
    told = [a for m in range(3, 110) for a in engine.tick(MONDAY + m * MINUTE)]
    assert minutes(told) == [("onset", 104)]


def test_a_silence_ends_when_maintenance_begins() -> None:
    engine = watched(silence(), 10, 100)
    engine.process(series([1]))
    told = [a for m in range(1, 20) for a in engine.tick(MONDAY + m * MINUTE)]
    assert minutes(told) == [("onset", 4), ("clear", 10)]


def test_a_standstill_ends_when_maintenance_begins() -> None:
    told = watched(stuck(for_s=120, min_readings=3), 4, 6).process(series([5] * 10))
    assert minutes(told) == [("onset", 2), ("clear", 4), ("onset", 8)]


def test_nothing_is_learnt_under_maintenance() -> None:
    rule = baseline(min_weeks=0, min_count=3, floor_sd=1)
    engine = watched(rule, 4, 20)
    engine.process(series([10] * 4 + [500] * 16))
    (told,) = engine.process(series([99], start=MONDAY + 20 * MINUTE))
    assert told.detail["mean"] == pytest.approx(10)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_where_a_batch_is_cut_changes_nothing(size: int) -> None:
    rules = [threshold(above=70, hold_s=60)]
    readings = series([90, 90, 90, 20, 90, 90, 90, 90, 90, 20])
    whole = Engine(rules, muted(1, 2, 6), ["smoke"])
    parts = Engine(rules, muted(1, 2, 6), ["smoke"])
    told: list[Alarm] = []
    for row in range(0, len(readings), size):
        told += parts.process(readings[row : row + size])
    assert told == whole.process(readings)
    assert parts.snapshot() == whole.snapshot()


def test_maintenance_may_be_declared_and_lifted_while_running() -> None:
    engine = Engine([threshold(above=70)], table(), ["smoke"])
    engine.grow(muted(1, 0, 10))
    assert engine.process(series([90])) == []
    engine.grow(table())
    assert phases(engine.process(series([90], start=MONDAY + MINUTE))) == ["onset"]
