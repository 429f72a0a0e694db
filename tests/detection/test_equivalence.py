"""The columnar engine says what the plain one says, however the readings are cut into batches."""

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chengyun.detection import Alarm, Engine, Readings, Rule, StreamTable

from .helpers import MINUTE, MONDAY, SECOND, baseline, rate, silence, stuck, threshold
from .reference import Reference

PROPERTIES = ["smoke", "noise"]
STREAMS = 6

LEVELS = st.sampled_from([0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 5.5, 7.0, 9.0, -3.0])
HOLDS = st.sampled_from([0.0, 60.0, 150.0])


def _tables() -> st.SearchStrategy[StreamTable]:
    codes = st.lists(st.sampled_from([0, 0, 1, -1]), min_size=STREAMS, max_size=STREAMS)
    intervals = st.lists(
        st.sampled_from([0.0, 20.0, 60.0, 1800.0, 7200.0]), min_size=STREAMS, max_size=STREAMS
    )
    return st.builds(lambda c, i: StreamTable.of([-1, *c], [0.0, *i]), codes, intervals)


THRESHOLDS = st.one_of(
    st.builds(
        lambda hold, clear, steps: threshold(above=4.0, clear=clear, hold_s=hold, steps=steps),
        HOLDS,
        st.sampled_from([None, 2.5, 3.7]),
        st.sampled_from([(), ((5.0, 2),), ((5.0, 2), (7.0, 1))]),
    ),
    st.builds(
        lambda hold, clear, steps: threshold(below=2.0, clear=clear, hold_s=hold, steps=steps),
        HOLDS,
        st.sampled_from([None, 2.5, 4.3]),
        st.sampled_from([(), ((0.0, 2),), ((1.0, 2), (-1.0, 1))]),
    ),
)
PROFILES = st.builds(
    lambda hold, hours, steps: threshold(
        above=4.0, clear=2.5, hold_s=hold, hours=hours, steps=steps
    ),
    HOLDS,
    st.sampled_from([((0, 2, 2.0, "all"),), ((22, 1, 7.0, "work"), (1, 24, 3.0, "rest"))]),
    st.sampled_from([(), ((5.0, 2),)]),
)
RATES = st.builds(
    rate,
    per_minute=st.sampled_from([1.0, 3.0]),
    direction=st.sampled_from(["rise", "fall", "both"]),
    clear=st.sampled_from([None, 0.5]),
    max_gap_s=st.sampled_from([60.0, 600.0]),
    hold_s=HOLDS,
    steps=st.sampled_from([(), ((5.0, 2),)]),
)
SILENCES = st.builds(silence, intervals=st.sampled_from([1, 2.5, 3]))
STUCKS = st.builds(
    stuck,
    for_s=st.sampled_from([30.0, 120.0]),
    epsilon=st.sampled_from([0.0, 0.5, 1.0]),
    min_readings=st.integers(2, 4),
)
BASELINES = st.builds(
    baseline,
    z=st.sampled_from([1.5, 3.0]),
    side=st.sampled_from(["high", "low", "both"]),
    clear=st.sampled_from([None, 1.0]),
    floor_sd=st.sampled_from([0.01, 1.0]),
    min_weeks=st.sampled_from([0.0, 0.05]),
    min_count=st.integers(2, 5),
    memory_weeks=st.sampled_from([0.05, 8.0]),
    hold_s=HOLDS,
    steps=st.sampled_from([(), ((4.0, 1),)]),
)
RULES: dict[str, st.SearchStrategy[Any]] = {
    "threshold": THRESHOLDS,
    "profile": PROFILES,
    "rate": RATES,
    "silence": SILENCES,
    "stuck": STUCKS,
    "baseline": BASELINES,
}


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """One to four rules of any kind on either property."""
    rules = draw(st.lists(st.one_of(*RULES.values()), min_size=1, max_size=4))
    names = [draw(st.sampled_from(PROPERTIES)) for _ in rules]
    return [
        type(rule)(**{**vars(rule), "key": f"rule-{i}", "property": name})
        for i, (rule, name) in enumerate(zip(rules, names, strict=True))
    ]


@st.composite
def tidy_readings(draw: st.DrawFn) -> Readings:
    """Readings in order of time per stream, with some times twice."""
    n = draw(st.integers(0, 120))
    streams = draw(st.lists(st.integers(1, STREAMS), min_size=n, max_size=n))
    gaps = draw(
        st.lists(st.sampled_from([0, 20, 60, 60, 60, 61, 700, 4000]), min_size=n, max_size=n)
    )
    values = draw(st.lists(LEVELS, min_size=n, max_size=n))
    clock = [MONDAY] * (STREAMS + 1)
    times = []
    for stream, gap in zip(streams, gaps, strict=True):
        clock[stream] += gap * SECOND
        times.append(clock[stream])
    return Readings.of(streams, times, values)


