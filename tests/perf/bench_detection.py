"""Readings through the detection engine per second and core, beside Bytewax, River and bare NumPy;
what a datastream costs in memory; what a million of them cost more than ten thousand.

Rules: on each of four properties a threshold (hysteresis, hold of a minute, one step) and a
baseline that speaks. Readings: random streams (a stream may come several times in a batch),
normal values, 1 in 10,000 far out. Measured is `Engine.process` on columns in memory, one thread,
alarms included, after the baselines have learnt; the best of three passes over fresh batches. The
second is one of this process's processor time, so that what else the machine does counts less. Not
measured: bus, decoding, snapshots. Of the baseline's 48 hours one is touched, as in any one hour.

Memory is the process's resident memory after a million datastreams have learnt every hour of a
workday and of a rest day, less what it was before, engine and table included.

Peers, in the same run on the same readings:
- Bytewax, one worker, in-memory source of 1,000 items at a time: the same two rules in plain
  Python (no step, no late data, no explained alarms) through `stateful_map`, on the first 100,000
  readings. Their streams are folded to 1,000, its best case: with a state to open for nearly
  every reading of a million streams it does a sixth of that. Keys and values are made before the
  clock starts.
- River: per stream, in a dict, an exponentially weighted mean and variance (`EWMean`, `EWVar`)
  and the limit, reading by reading in plain Python; streams folded as above; and in memory what
  the two objects of a stream cost without any hours.
- bare NumPy: one exponentially weighted mean and variance per stream and a z-score, nothing else:
  no order, no repeats (they overwrite each other), no limits, no alarms.
"""

import gc
import math
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bytewax.operators as op
import numpy as np
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main
from numpy.typing import NDArray
from river.stats import EWMean, EWVar

from chengyun.detection import Baseline, Engine, Readings, Rule, StreamTable, Threshold
from tests.perf.report import Row, row

PROPERTIES = ("pm25", "noise", "water_level", "charger_temp")
START = 1_767_542_400_000_000
SECOND = 1_000_000
FAR_OUT = 1e-4
PASSES = 3
BYTEWAX_READINGS = 100_000
BYTEWAX_STREAMS = 1_000
LEARNING_TURNS = 8
WEIGHT = 1 / 480
"""Of one reading in eight weeks of one a minute."""

Floats = NDArray[np.float64]

SIZES = (
    (1_000, 10_000, 40),
    (1_000, 100_000, 10),
    (1_000_000, 100_000, 20),
    (1_000_000, 1_000_000, 3),
)
"""Datastreams, readings in a batch, batches in a pass."""


HOUR = 3600 * SECOND
REST_DAY = 5 * 24 * HOUR
FEW, MANY, BATCH, BATCHES = 10_000, 1_000_000, 100_000, 20
PEER_OBJECTS = 20_000


def run() -> list[Row]:
    """The rows of the table; takes about a minute."""
    return [_memory(), *(each for size in SIZES for each in _measure(*size)), _ratio()]


def _memory() -> Row:
    _learnt(1_000)
    before = _resident()
    engine = _learnt(MANY, hours=24)
    ours = (_resident() - before) / MANY
    del engine
    before = _resident()
    peers = [(EWMean(WEIGHT), EWVar(WEIGHT)) for _ in range(PEER_OBJECTS)]
    theirs = (_resident() - before) / len(peers)
    return row(
        f"detection, {MANY:,} streams, memory of one", ours, "bytes", "River objects", theirs
    )


def _resident() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _ratio() -> Row:
    """Cost of a reading at many streams against few, turn by turn on the same machine."""
    engines = {streams: _learnt(streams) for streams in (FEW, MANY)}
    best = dict.fromkeys(engines, 0.0)
    for turn in range(1, 2 * PASSES + 1):
        for streams, engine in engines.items():
            some = _batches(streams, BATCH, BATCHES, START + 100 * turn * SECOND)
            best[streams] = max(best[streams], _engine_rate(engine, some))
    names = (f"detection, a reading at {MANY:,} streams", f"at {FEW:,}")
    return row(names[0], 1e9 / best[MANY], "ns", names[1], 1e9 / best[FEW])


