"""Tries a rule on the days that have been: the real engine over history, without consequence.

Bounded in readings and in time; what was not looked at is said, never guessed.
"""

import time as clock
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from chengyun import detection
from chengyun.calendar.instants import micros, moment
from chengyun.detection.alarms import Alarm
from chengyun.detection.readings import Readings
from chengyun.detection.rules import Rule
from chengyun.detection.table import StreamTable
from chengyun.sensing import duck
from chengyun.sensing.history import History
from chengyun.sensing.registry import LEVELS, groups_of

Ints = npt.NDArray[np.int64]
SECOND = 1_000_000
DAY_S = 86_400
TICK_S = 60
# As the worker: how long every device has to be heard after the system was away.
LONGEST_PATIENCE_S = 3600
# A hole in everything at least so long is taken as ours.
SHORTEST_HOLE_S = 600
# What is usual must be learnt first: days before the days that count, at most.
LONGEST_LEAD_DAYS = 28
NEW, OLD = "new", "old"


@dataclass(frozen=True)
class Bounds:
    """How much a trial may take."""

    readings: int = 2_000_000
    seconds: float = 12.0


@dataclass(frozen=True)
class Streams:
    """The datastreams a rule would watch: ids, and their declared intervals in seconds."""

    ids: Ints
    interval_s: npt.NDArray[np.float32]
    lon: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    lat: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    paths: tuple[str, ...] = ()
    """Where they are; may be left out for rules that do not ask."""

    def every(self, step: int) -> "Streams":
        """Each `step`-th of them."""
        return Streams(
            self.ids[::step], self.interval_s[::step], self.lon[::step], self.lat[::step],
            self.paths[::step],
        )  # fmt: skip


@dataclass
class Trial:
    """What the rule would have raised (`alarms`) and what the one in force raises (`before`).

    Alarms are onsets from `since` on. `devices` of `of_devices` datastreams were looked at, over
    `readings` readings, up to `until`; `cut` if time ran out before that. `first` is the oldest
    reading seen; None: history is empty.
    """

    since: datetime
    until: datetime
    lead_days: int = 0
    devices: int = 0
    of_devices: int = 0
    readings: int = 0
    first: datetime | None = None
    cut: bool = False
    alarms: list[Alarm] = field(default_factory=list)
    before: list[Alarm] = field(default_factory=list)

    @property
    def raised_by(self) -> int:
        """How many devices would have raised them."""
        return len({alarm.stream for alarm in self.alarms})


def try_rule(
    history: History,
    rule: Rule,
    current: Rule | None,
    streams: Streams,
    until: datetime,
    *,
    days: int = 7,
    bounds: Bounds = Bounds(),
) -> Trial:
    """Run `rule`, and beside it the one in force, over the last `days` days of `streams`."""
    lead = max(_lead_days(rule), _lead_days(current) if current else 0)
    since = until - timedelta(days=days)
    trial = Trial(since, until, lead, of_devices=len(streams.ids))
    past = Past(history, since - timedelta(days=lead), until)
    streams = streams.every(_thinned(past.count(streams.ids), bounds.readings))
    trial.devices = len(streams.ids)
    if trial.devices:
        _run(trial, past, _Runner(rule, current, streams), bounds.seconds)
    return trial


def _run(trial: Trial, past: "Past", runner: "_Runner", seconds: float) -> None:
    awake = _filled(past.minutes_heard(), runner.hole_min) if runner.watches_time else None
    since_us, stop = micros(trial.since), 0.0
    for end, readings in past.days(runner.streams.ids):
        for alarm in runner.follow(readings, _until(awake, end)):
            if alarm.phase == "onset" and alarm.onset_us >= since_us:
                (trial.alarms if alarm.rule == NEW else trial.before).append(alarm)
        trial.readings += len(readings)
        if len(readings):
            trial.first = trial.first or moment(int(readings.time[0]))
        # Time counts from the end of the first day, which may have had to be compiled for.
        stop = stop or clock.monotonic() + seconds
        if end < trial.until and clock.monotonic() > stop:
            trial.until, trial.cut = end, True
            return


