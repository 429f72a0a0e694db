"""Rules side by side, live state, growth, and the same answer every time."""

import numpy as np
import pytest

from chengyun.detection import Engine, Readings, RuleError, StreamTable

from .helpers import (
    MINUTE,
    MONDAY,
    baseline,
    engine,
    phases,
    rate,
    series,
    silence,
    stuck,
    table,
    threshold,
)


def test_the_live_state_is_the_severity_of_the_worst_active_alarm() -> None:
    watched = engine(
        threshold(key="mild", above=50, severity=4), threshold(key="grave", above=70, severity=1)
    )
    seen = []
    for minute, value in enumerate((40, 60, 80, 60, 40)):
        watched.process(series([value], start=MONDAY + minute * MINUTE))
        seen.append(int(watched.alarm_state[1]))
    assert seen == [0, 4, 1, 4, 0]


def test_alarms_come_in_order_of_time_then_stream_then_rule() -> None:
    watched = engine(threshold(key="b", above=70), threshold(key="a", above=60))
    told = watched.process(Readings.of([2, 1, 1], [MONDAY, MONDAY, MONDAY + MINUTE], [80, 80, 40]))
    assert [(a.time_us - MONDAY, a.stream, a.rule) for a in told] == [
        (0, 1, "a"),
        (0, 1, "b"),
        (0, 2, "a"),
        (0, 2, "b"),
        (MINUTE, 1, "a"),
        (MINUTE, 1, "b"),
    ]


def test_a_rule_watches_only_its_own_property() -> None:
    rules = [threshold(above=70), threshold(key="loud", property="noise", above=50)]
    watched = Engine(rules, StreamTable.of([-1, 0, 1], [0, 60, 60]), ["smoke", "noise"])
    told = watched.process(Readings.of([1, 2], [MONDAY, MONDAY], [60, 60]))
    assert [(a.rule, a.stream) for a in told] == [("loud", 2)]


def test_the_same_readings_give_the_same_alarms_and_the_same_state() -> None:
    rules = [
        threshold(key="high", above=2, clear=1),
        rate(key="jump", per_minute=3),
        stuck(key="still", for_s=120, epsilon=0.5),
        baseline(key="odd", z=2, min_weeks=0, min_count=3),
        silence(key="quiet"),
    ]
    random = np.random.default_rng(3)
    batch = Readings.of(
        random.integers(1, 5, 500), MONDAY + np.arange(500) * MINUTE, random.normal(0, 2, 500)
    )
    one, other = engine(*rules), engine(*rules)
    assert one.process(batch) == other.process(batch)
    assert one.tick(MONDAY + 900 * MINUTE) == other.tick(MONDAY + 900 * MINUTE)
    assert one.snapshot() == other.snapshot()


def test_two_rules_of_one_key_are_refused() -> None:
    with pytest.raises(RuleError, match="two rules 'rule'"):
        engine(threshold(above=1), threshold(above=2))


def test_a_rule_on_a_property_that_no_one_measures_is_refused() -> None:
    with pytest.raises(RuleError, match="'gas', which no one measures"):
        engine(threshold(property="gas", above=1))


def test_a_table_with_an_unknown_property_code_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the list of properties"):
        Engine([], StreamTable.of([-1, 3], [0, 0]), ["smoke"])


def test_new_streams_are_watched_and_the_old_keep_what_is_known_of_them() -> None:
    watched = engine(threshold(above=70, hold_s=120), streams=2)
    watched.process(series([80, 80]))
    watched.grow(table(streams=5000))
    told = watched.process(
        Readings.of([1, 4999], [MONDAY + 2 * MINUTE, MONDAY + 2 * MINUTE], [80, 80])
    )
    assert [(a.stream, a.phase) for a in told] == [(1, "onset")]
    assert len(watched.live().last_time) == 5001


def test_a_baseline_survives_growth() -> None:
    rule = baseline(min_weeks=0, min_count=3, floor_sd=1)
    watched = engine(rule, streams=1)
    watched.process(series([10, 10, 10, 10]))
    watched.grow(table(streams=300))
    assert phases(watched.process(series([99], start=MONDAY + 5 * MINUTE))) == ["onset"]


def test_a_stream_that_changes_its_property_begins_anew() -> None:
    rules = [threshold(above=70), threshold(key="loud", property="noise", above=50, hold_s=60)]
    watched = Engine(rules, StreamTable.of([-1, 0, 0], [0, 60, 60]), ["smoke", "noise"])
    watched.process(series([80]))
    assert watched.alarm_state[1] == 2 + 1
    watched.grow(StreamTable.of([-1, 1, 0], [0, 60, 60]))
    assert watched.alarm_state[1] == 0
    told = watched.process(series([60, 60], start=MONDAY))
    assert [(a.rule, a.phase) for a in told] == [("loud", "onset")]


def test_a_stream_that_changes_back_does_not_find_its_old_state() -> None:
    watched = Engine([threshold(above=70)], StreamTable.of([-1, 0], [0, 60]), ["smoke", "noise"])
    watched.process(series([80]))
    for code in (1, 0):
        watched.grow(StreamTable.of([-1, code], [0, 60]))
    assert phases(watched.process(series([80]))) == ["onset"]


def test_a_shorter_table_forgets_nothing() -> None:
    watched = engine(threshold(above=70), streams=4)
    watched.process(series([80], stream=4))
    watched.grow(table(streams=2))
    assert watched.process(series([60], stream=4, start=MONDAY + MINUTE)) == []
    assert watched.counts.unknown == 1


def test_a_new_interval_counts_from_then_on() -> None:
    watched = engine(silence())
    watched.process(series([1]))
    watched.grow(table(interval_s=3600))
    assert watched.tick(MONDAY + 100 * MINUTE) == []
    assert phases(watched.tick(MONDAY + 181 * MINUTE)) == ["onset"]
