"""Exceedances as episodes, and noise as an equivalent level: plain arithmetic on readings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from math import log10

Readings = Sequence[tuple[datetime, float]]
# Readings further apart than this say nothing about the time between them.
UNHEARD = timedelta(minutes=15)


@dataclass(frozen=True)
class Episode:
    """A time over a limit: from the first reading over it to the last; excess is added up in
    units × hours."""

    onset: datetime
    last: datetime
    peak: float
    peak_at: datetime
    mean: float
    limit: float
    ended: bool

    @property
    def minutes(self) -> int:
        return round((self.last - self.onset).total_seconds() / 60)

    @property
    def times(self) -> float:
        """How far the peak is over the limit: 0.5 is half as much again."""
        return self.peak / self.limit - 1


def find(
    readings: Readings,
    limit: Callable[[datetime], float],
    bridge: timedelta = timedelta(minutes=10),
    shortest: timedelta = timedelta(minutes=5),
) -> list[Episode]:
    """The episodes of a series, in order of time.

    A dip below the limit that is shorter than `bridge` belongs to the episode; what is shorter than
    `shortest` is none. One whose last reading over the limit is within `bridge` of the end of the
    series has not ended. limit: by the moment, for what differs by day and night.
    """
    over = [(at, value) for at, value in readings if value > limit(at)]
    runs: list[list[tuple[datetime, float]]] = []
    for one in over:
        if runs and one[0] - runs[-1][-1][0] <= bridge:
            runs[-1].append(one)
        else:
            runs.append([one])
    end = readings[-1][0] if readings else None
    told = [_episode(run, limit, bool(end and end - run[-1][0] > bridge)) for run in runs]
    return [one for one in told if one.last - one.onset >= shortest]


def _episode(
    run: Sequence[tuple[datetime, float]], limit: Callable[[datetime], float], ended: bool
) -> Episode:
    peak_at, peak = max(run, key=lambda one: one[1])
    mean = sum(value for _, value in run) / len(run)
    return Episode(run[0][0], run[-1][0], peak, peak_at, mean, limit(peak_at), ended)


def leq(levels: Iterable[float]) -> float | None:
    """The equivalent continuous level of levels of equal length, dB: a mean of energies."""
    powers = [10 ** (level / 10) for level in levels]
    return 10 * log10(sum(powers) / len(powers)) if powers else None


def by_hour(
    readings: Readings, local: Callable[[datetime], datetime]
) -> list[tuple[datetime, float, int]]:
    """(begin of the local hour, Leq, readings) of each hour that was heard."""
    hours = groupby(readings, lambda one: local(one[0]).replace(minute=0, second=0, microsecond=0))
    found = ((hour, [value for _, value in rows]) for hour, rows in hours)
    return [(hour, leq(levels) or 0.0, len(levels)) for hour, levels in found]


def time_mean(readings: Readings) -> float | None:
    """A mean over time, each reading lasting until the next, at most `UNHEARD`; alarm hardware
    that speaks more often while it is loud weighs no more for it."""
    if len(readings) < 2:
        return readings[0][1] if readings else None
    total = weight = 0.0
    for (at, value), (then, _) in pairwise(readings):
        lasts = min(then - at, UNHEARD).total_seconds()
        total, weight = total + value * lasts, weight + lasts
    return total / weight if weight else readings[0][1]
