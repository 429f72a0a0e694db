"""Figures of the wall from columns of times. Pure NumPy; times in seconds since the epoch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.float64]
HOUR = 3600.0
DAY = 24 * HOUR
POINTS = 24


@dataclass(frozen=True)
class Figure:
    """A number, its change against the same time yesterday, and its last 24 points."""

    value: float | None
    delta: float | None
    spark: list[float | None]


def seconds(moments: Iterable[datetime | None]) -> Seconds:
    """A column of times; NaN where there is none."""
    return np.array([m.timestamp() if m else np.nan for m in moments], dtype=np.float64)


def hours_before(now: float) -> Seconds:
    """The ends of the last 24 hours, oldest first; the last is now."""
    return now - HOUR * np.arange(POINTS - 1, -1, -1, dtype=np.float64)


def counted_today(times: Seconds, now: float, midnight: float) -> Figure:
    """How many fell in today so far; the spark is per hour."""
    today = int(np.sum((times >= midnight) & (times <= now)))
    yesterday = int(np.sum((times >= midnight - DAY) & (times <= now - DAY)))
    ends = hours_before(now)
    spark = [int(np.sum((times > end - HOUR) & (times <= end))) for end in ends]
    return Figure(today, today - yesterday, [float(n) for n in spark])


def level(now_level: int, came: Seconds, went: Seconds, now: float) -> Figure:
    """A stock that is `now_level` now, run back over what came and went since."""

    def at(moment: float) -> float:
        return float(now_level - np.sum(came > moment) + np.sum(went > moment))

    return Figure(now_level, now_level - at(now - DAY), [at(end) for end in hours_before(now)])


def median_of(values: Seconds, times: Seconds, now: float) -> Figure:
    """The median of the values stamped in the last 24 hours; the spark is per hour."""

    def during(start: float, end: float) -> float | None:
        chosen = values[(times > start) & (times <= end)]
        return round(float(np.median(chosen)), 1) if len(chosen) else None

    value, before = during(now - DAY, now), during(now - 2 * DAY, now - DAY)
    delta = round(value - before, 1) if value is not None and before is not None else None
    return Figure(value, delta, [during(end - HOUR, end) for end in hours_before(now)])


def share(days: NDArray[np.int64], window: int = 30) -> Figure:
    """The share, in per cent, of the second column in the first over the last `window` days.

    `days` is [n, 2]: due and on time, a row a day, oldest first, today last; n > window.
    """
    value, before = _percent(days[-window:]), _percent(days[-window - 1 : -1])
    delta = round(value - before, 1) if value is not None and before is not None else None
    return Figure(value, delta, [_percent(days[i : i + 1]) for i in range(-POINTS, 0)])


def _percent(days: NDArray[np.int64]) -> float | None:
    due, on_time = days.sum(axis=0)
    return round(100 * float(on_time) / float(due), 1) if due else None