def _measure(streams: int, batch: int, batches: int) -> list[Row]:
    engine = _learnt(streams)
    mean, variance = np.full(streams + 1, 40.0), np.full(streams + 1, 16.0)
    ours, bare = [], []
    for turn in range(1, PASSES + 1):
        some = _batches(streams, batch, batches, START + 100 * turn * SECOND)
        ours.append(_engine_rate(engine, some))
        bare.append(_bare_rate(mean, variance, some))
    name = f"detection, {streams:,} streams, batches of {batch:,}"
    return [
        row(name, max(ours), "readings/s", "Bytewax stateful_map", _bytewax_rate(some)),
        row(name, max(ours), "readings/s", "River EWMean, EWVar", _river_rate(some)),
        row(name, max(ours), "readings/s", "bare NumPy EWMA pass", max(bare)),
    ]


def _rules() -> list[Rule]:
    return [rule for name in PROPERTIES for rule in _rules_of(name)]


def _rules_of(name: str) -> tuple[Rule, Rule]:
    about: dict[str, Any] = {
        "case_type": "hazard",
        "property": name,
        "title_zh": "隐患",
        "title_en": "Hazard",
    }
    return (
        Threshold(
            key=f"{name}-high", severity=2, above=70.0, clear=65.0, hold_s=60.0,
            steps=((90.0, 1),), **about,
        ),
        Baseline(
            key=f"{name}-odd", severity=3, z=6.0, floor_sd=4.0, min_weeks=0.0, min_count=4, **about
        ),
    )  # fmt: skip


def _batches(streams: int, size: int, batches: int, start: int) -> list[Readings]:
    """Batches one second apart; times rise in the order of arrival."""
    random = np.random.default_rng(7)
    return [
        Readings(
            random.integers(1, streams + 1, size).astype(np.int32),
            start + SECOND * turn + np.arange(size) * SECOND // size,
            _values(random, size),
        )
        for turn in range(batches)
    ]


def _values(random: np.random.Generator, size: int) -> Any:
    far = np.where(random.random(size) < FAR_OUT, 45.0, 0.0)
    return random.normal(40.0, 4.0, size) + far


def _learnt(streams: int, hours: int = 1) -> Engine:
    """An engine whose baselines speak in one hour, or in `hours` of both kinds of day."""
    code = (np.arange(streams + 1) % len(PROPERTIES)).astype(np.int16)
    engine = Engine(_rules(), StreamTable.of(code, np.full(streams + 1, 60.0)), PROPERTIES)
    random = np.random.default_rng(11)
    days = (0, REST_DAY) if hours > 1 else (0,)
    for start in (START + day + hour * HOUR for day in days for hour in range(hours)):
        for turn in range(LEARNING_TURNS):
            _teach(engine, streams, start + turn * SECOND, random)
    return engine


def _teach(engine: Engine, streams: int, time: int, random: np.random.Generator) -> None:
    for first in range(1, streams + 1, BATCH):
        ids = np.arange(first, min(first + BATCH, streams + 1), dtype=np.int32)
        engine.process(Readings.of(ids, np.full(len(ids), time), random.normal(40, 4, len(ids))))


def _engine_rate(engine: Engine, batches: Sequence[Readings]) -> float:
    return _rate(lambda: [engine.process(batch) for batch in batches], batches)


def _bare_rate(mean: Floats, variance: Floats, batches: Sequence[Readings]) -> float:
    return _rate(lambda: [_ewma(mean, variance, batch) for batch in batches], batches)


