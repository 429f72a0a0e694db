"""Ways in which a reading can be strange. Each looks, then learns; all are O(1) but the last.

A strangeness is 0 or more, free of the unit: about 1 for an ordinary reading of the stream. How
rare it is, `unusual_tails` says.
"""

import math

from numba import njit

from .unusual_memory import BLOCK, PARTS, PAST, RING, SHAPE, SLOTS, Floats, Memory

SLOW = 1 - 0.5 ** (1 / 200)
SLOWER = 1 - 0.5 ** (1 / 500)
QUICK = 1 - 0.5 ** (1 / 6)
PROFILE = 1 - 0.5 ** (1 / 4)
SHORT, LONG = 1 - 0.5 ** (1 / 20), 1 - 0.5 ** (1 / 1000)
ROUGH = 1 - 0.5 ** (1 / 10)
EARLY = 20
"""Rows after which an outlier no longer counts in full when a spread is learnt."""
ROUNDING = 1e-9
"""Differences below this part of the largest value are noise of the arithmetic."""
BEYOND = 1e6


@njit(cache=True)
def ratio(away: float, spread: float, size: float) -> float:
    """`away` in units of `spread`, bounded; 0 for what is mere rounding."""
    if away <= ROUNDING * size:
        return 0.0
    return min(away / (spread + ROUNDING * size), BEYOND)


@njit(cache=True)
def far(m: Memory, x: float, n: float) -> float:
    """Distance from the slow mean."""
    away = x - m.far[0]
    strange = ratio(abs(away), m.far[1], m.size[0]) if n > 3 else 0.0
    if n > EARLY:
        away = math.copysign(min(abs(away), 5 * m.far[1] + ROUNDING * m.size[0]), away)
    weight = max(SLOW, 1 / (n + 1))
    m.far[0] += weight * away
    m.far[1] += weight * (abs(away) - m.far[1])
    return strange


@njit(cache=True)
def jump(m: Memory, x: float, n: float) -> float:
    """Size of the step from the last reading."""
    step = abs(x - m.jump[0]) if n > 0 else 0.0
    strange = ratio(step, m.jump[1], m.size[0]) if n > 4 else 0.0
    if n > EARLY:
        step = min(step, 8 * m.jump[1] + ROUNDING * m.size[0])
    m.jump[1] += max(SLOWER, 1 / max(n, 1.0)) * (step - m.jump[1])
    m.jump[0] = x
    return strange


@njit(cache=True)
def shift(m: Memory, x: float, n: float) -> float:
    """Short mean against long mean."""
    s = m.shift
    s[0] += max(SHORT, 1 / (n + 1)) * (x - s[0])
    away = abs(s[0] - s[1])
    strange = ratio(away, s[2], m.size[0]) if n > 20 else 0.0
    weight = max(LONG, 1 / (n + 1))
    s[1] += weight * (x - s[1])
    if n > 80:
        away = min(away, 6 * s[2] + ROUNDING * m.size[0])
    s[2] += weight * (away - s[2])
    return strange


@njit(cache=True)
def rough(m: Memory, step: float, n: float) -> float:
    """Mean step of the last rows against its usual size, both ways: wild, or frozen."""
    s = m.rough
    even = 1 / max(n, 1.0)
    s[0] += max(SLOWER / 4, even) * (step - s[0])
    s[1] += max(ROUGH, even) * (min(step, 8 * s[0]) - s[1])
    if s[0] <= ROUNDING * m.size[0]:
        return 0.0
    log = math.log(s[1] / s[0] + 0.02)
    away = log - s[2]
    strange = min(abs(away) / (s[3] + 1e-3), BEYOND) if n > 40 else 0.0
    weight = max(SLOWER, even)
    s[2] += weight * away
    s[3] += weight * (abs(away) - s[3])
    return strange


@njit(cache=True)
def season(m: Memory, x: float, n: float, slot: int, weekday: int) -> float:
    """Error of a forecast mixed from six, each trusted by how well it did so far."""
    day, week = m.day[slot], m.week[weekday * SLOTS + slot]
    s = m.season
    daily = day[0] if day[1] > 0 else s[0]
    near = daily + s[2] if day[1] > 0 else s[1]
    weekly = week[0] if week[1] > 0 else daily
    last = m.jump[0] if n > 0 else x
    forecasts = (s[0], s[1], last, daily, weekly, near)
    error = abs(x - _mixed(forecasts, m.errors))
    strange = ratio(error, s[3], m.size[0]) if n > 8 else 0.0
    _learn_season(m, x, n, forecasts, error)
    s[2] += PROFILE * (x - daily - s[2])
    day[1] += 1
    day[0] += max(0.02, 1 / day[1]) * (x - day[0])
    week[1] += 1
    week[0] += max(0.15, 1 / week[1]) * (x - week[0])
    return strange


@njit(cache=True)
def _mixed(forecasts: tuple[float, ...], errors: Floats) -> float:
    best = errors.min()
    total = mixed = 0.0
    for at in range(len(forecasts)):
        weight = (best / errors[at]) ** 4 if errors[at] > 0 else 1.0
        total += weight
        mixed += weight * forecasts[at]
    return mixed / total


@njit(cache=True)
def _learn_season(
    m: Memory, x: float, n: float, forecasts: tuple[float, ...], error: float
) -> None:
    s = m.season
    weight = max(SLOWER, 1 / (n + 1))
    most = 6 * s[3] + ROUNDING * m.size[0] if n > EARLY else math.inf
    for at in range(len(forecasts)):
        m.errors[at] += weight * (min(abs(x - forecasts[at]), most) - m.errors[at])
    s[3] += weight * (min(error, most) - s[3])
    s[0] += max(SLOW, 1 / (n + 1)) * (x - s[0])
    s[1] += max(QUICK, 1 / (n + 1)) * (x - s[1])


@njit(cache=True)
def shape(m: Memory, x: float, n: float) -> float:
    """Distance of the last 64 rows from the nearest of the earlier shapes."""
    row = int(n)
    m.recent[row % BLOCK] = x
    m.blocks[row % RING] = m.recent.sum() / BLOCK
    if row < 2 * SHAPE + EARLY:
        return 0.0
    away = math.sqrt(_nearest(m.blocks, row))
    spread = m.shape[0]
    strange = ratio(away, spread, m.size[0]) if spread > 0 else 0.0
    m.shape[0] += max(0.002, 1 / (row - SHAPE)) * (min(away, 5 * spread) - spread)
    if spread == 0:
        m.shape[0] = away
    return strange


@njit(cache=True)
def _nearest(blocks: Floats, row: int) -> float:
    """Smallest squared distance to a shape that ended at least one shape earlier."""
    best = math.inf
    oldest = max(2 * SHAPE, row - SHAPE - PAST)
    for end in range(oldest - SHAPE, row - SHAPE):
        apart = 0.0
        for part in range(PARTS):
            back = part * BLOCK
            gap = blocks[(row - back) % RING] - blocks[(end - back) % RING]
            apart += gap * gap
            if apart >= best:
                break
        best = min(best, apart)
    return best
