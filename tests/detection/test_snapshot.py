"""Stopping and going on as if nothing had been."""

import pytest

from chengyun.detection import Engine, Readings, SnapshotError, StreamTable

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

RULES = [
    threshold(key="high", above=70, clear=60, hold_s=60, steps=((90, 1),)),
    rate(key="jump", per_minute=30),
    stuck(key="still", for_s=120),
    silence(key="quiet"),
    baseline(key="odd", min_weeks=0, min_count=4),
]


def running() -> Engine:
    watched = engine(*RULES)
    watched.process(series([50, 50, 50, 50, 75, 75, 95, 95]))
    watched.process(series([1], stream=3))
    watched.tick(MONDAY + 30 * MINUTE)
    return watched


def test_a_restored_engine_is_the_same_to_the_last_bit() -> None:
    watched = running()
    again = Engine.restore(watched.snapshot(77), RULES, table(), ["smoke"])
    assert again.snapshot(77) == watched.snapshot(77)
    assert again.position == 77
    assert again.counts == watched.counts
    assert again.alarm_state.tolist() == watched.alarm_state.tolist() == [0, 1, 0, 5, 0]


def test_an_alarm_goes_on_under_its_id_after_a_restart() -> None:
    watched = engine(threshold(above=70))
    (onset,) = watched.process(series([80]))
    again = Engine.restore(watched.snapshot(), [threshold(above=70)], table(), ["smoke"])
    (clear,) = again.process(series([60], start=MONDAY + MINUTE))
    assert (clear.id, clear.phase) == (onset.id, "clear")


def test_the_table_may_have_grown_meanwhile() -> None:
    again = Engine.restore(running().snapshot(), RULES, table(streams=50), ["smoke"])
    assert again.alarm_state[1] == 1
    fresh = again.process(series([80, 80], stream=50))
    assert phases(fresh) == ["onset"]


def test_the_table_may_have_shrunk_meanwhile() -> None:
    again = Engine.restore(running().snapshot(), RULES, table(streams=1), ["smoke"])
    assert again.alarm_state.tolist() == [0, 1, 0, 0, 0]


def test_properties_may_be_numbered_anew_meanwhile() -> None:
    swapped = StreamTable.of([-1, 1, 1, 1, 1], [0] + [60] * 4)
    again = Engine.restore(running().snapshot(), RULES, swapped, ["gas", "smoke"])
    (told,) = again.process(series([55], start=MONDAY + 8 * MINUTE))[:1]
    assert (told.rule, told.phase) == ("high", "clear")


def test_a_limit_may_be_changed_without_losing_the_alarm_in_force() -> None:
    changed = [threshold(key="high", above=65, clear=55, hold_s=60, steps=((85, 1),))]
    again = Engine.restore(running().snapshot(), changed, table(), ["smoke"])
    assert again.alarm_state[1] == 1
    told = again.process(series([50], start=MONDAY + 8 * MINUTE))
    assert phases(told) == ["clear"]


def test_a_rule_with_other_steps_starts_fresh() -> None:
    changed = [threshold(key="high", above=70, clear=60, hold_s=60)]
    again = Engine.restore(running().snapshot(), changed, table(), ["smoke"])
    assert again.alarm_state[1] == 0


def test_a_rule_that_is_gone_leaves_no_alarm_state() -> None:
    again = Engine.restore(running().snapshot(), RULES[3:4], table(), ["smoke"])
    assert again.alarm_state.tolist() == [0, 5, 0, 5, 0]


def test_a_baseline_costs_only_the_hours_it_has_learnt() -> None:
    watched = engine(baseline(), streams=1000)
    empty = len(watched.snapshot())
    watched.process(Readings.of(range(1, 1001), [MONDAY] * 1000, [1.0] * 1000))
    assert len(watched.snapshot()) - empty < 11_000


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda data: b"", "longer than this"),
        (lambda data: b"XXXX" + data[4:], "no snapshot"),
        (lambda data: data[:4] + b"\xff\xff" + data[6:], "version 65535"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "damaged"),
    ],
)
def test_bytes_that_are_no_snapshot_are_refused(spoil: object, complaint: str) -> None:
    assert callable(spoil)
    with pytest.raises(SnapshotError, match=complaint):
        Engine.restore(spoil(running().snapshot()), RULES, table(), ["smoke"])
