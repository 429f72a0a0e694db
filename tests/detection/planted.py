"""Series with planted anomalies, one function a family: what an unsupervised detector must find.

Each family draws a series of its own from a seed: rows at an even interval, and the rows in which
something was planted. Nothing is planted in the first third.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Spans = list[tuple[int, int]]
SECOND = 1_000_000
START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND
DAY_S = 86_400


@dataclass(frozen=True)
class Series:
    """`spans`: rows [first, last) in which something was planted, in order."""

    name: str
    time: NDArray[np.int64]
    value: Floats
    spans: Spans

    def labels(self) -> NDArray[np.bool_]:
        """bool[n]: true where something was planted."""
        marked = np.zeros(len(self.value), bool)
        for first, last in self.spans:
            marked[first:last] = True
        return marked


class Draw:
    """What the families share: a random source, a clock and places for anomalies."""

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.random = np.random.default_rng([seed, *name.encode()])
        self.n = int(self.random.integers(1800, 4200))
        self.step_s = int(self.random.choice([300, 300, 600, 1800, 3600]))
        self.row = np.arange(self.n)
        self.day = DAY_S // self.step_s
        self.spans: Spans = []

    def daily(self, low: float = 0.0, height: float = 10.0) -> Floats:
        """A day's shape with two humps, its own for each draw."""
        turn = 2 * np.pi * self.row / self.day + self.random.uniform(0, 6)
        shape = np.sin(turn) + self.random.uniform(0, 0.6) * np.sin(2 * turn + 1)
        return low + height * (shape - shape.min()) / np.ptp(shape)

    def noise(self, sd: float = 1.0, memory: float = 0.0) -> Floats:
        """Gaussian, first-order autoregressive."""
        made = self.random.normal(0, sd, self.n)
        for row in range(1, self.n) if memory else ():
            made[row] += memory * made[row - 1]
        return made

    def places(self, length: int, most: int = 3) -> Spans:
        """Spans far from each other, none in the first third."""
        count = int(self.random.integers(1, most + 1))
        edges = np.linspace(self.n // 3, self.n - length - 2, count + 1).astype(int)
        self.spans = [
            (at, at + length)
            for low, high in pairwise(edges)
            for at in [int(self.random.integers(low, max(low + 1, high - 2 * length)))]
        ]
        return self.spans

    def series(self, value: Floats) -> Series:
        time = START + self.row * self.step_s * SECOND
        return Series(self.name, time, np.asarray(value, np.float64), self.spans)


Family = Callable[[Draw], Floats]
FAMILIES: dict[str, Family] = {}


def family(make: Family) -> Family:
    FAMILIES[make.__name__] = make
    return make


def draw(name: str, seed: int) -> Series:
    """One series of a family."""
    one = Draw(name, seed)
    return one.series(FAMILIES[name](one))


@family
def seasonal_spikes(d: Draw) -> Floats:
    value = d.daily() + d.noise(0.5)
    for first, last in d.places(2):
        value[first:last] += d.random.choice([-1, 1]) * d.random.uniform(6, 12)
    return value


@family
def hidden_spikes(d: Draw) -> Floats:
    """Inside the range of the day: only the hour makes them wrong."""
    value = d.daily() + d.noise(0.4)
    middle = np.median(value)
    for first, last in d.places(4):
        value[first:last] = 2 * middle - value[first:last]
    return value


@family
def level_shift(d: Draw) -> Floats:
    """The new level stays: its beginning is the anomaly."""
    value = d.noise(1.0, 0.3)
    for first, _ in d.places(max(10, d.n // 100), 2):
        value[first:] += d.random.choice([-1, 1]) * d.random.uniform(4, 8)
    return value


@family
def seasonal_shift(d: Draw) -> Floats:
    value = d.daily() + d.noise(0.6)
    for first, last in d.places(max(12, d.n // 40), 2):
        value[first:last] += d.random.choice([-1, 1]) * d.random.uniform(4, 7)
    return value


@family
def more_variance(d: Draw) -> Floats:
    value = 20 + d.noise(1.0)
    for first, last in d.places(max(20, d.n // 40), 2):
        value[first:last] = 20 + (value[first:last] - 20) * d.random.uniform(3, 5)
    return value


@family
def missing_dips(d: Draw) -> Floats:
    """A device that answers 0."""
    value = 30 + d.daily(0, 8) + d.noise(1)
    for first, last in d.places(int(d.random.integers(3, 20))):
        value[first:last] = 0
    return value


@family
def flat_day(d: Draw) -> Floats:
    """The day's swing is small for a day."""
    value = d.daily() + d.noise(0.4)
    mean = value.mean()
    for first, last in d.places(min(d.day, d.n // 15), 2):
        value[first:last] = mean + 0.3 * (value[first:last] - mean)
    return value


@family
def frozen(d: Draw) -> Floats:
    value = 15 + d.daily(0, 4) + d.noise(0.7, 0.5)
    for first, last in d.places(max(15, d.n // 60), 2):
        value[first:last] = value[first]
    return value


@family
def trend_spikes(d: Draw) -> Floats:
    value = d.row * d.random.uniform(0.005, 0.02) + d.noise(1)
    for first, last in d.places(2):
        value[first:last] += d.random.choice([-1, 1]) * d.random.uniform(6, 10)
    return value


@family
def sparse_counts(d: Draw) -> Floats:
    value = d.random.poisson(0.3, d.n).astype(float)
    for first, last in d.places(int(d.random.integers(4, 15))):
        value[first:last] = d.random.poisson(4, last - first)
    return value


@family
def heavy_tails(d: Draw) -> Floats:
    value = 50 + d.random.standard_t(2.5, d.n)
    for first, last in d.places(max(15, d.n // 80), 2):
        value[first:last] += d.random.choice([-1, 1]) * d.random.uniform(4, 6)
    return value


@family
def busy_counts(d: Draw) -> Floats:
    """Counts with a daily rhythm and bursts that belong; the anomaly is a far bigger burst."""
    value = d.random.poisson(d.daily(5, 40)).astype(float)
    usual = d.random.random(d.n) < 0.01
    value[usual] *= d.random.uniform(1.5, 3, usual.sum())
    for first, last in d.places(4):
        value[first:last] = value.max() * d.random.uniform(1.5, 4)
    return value


@family
def wandering_shift(d: Draw) -> Floats:
    value = d.noise(1, 0.95)
    for first, last in d.places(max(20, d.n // 50), 2):
        value[first:last] += d.random.choice([-1, 1]) * d.random.uniform(10, 15)
    return value


@family
def wrong_weekday(d: Draw) -> Floats:
    """A working day that looks like a Sunday."""
    d.step_s, d.day = 1800, 48
    d.n = 48 * int(d.random.integers(45, 80))
    d.row = np.arange(d.n)
    weekend = (d.row // d.day) % 7 >= 5
    days = (d.n // 3 // d.day // 7 + 1) * 7 + np.arange(1, (d.n * 2 // 3 // d.day) - 8)
    chosen = d.random.choice(days[days % 7 < 5], 2, replace=False)
    d.spans = [(int(day) * d.day, int(day + 1) * d.day) for day in sorted(chosen)]
    for first, last in d.spans:
        weekend[first:last] = True
    return d.daily(5, 20) * np.where(weekend, 0.45, 1) + d.noise(0.8)


@family
def learnt_shift(d: Draw) -> Floats:
    """After a shift the new level is normal; a later return to the old one is an anomaly."""
    value = 10 + d.noise(0.7)
    at, length = d.n // 3 + int(d.random.integers(0, d.n // 10)), max(10, d.n // 100)
    back = at + d.n // 3 + int(d.random.integers(0, d.n // 6))
    value[at:] += 6
    value[back : back + length] -= 6
    d.spans = [(at, at + length), (back, back + length)]
    return value


@family
def heartbeat(d: Draw) -> Floats:
    """A repeated shape with a period that no clock knows; one beat has another shape."""
    period = int(d.random.integers(30, 110))
    phase = (d.row % period) / period
    jitter = 1 + 0.1 * d.random.normal(0, 1, d.n // period + 2)[d.row // period]
    value = jitter * (np.exp(-((phase - 0.3) ** 2) / 0.002) + 0.3 * np.sin(2 * np.pi * phase))
    for first, last in d.places(period):
        value[first:last] = 0.6 * np.exp(-((phase[first:last] - 0.6) ** 2) / 0.02)
    return value + d.noise(0.03)


@family
def pulses(d: Draw) -> Floats:
    """A plateau a day; one day it stays away."""
    on = (d.row % d.day) / d.day
    value = np.where((on > 0.4) & (on < 0.75), 80.0, 20.0) + d.random.uniform(-3, 3, d.n)
    for first, last in d.places(min(d.day, d.n // 15), 2):
        value[first:last] = 20 + d.random.uniform(-3, 3, last - first)
    return value


@family
def processor(d: Draw) -> Floats:
    """Load that has spikes of its own; the anomaly is a lasting rise."""
    value = np.abs(d.noise(1)) + 2
    usual = d.random.random(d.n) < 0.015
    value[usual] += d.random.exponential(15, usual.sum())
    for first, last in d.places(max(20, d.n // 30), 2):
        value[first:last] += d.random.uniform(8, 20)
    return np.clip(value, 0, 100)


@family
def random_walk(d: Draw) -> Floats:
    value = np.cumsum(d.noise(1))
    for first, _ in d.places(max(3, d.n // 300)):
        value[first:] += d.random.choice([-1, 1]) * d.random.uniform(12, 20)
    return value


@family
def faster_wave(d: Draw) -> Floats:
    """A wave whose frequency changes for a while."""
    period = d.random.uniform(20, 80)
    speed = np.full(d.n, 2 * np.pi / period)
    for first, last in d.places(max(int(2 * period), d.n // 40), 2):
        speed[first:last] *= d.random.choice([0.5, 2])
    return np.sin(np.cumsum(speed)) + d.noise(0.08)


@family
def ramp(d: Draw) -> Floats:
    """Leaves its level slowly, then returns: a leak, a clogged pipe."""
    value = 40 + d.noise(1)
    for first, last in d.places(max(40, d.n // 25), 2):
        value[first:last] += np.linspace(0, d.random.choice([-1, 1]) * 9, last - first)
    return value