@st.composite
def messy_readings(draw: st.DrawFn) -> Readings:
    """Readings in any order, of streams that may not exist, with values that are none."""
    n = draw(st.integers(0, 60))
    streams = draw(st.lists(st.integers(-1, STREAMS + 2), min_size=n, max_size=n))
    when = draw(st.lists(st.integers(0, 40), min_size=n, max_size=n))
    rubbish = st.sampled_from([float("nan"), float("inf"), -float("inf"), 1e300])
    values = draw(st.lists(st.one_of(LEVELS, LEVELS, rubbish), min_size=n, max_size=n))
    return Readings.of(streams, [MONDAY + t * 30 * SECOND for t in when], values)


def cuts(readings: Readings, at: list[int]) -> list[Readings]:
    """The readings cut at the given rows."""
    edges = [0, *sorted(min(row, len(readings)) for row in at), len(readings)]
    return [readings[a:b] for a, b in pairwise(edges)]


def by_rule_and_stream(alarms: list[Alarm]) -> list[Alarm]:
    """The alarms in an order that does not depend on batches."""
    return sorted(alarms, key=lambda a: (a.rule, a.stream, a.time_us, a.onset_us, a.phase))


def both(rules: list[Rule], table: StreamTable) -> tuple[Engine, Reference]:
    return Engine(rules, table, PROPERTIES), Reference(rules, table, PROPERTIES)


def _one_kind_agrees(kind: str) -> Any:
    @settings(max_examples=150, deadline=None)
    @given(RULES[kind], _tables(), tidy_readings(), st.lists(st.integers(0, 120), max_size=6))
    def check(rule: Rule, table: StreamTable, readings: Readings, at: list[int]) -> None:
        engine, plain = both([rule], table)
        for batch in cuts(readings, at):
            assert engine.process(batch) == plain.process(batch)
            now = int(batch.time.max()) + MINUTE if len(batch) else MONDAY
            assert engine.tick(now) == plain.tick(now)

    return check


test_threshold_agrees_with_the_plain_rule = _one_kind_agrees("threshold")
test_a_threshold_by_the_hour_agrees_with_the_plain_rule = _one_kind_agrees("profile")
test_rate_of_change_agrees_with_the_plain_rule = _one_kind_agrees("rate")
test_silence_agrees_with_the_plain_rule = _one_kind_agrees("silence")
test_stuck_agrees_with_the_plain_rule = _one_kind_agrees("stuck")
test_baseline_agrees_with_the_plain_rule = _one_kind_agrees("baseline")


@settings(max_examples=150, deadline=None)
@given(rule_sets(), _tables(), st.lists(messy_readings(), max_size=5))
def test_untidy_batches_agree_in_alarms_and_in_what_was_left_out(
    rules: list[Rule], table: StreamTable, batches: list[Readings]
) -> None:
    engine, plain = both(rules, table)
    for batch in batches:
        assert engine.process(batch) == plain.process(batch)
    counts = engine.counts
    assert (counts.late, counts.unknown, counts.unusable) == (
        plain.late,
        plain.unknown,
        plain.unusable,
    )
    assert counts.taken + counts.late + counts.unknown + counts.unusable == sum(map(len, batches))


@settings(max_examples=150, deadline=None)
@given(rule_sets(), _tables(), tidy_readings(), st.lists(st.integers(0, 120), max_size=8))
def test_where_a_batch_is_cut_changes_no_alarm(
    rules: list[Rule], table: StreamTable, readings: Readings, at: list[int]
) -> None:
    whole = Engine(rules, table, PROPERTIES)
    parts = Engine(rules, table, PROPERTIES)
    at_once = whole.process(readings)
    bit_by_bit = [alarm for batch in cuts(readings, at) for alarm in parts.process(batch)]
    assert by_rule_and_stream(at_once) == by_rule_and_stream(bit_by_bit)
    assert whole.snapshot() == parts.snapshot()


@settings(max_examples=100, deadline=None)
@given(
    rule_sets(),
    _tables(),
    tidy_readings(),
    st.lists(st.integers(0, 120), min_size=1, max_size=6),
    st.integers(0, 6),
)
def test_a_snapshot_anywhere_and_a_replay_of_the_rest_tell_the_same_alarms(
    rules: list[Rule], table: StreamTable, readings: Readings, at: list[int], stop: int
) -> None:
    batches = cuts(readings, at)
    steady = Engine(rules, table, PROPERTIES)
    told = [_turn(steady, batch) for batch in batches]

    stopped = Engine(rules, table, PROPERTIES)
    before = [_turn(stopped, batch) for batch in batches[:stop]]
    again = Engine.restore(stopped.snapshot(len(before)), rules, table, PROPERTIES)
    after = [_turn(again, batch) for batch in batches[again.position :]]

    assert before + after == told
    said = [(alarm.id, alarm.phase, alarm.time_us) for alarms in told for alarm in alarms]
    assert len(said) == len(set(said))
    assert again.snapshot() == steady.snapshot()
    assert np.array_equal(again.alarm_state, steady.alarm_state)


def _turn(engine: Engine, batch: Readings) -> list[Alarm]:
    now = int(batch.time.max()) + 5 * MINUTE if len(batch) else MONDAY
    return engine.process(batch) + engine.tick(now)
