"""How rare a strangeness is: its tail probability among what the same stream showed before.

Inside the range seen often: the share of rows above (conformal). Beyond it: a power law fitted to
the largest `TAIL` of the rows (Hill 1975), so that a value never seen before still has a measure.
"""

import math

from numba import njit

from .unusual_memory import BIN_WIDTH, BINS, LOWEST, Floats

TAIL = 0.08
STEEPEST = 0.06
"""The power law's 1/exponent is at least this: no certainty without end from a few rows."""
FORGET = 0.5 ** (1 / 4000)
MOST = 1e6
SURE = 5.0
"""Decades of rarity that count in full; beyond, only their logarithm does."""


@njit(cache=True)
def rarity(strange: float, bins: Floats, mass: Floats) -> float:
    """-log10 of the tail probability of a strangeness ≥ 0, softened beyond `SURE`. Pure."""
    if strange <= 0:
        return 0.0
    log = math.log(strange)
    place = (log - LOWEST) / BIN_WIDTH
    at = min(max(int(place), 0), BINS - 1)
    first, above = _tail(bins, mass[0])
    if at < first or above <= 0:
        share = _share_above(bins, mass, at, place)
    else:
        edge = LOWEST + first * BIN_WIDTH
        share = (above + 0.5 * mass[1]) / (mass[0] + mass[1])
        share *= math.exp(-(log - edge) / _hill(bins, first, above, edge))
    decades = -math.log10(max(share, 1e-30))
    if decades > SURE:
        decades = SURE + math.log1p(decades - SURE)
    return max(decades, 0.0)


@njit(cache=True)
def learn(strange: float, bins: Floats, mass: Floats) -> None:
    """Count a strangeness; older ones weigh less, by half after 4000 rows."""
    if strange <= 0:
        return
    place = (math.log(strange) - LOWEST) / BIN_WIDTH
    bins[min(max(int(place), 0), BINS - 1)] += mass[1]
    mass[0] += mass[1]
    mass[1] /= FORGET
    if mass[1] > MOST:
        bins /= mass[1]
        mass[0] /= mass[1]
        mass[1] = 1.0


@njit(cache=True)
def _tail(bins: Floats, whole: float) -> tuple[int, float]:
    """The first bin of the largest `TAIL`, and what lies in it and above."""
    above, first = 0.0, BINS
    for at in range(BINS - 1, -1, -1):
        if above > 0 and above + bins[at] > TAIL * whole:
            break
        above += bins[at]
        first = at
    return first, above


@njit(cache=True)
def _share_above(bins: Floats, mass: Floats, at: int, place: float) -> float:
    above = 0.0
    for higher in range(at + 1, BINS):
        above += bins[higher]
    part = min(max(1 - (place - at), 0.0), 1.0)
    return (above + part * bins[at] + 0.5 * mass[1]) / (mass[0] + mass[1])


@njit(cache=True)
def _hill(bins: Floats, first: int, above: float, edge: float) -> float:
    """Mean excess of the logarithm over the edge."""
    excess = 0.0
    for at in range(first, BINS):
        excess += bins[at] * (LOWEST + (at + 0.5) * BIN_WIDTH - edge)
    return max(excess / above, STEEPEST)
