"""Ways in which a reading can be strange. Each looks, then learns.

A strangeness is 0 or more, free of the unit, about 1 for an ordinary reading of the stream; how
rare it is, `unusual_tails` says. `n` is how many readings came before, `noise` the size of
differences that are mere rounding.
"""

import math
from array import array

import numpy as np


def half(rows: float) -> float:
    """Weight of a new row so that old ones count half after `rows`."""
    return float(1 - 0.5 ** (1 / rows))


EARLY = 20
"""Rows after which an outlier no longer counts in full when a spread is learnt."""
BEYOND = 1e6
SLOW, SLOWER, QUICK, PROFILE = half(200), half(500), half(6), half(4)
SHORT, LONG = half(20), half(1000)


def ratio(away: float, spread: float, noise: float) -> float:
    """`away` in units of `spread`, bounded; 0 for what is mere rounding."""
    return min(away / (spread + noise), BEYOND) if away > noise else 0.0


class Far:
    """Distance from the slow mean."""

    __slots__ = ("mean", "spread")

    def __init__(self, x: float) -> None:
        self.mean, self.spread = x, 0.0

    def look(self, x: float, n: int, noise: float) -> float:
        signed = x - self.mean
        away = abs(signed)
        strange = ratio(away, self.spread, noise) if n > 3 else 0.0
        if n > EARLY:
            away = min(away, 5 * self.spread + noise)
        weight = max(SLOW, 1 / (n + 1))
        self.mean += weight * math.copysign(away, signed)
        self.spread += weight * (away - self.spread)
        return strange


class Jump:
    """Size of the step from the last reading."""

    __slots__ = ("spread",)

    def __init__(self) -> None:
        self.spread = 0.0

    def look(self, step: float, n: int, noise: float) -> float:
        strange = ratio(step, self.spread, noise) if n > 4 else 0.0
        if n > EARLY:
            step = min(step, 8 * self.spread + noise)
        self.spread += max(SLOWER, 1 / max(n, 1)) * (step - self.spread)
        return strange


class Shift:
    """Short mean against long mean."""

    __slots__ = ("long", "short", "spread")

    def __init__(self, x: float) -> None:
        self.short, self.long, self.spread = x, x, 0.0

    def look(self, x: float, n: int, noise: float) -> float:
        self.short += max(SHORT, 1 / (n + 1)) * (x - self.short)
        away = abs(self.short - self.long)
        strange = ratio(away, self.spread, noise) if n > 20 else 0.0
        weight = max(LONG, 1 / (n + 1))
        self.long += weight * (x - self.long)
        if n > 80:
            away = min(away, 6 * self.spread + noise)
        self.spread += weight * (away - self.spread)
        return strange


class Rough:
    """Mean step of the last rows against its usual size, both ways: wild, or calm."""

    __slots__ = ("long", "quick", "short", "slow", "spread", "usual", "warm")

    def __init__(self, quick: float, slow: float) -> None:
        self.quick, self.slow, self.warm = half(quick), half(slow), 4 * quick
        self.long = self.short = self.usual = self.spread = 0.0

    def look(self, step: float, n: int, noise: float) -> float:
        even = 1 / max(n, 1)
        self.long += max(self.slow / 4, even) * (step - self.long)
        self.short += max(self.quick, even) * (min(step, 8 * self.long) - self.short)
        if self.long <= noise:
            return 0.0
        away = math.log(self.short / self.long + 0.02) - self.usual
        strange = min(abs(away) / (self.spread + 1e-3), BEYOND) if n > self.warm else 0.0
        weight = max(self.slow, even)
        self.usual += weight * away
        self.spread += weight * (abs(away) - self.spread)
        return strange


SLOTS = 48
"""Parts of a day."""
WEEKDAYS = 7


