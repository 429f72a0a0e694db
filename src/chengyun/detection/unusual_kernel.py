"""One pass over the rows of one stream: strange in which way, how rare, how high a peak."""

import math

import numpy as np
from numba import njit

from . import unusual_channels as channels
from .unusual_memory import CHANNELS, SLOTS, WEEKDAYS, Floats, Memory
from .unusual_tails import learn, rarity

DAY_US = 86_400_000_000
SLOT_US = DAY_US // SLOTS
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday."""
WARM = 60
"""Numbers before the first score."""
HUGE = 1e100
POWER = 3.0
"""Ways of being strange add up as a power mean: one alone counts, two together count more."""
REST = 0.5 ** (1 / 150)
"""How quickly a peak is forgotten: half after 150 rows."""
ALARM = 4.0
"""The height at which a peak scores one half."""
STEEP = 4.0


@njit(cache=True)
def advance(m: Memory, time: Floats, value: Floats, score: Floats) -> None:
    """Score each row against the rows before it, then learn it. A row that is no number scores 0.

    time int64[n] µs, value float64[n], score float64[n] to write to.
    """
    strange = np.zeros(CHANNELS)
    for row in range(len(value)):
        if not math.isfinite(value[row]):
            score[row] = 0.0
            continue
        x = min(max(value[row], -HUGE), HUGE)
        _look(m, time[row], x, strange)
        score[row] = _peak(m, _height(m, strange))
        m.seen[0] += 1


@njit(cache=True)
def _look(m: Memory, time: int, x: float, strange: Floats) -> None:
    n = m.seen[0]
    if n == 0:
        m.far[0] = m.shift[0] = m.shift[1] = m.season[0] = m.season[1] = m.jump[0] = x
        m.recent[:] = x
    m.size[0] = max(m.size[0], abs(x))
    slot = (time % DAY_US) // SLOT_US
    weekday = (time // DAY_US + EPOCH_WEEKDAY) % WEEKDAYS
    step = abs(x - m.jump[0])
    strange[0] = channels.far(m, x, n)
    strange[1] = channels.season(m, x, n, slot, weekday)
    strange[2] = channels.shift(m, x, n)
    strange[3] = channels.rough(m, step, n)
    strange[4] = channels.jump(m, x, n)
    strange[5] = channels.shape(m, x, n)


@njit(cache=True)
def _height(m: Memory, strange: Floats) -> float:
    total = 0.0
    for at in range(CHANNELS):
        total += rarity(strange[at], m.tails[at], m.mass[at]) ** POWER
        learn(strange[at], m.tails[at], m.mass[at])
    return total ** (1 / POWER) if m.seen[0] >= WARM else 0.0


@njit(cache=True)
def _peak(m: Memory, height: float) -> float:
    """A new peak scores in full; what follows it, until it is forgotten, at most one half."""
    m.hold[0] *= REST
    rated = 1 / (1 + (ALARM / height) ** STEEP) if height > 0 else 0.0
    if height <= m.hold[0]:
        return 0.5 * rated
    m.hold[0] = height
    return rated
