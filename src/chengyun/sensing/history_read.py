"""A chart's worth of the past: readings as they are while they are few, else buckets that keep
the extremes, so that a spike of a second is still seen in a year."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from chengyun.calendar.instants import micros
from chengyun.sensing.history import History, Times, Values
from chengyun.sensing.history_hours import HOUR_US

# A longer span is drawn from the counted hours.
READINGS_SPAN = timedelta(days=10)
SECOND, MINUTE, HOUR, DAY = 1, 60, 3_600, 86_400
STEPS_S = (
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 365)),
)
UNCOUNTED_US = 24 * HOUR_US


@dataclass(frozen=True)
class Chart:
    """Columns of one length: `time` (µs UTC), `mean`, `low`, `high`; oldest first.

    `step_s` is the length of a bucket, which begins at its `time`; 0 where each row is a reading.
    """

    time: Times
    mean: Values
    low: Values
    high: Values
    step_s: int = 0


@dataclass(frozen=True)
class _Counted:
    """What stretches of time held: readings one by one, or hours."""

    time: Times
    count: Values
    low: Values
    high: Values
    total: Values


def chart(
    history: History, stream: int, since: datetime, until: datetime, points: int = 0
) -> Chart:
    """One datastream from `since` to `until` in at most `points` rows; 0: every reading."""
    if not points:
        return _plain(*history.series(stream, since, until))
    if until - since > READINGS_SPAN:
        return _long(history, stream, since, until, points)
    times, values = history.series(stream, since, until)
    if not len(times):
        # Its readings may be past their time to be kept: their hours are kept longer.
        return _long(history, stream, since, until, points)
    if len(times) <= points:
        return _plain(times, values)
    return _bucketed(_each(times, values), step_for(until - since, points))


def step_for(span: timedelta, points: int) -> int:
    """Seconds of a bucket: the shortest round time that makes no more than `points` of the span.

    One is spared, for the span may begin within a bucket.
    """
    least = span.total_seconds() / max(1, points - 1)
    return next((step for step in STEPS_S if step >= least), STEPS_S[-1])


def _long(history: History, stream: int, since: datetime, until: datetime, points: int) -> Chart:
    low, high = micros(since), micros(until)
    tail = max(_uncounted(history, high), low)
    hours = history.hours.read(stream, low // HOUR_US * HOUR_US, min(tail - 1, high))
    parts = [_hours(hours)] if hours else []
    if tail <= high:
        parts.append(_each(*history.between(stream, tail, high)))
    step = max(step_for(until - since, points), HOUR)
    return _bucketed(_joined(parts), step) if parts else _plain(*_nothing())


def _uncounted(history: History, high: int) -> int:
    """From where on readings stand for themselves: their hours are not counted yet."""
    fresh = [file.times[0] for file in history.table.files() if not file.is_sorted]
    first = min(fresh, default=high + 1)
    return max(first, high - UNCOUNTED_US) // HOUR_US * HOUR_US if first <= high else high + 1


def _bucketed(held: _Counted, step_s: int) -> Chart:
    if not len(held.time):
        return _plain(*_nothing())
    bucket = held.time // (step_s * 1_000_000)
    start = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    count = np.add.reduceat(held.count, start)
    return Chart(
        bucket[start] * step_s * 1_000_000,
        np.add.reduceat(held.total, start) / count,
        np.minimum.reduceat(held.low, start),
        np.maximum.reduceat(held.high, start),
        step_s,
    )


def _plain(times: Times, values: Values) -> Chart:
    return Chart(times, values, values, values)


def _each(times: Times, values: Values) -> _Counted:
    return _Counted(times, np.ones(len(times)), values, values, values)


def _hours(found: dict[str, npt.NDArray[np.float64]]) -> _Counted:
    return _Counted(
        np.asarray(found["time"], np.int64),
        *(np.asarray(found[name], np.float64) for name in ("count", "minimum", "maximum", "total")),
    )


def _joined(parts: list[_Counted]) -> _Counted:
    names = ("time", "count", "low", "high", "total")
    return _Counted(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _nothing() -> tuple[Times, Values]:
    return np.empty(0, np.int64), np.empty(0)