def _ewma(mean: Floats, variance: Floats, batch: Readings) -> int:
    """Scores each reading, then learns it; returns how many stand out."""
    away = batch.value - mean.take(batch.stream)
    spread = variance.take(batch.stream)
    odd = np.abs(away) > 6 * np.sqrt(spread)
    step = WEIGHT * away
    mean[batch.stream] += step
    variance[batch.stream] = (1 - WEIGHT) * (spread + step * away)
    return int(np.count_nonzero(odd))


def _bytewax_rate(batches: Sequence[Readings]) -> float:
    items = _items(batches)
    flow = Dataflow("peer")
    stream = op.input("in", flow, TestingSource(items, batch_size=1000))
    told: list[Any] = []
    rules = op.stateful_map("rules", stream, _both_rules)
    op.output("out", op.filter_map("alarms", rules, _only_alarms), TestingSink(told))
    return _rate(lambda: run_main(flow), batches, len(items))  # type: ignore[no-untyped-call]


def _items(batches: Sequence[Readings]) -> list[tuple[str, tuple[float, float]]]:
    columns = [
        np.concatenate([getattr(b, name) for b in batches])[:BYTEWAX_READINGS].tolist()
        for name in ("stream", "time", "value")
    ]
    return [
        (str(stream % BYTEWAX_STREAMS), (time, value))
        for stream, time, value in zip(*columns, strict=True)
    ]


@dataclass(slots=True)
class PeerState:
    """What the two rules remember of one stream and hour."""

    mean: float = 40.0
    variance: float = 16.0
    count: int = LEARNING_TURNS
    high: bool = False
    above_since: float | None = None
    odd: bool = False


def _both_rules(
    state: PeerState | None, item: tuple[float, float]
) -> tuple[PeerState, tuple[bool, bool] | None]:
    """The threshold (without its step) and the baseline, one reading at a time."""
    state = state or PeerState()
    before = (state.high, state.odd)
    _peer_threshold(state, *item)
    _peer_baseline(state, item[1])
    after = (state.high, state.odd)
    return state, after if after != before else None


def _peer_threshold(state: PeerState, time: float, value: float) -> None:
    if value <= 70.0:
        state.above_since = None
        state.high = state.high and value > 65.0
        return
    if state.above_since is None:
        state.above_since = time
    state.high = state.high or time - state.above_since >= 60 * SECOND


def _peer_baseline(state: PeerState, value: float) -> None:
    away = value - state.mean
    score = abs(away) / max(math.sqrt(state.variance), 4.0)
    state.odd = score > (3.0 if state.odd else 6.0)
    if score > 6.0:
        return
    weight = max(1 / (state.count + 1), WEIGHT)
    step = weight * away
    state.mean += step
    state.variance = (1 - weight) * (state.variance + step * away)
    state.count += 1


def _river_rate(batches: Sequence[Readings]) -> float:
    items = _items(batches)
    kept: dict[str, tuple[EWMean, EWVar, PeerState]] = {}
    return _rate(lambda: [_river_rules(kept, *item) for item in items], batches, len(items))


def _river_rules(
    kept: dict[str, tuple[EWMean, EWVar, PeerState]], key: str, item: tuple[float, float]
) -> bool:
    """The threshold, and the score against River's mean and variance; whether either speaks."""
    if key not in kept:
        kept[key] = EWMean(WEIGHT), EWVar(WEIGHT), PeerState()
    mean, variance, state = kept[key]
    _peer_threshold(state, *item)
    score = abs(item[1] - mean.get()) / max(math.sqrt(variance.get()), 4.0)
    if score <= 6.0:
        mean.update(item[1])
        variance.update(item[1])
    return state.high or score > 6.0


def _only_alarms(item: tuple[str, tuple[bool, bool] | None]) -> Any:
    return item if item[1] else None


def _rate(work: Callable[[], object], batches: Sequence[Readings], readings: int = 0) -> float:
    """Readings per second of this process's processor time."""
    started = time.process_time()
    work()
    return (readings or sum(map(len, batches))) / (time.process_time() - started)