def _until(awake: Ints | None, end: datetime) -> Ints | None:
    """The minutes awake before a moment; the runner leaves out those it has been told."""
    return None if awake is None else awake[awake < micros(end) // (TICK_S * SECOND)]


class Past:
    """History between two moments, day by day in columns."""

    def __init__(self, history: History, since: datetime, until: datetime) -> None:
        self.history, self.since, self.until = history, since, until

    def count(self, ids: Ints) -> int:
        """How many readings of these datastreams there are."""
        found = self._ask("SELECT count(*) AS n", "", ids, self.since, self.until)
        return int(found["n"][0]) if found else 0

    def days(self, ids: Ints) -> Iterator[tuple[datetime, Readings]]:
        """The readings in order of time, a day at a time, each with the day's end."""
        day = self.since
        while day < self.until:
            end = min(day + timedelta(days=1), self.until)
            found = self._ask("SELECT stream, time, value", "ORDER BY time", ids, day, end)
            yield end, Readings.of(*(found.get(name, []) for name in ("stream", "time", "value")))
            day = end

    def minutes_heard(self) -> Ints:
        """The minutes since the epoch in which anything at all was heard, in order."""
        select = f"SELECT DISTINCT time // {TICK_S * SECOND} AS minute"
        found = self._ask(select, "ORDER BY minute", None, self.since, self.until)
        return np.asarray(found["minute"], np.int64) if found else np.empty(0, np.int64)

    def _ask(
        self, select: str, order: str, ids: Ints | None, since: datetime, until: datetime
    ) -> dict[str, npt.NDArray[np.generic]]:
        files = self.history.table.within(micros(since), micros(until))
        if not files or (ids is not None and not len(ids)):
            return {}
        given: dict[str, object] = {"low": micros(since), "high": micros(until)}
        only = ""
        if ids is not None:
            given["ids"] = ids.tolist()
            only = "stream IN (SELECT unnest($ids)) AND"
        query = f"{select} FROM {duck.from_files(files)} WHERE {only} time >= $low AND time < $high"
        return duck.columns(f"{query} {order}", **given)


class _Runner:
    """An engine with the rule, and the one in force under another name, over those streams."""

    def __init__(self, rule: Rule, current: Rule | None, streams: Streams) -> None:
        self.streams = streams
        rules = [_everywhere(rule, NEW)]
        if current is not None and current.property == rule.property:
            rules.append(_everywhere(current, OLD))
        # Not before somebody tries a rule: numba takes a second to load.
        self.engine = detection.Engine(rules, _table(streams), [rule.property])
        self.watches_time = any(
            operator.watches_time for group in self.engine._operators for operator in group
        )
        longest = float(streams.interval_s.max(initial=0))
        self.patience = int(min(longest, LONGEST_PATIENCE_S) * SECOND)
        self.hole_min = int(max(SHORTEST_HOLE_S, 2 * longest)) // TICK_S
        self.patient_until = 0
        # The last minute that was told.
        self.told = 0

    def follow(self, readings: Readings, awake: Ints | None) -> Iterator[Alarm]:
        """One day's readings, with the time told in between as the clock would have."""
        ticks = _steps(readings.time) if awake is None else _ends(awake[awake > self.told])
        ends = np.searchsorted(readings.time, ticks, "right").tolist()
        start = 0
        for tick, end in zip(ticks.tolist(), ends, strict=True):
            if end > start:
                yield from self.engine.process(readings[start:end])
            if awake is not None:
                yield from self._tick(tick)
            start = end
        yield from self.engine.process(readings[start:])

    def _tick(self, now: int) -> list[Alarm]:
        """As the worker does: after a time in which the system was away, patience."""
        minute = now // (TICK_S * SECOND)
        if minute != self.told + 1:
            self.patient_until = now + self.patience
        self.told = minute
        return self.engine.tick(now) if now >= self.patient_until else []


def _everywhere(rule: Rule, key: str) -> Rule:
    """The rule under another key; the caller has narrowed the datastreams down already."""
    return replace(rule, key=key, within="", streams=(), report=True)


def _table(streams: Streams) -> StreamTable:
    size = int(streams.ids.max(initial=0)) + 1
    code, interval = np.full(size, -1, np.int16), np.zeros(size, np.float32)
    code[streams.ids] = 0
    interval[streams.ids] = streams.interval_s
    if not streams.paths:
        return StreamTable.of(code, interval)
    lon, lat, paths = np.full(size, np.nan), np.full(size, np.nan), [""] * size
    lon[streams.ids], lat[streams.ids] = streams.lon, streams.lat
    for stream, path in zip(streams.ids.tolist(), streams.paths, strict=True):
        paths[stream] = path
    groups = groups_of(paths)
    return StreamTable.of(code, interval, lon=lon, lat=lat, groups=groups, levels=LEVELS)


def _steps(times: Ints) -> Ints:
    """Where a day is cut while nothing watches the time."""
    return times[:: max(1, len(times) // 24)]


def _filled(minutes: Ints, hole: int) -> Ints:
    """All minutes but those of holes longer than `hole`: in these the system itself was away, so
    that nobody was silent.
    """
    if not len(minutes):
        return minutes
    every: Ints = np.arange(minutes[0], minutes[-1] + 1, dtype=np.int64)
    place = np.searchsorted(minutes, every)
    inside = minutes[place] - minutes[np.maximum(place - 1, 0)] <= hole
    kept: Ints = every[inside | (minutes[place] == every)]
    return kept


def _ends(minutes: Ints) -> Ints:
    """The last moment of each minute, µs."""
    ends: Ints = (minutes + 1) * (TICK_S * SECOND) - 1
    return ends


def _lead_days(rule: Rule) -> int:
    weeks, days = getattr(rule, "min_weeks", 0.0), getattr(rule, "learn_days", 0)
    return min(max(int(np.ceil(weeks * 7)), int(days)), LONGEST_LEAD_DAYS)


def _thinned(readings: int, most: int) -> int:
    """Every how many-th datastream is looked at, so that no more than `most` are read."""
    return max(1, -(-readings // most))


def by_day(alarms: Sequence[Alarm], trial: Trial, offset_s: int) -> list[tuple[datetime, int]]:
    """Alarms per local day of the trial, days without any too."""
    first = (micros(trial.since) // SECOND + offset_s) // DAY_S
    last = (micros(trial.until) // SECOND - 1 + offset_s) // DAY_S
    counts = np.zeros(last - first + 1, np.int64)
    for alarm in alarms:
        day = (alarm.onset_us // SECOND + offset_s) // DAY_S - first
        counts[min(max(day, 0), last - first)] += 1
    return [
        (moment(((first + n) * DAY_S - offset_s) * SECOND), int(count))
        for n, count in enumerate(counts)
    ]