class Season:
    """Error of a forecast mixed from six, each trusted by how well it did so far.

    The six: slow mean, quick mean, last value, this part of the day, this part of the week, and
    this part of the day moved by how far the last rows were from theirs.
    """

    __slots__ = ("day", "days", "errors", "moved", "quick", "slow", "spread", "week", "weeks")

    def __init__(self, x: float) -> None:
        self.slow = self.quick = x
        self.moved = self.spread = 0.0
        self.errors = [0.0] * 6
        self.day, self.days = array("d", bytes(8 * SLOTS)), array("l", bytes(8 * SLOTS))
        self.week = array("d", bytes(8 * WEEKDAYS * SLOTS))
        self.weeks = array("l", bytes(8 * WEEKDAYS * SLOTS))

    def look(self, x: float, last: float, n: int, noise: float, slot: int, weekday: int) -> float:
        hour = weekday * SLOTS + slot
        daily = self.day[slot] if self.days[slot] else self.slow
        near = daily + self.moved if self.days[slot] else self.quick
        weekly = self.week[hour] if self.weeks[hour] else daily
        forecasts = (self.slow, self.quick, last, daily, weekly, near)
        error = abs(x - self._mixed(forecasts))
        strange = ratio(error, self.spread, noise) if n > 8 else 0.0
        weight = max(SLOWER, 1 / (n + 1))
        most = 6 * self.spread + noise if n > EARLY else math.inf
        self.errors = [
            so_far + weight * (min(abs(x - told), most) - so_far)
            for so_far, told in zip(self.errors, forecasts, strict=True)
        ]
        self.spread += weight * (min(error, most) - self.spread)
        self._learn(x, x - daily, n, slot, hour)
        return strange

    def _mixed(self, forecasts: tuple[float, ...]) -> float:
        best = min(self.errors)
        total = mixed = 0.0
        for error, told in zip(self.errors, forecasts, strict=True):
            weight = (best / error) ** 4 if error > 0 else 1.0
            total += weight
            mixed += weight * told
        return mixed / total

    def _learn(self, x: float, off: float, n: int, slot: int, hour: int) -> None:
        self.slow += max(SLOW, 1 / (n + 1)) * (x - self.slow)
        self.quick += max(QUICK, 1 / (n + 1)) * (x - self.quick)
        self.moved += PROFILE * (off - self.moved)
        self.days[slot] += 1
        self.day[slot] += max(0.02, 1 / self.days[slot]) * (x - self.day[slot])
        self.weeks[hour] += 1
        self.week[hour] += max(0.15, 1 / self.weeks[hour]) * (x - self.week[hour])


PARTS = 16
PAST = 500
"""Earlier shapes that a shape is compared with."""
ROOM = PAST + 4 * PARTS


class Shape:
    """Distance of the last 16 blocks of rows from the nearest earlier shape, once a block."""

    __slots__ = ("blocks", "count", "filled", "rows", "spread", "strange", "total")

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.count = self.filled = 0
        self.total = self.spread = self.strange = 0.0
        self.blocks = np.zeros(ROOM)

    def look(self, x: float, n: int, noise: float) -> float:
        self.total += x
        if (n + 1) % self.rows == 0:
            self._close()
            if self.count > 2 * PARTS + EARLY / self.rows:
                self._compare(noise)
        return self.strange

    def _close(self) -> None:
        if self.filled == ROOM:
            self.blocks[:-PARTS] = self.blocks[PARTS:].copy()
            self.filled -= PARTS
        self.blocks[self.filled] = self.total / self.rows
        self.filled += 1
        self.count += 1
        self.total = 0.0

    def _compare(self, noise: float) -> None:
        away = math.sqrt(self._nearest())
        if self.spread == 0:
            self.spread, self.strange = away, 0.0
            return
        self.strange = ratio(away, self.spread, noise)
        weight = max(0.002 * self.rows, 1 / (self.count - PARTS))
        self.spread += weight * (min(away, 5 * self.spread) - self.spread)

    def _nearest(self) -> float:
        """Smallest squared distance to a shape that ended before this one began."""
        last = self.filled - PARTS
        past = self.blocks[max(0, last - PARTS - PAST + 1) : last]
        apart = np.zeros(len(past) - PARTS + 1)
        for part in range(PARTS):
            gap = past[part : part + len(apart)] - self.blocks[last + part]
            gap *= gap
            apart += gap
        return float(apart.min())
