"""How rare a strangeness is among what the same stream showed before."""

import math
from array import array
from itertools import pairwise

BINS = 128
WIDTH = 0.125
LOWEST = -7.0
"""Strangeness is counted in bins of its natural logarithm, from `LOWEST` up."""
SHARE = 0.08
"""The largest rows, to which a power law is fitted."""
STEEPEST = 0.06
"""The power law's 1/exponent is at least this: no certainty without end from a few rows."""
FORGET = 0.5 ** (1 / 4000)
MOST = 1e6
SURE = 5.0
"""Decades of rarity that count in full; beyond, only their logarithm does."""
PRIOR_ROWS = 20.0
"""Weight of what is expected before anything was seen: a Gaussian of mean distance 1."""


def _half_normal() -> "array[float]":
    edges = [math.exp(LOWEST + WIDTH * at) / math.sqrt(math.pi) for at in range(BINS + 1)]
    below = [PRIOR_ROWS * math.erf(edge) for edge in edges]
    return array("d", [high - low for low, high in pairwise(below)])


PRIOR = _half_normal()


class Tail:
    """The tail of one channel of one stream: 1 kB.

    Inside what was seen often, the share of rows above (conformal). Beyond it a power law fitted to
    the largest rows (Hill 1975), so that what was never seen before still has a measure.
    """

    __slots__ = ("bins", "gain", "whole")

    def __init__(self) -> None:
        self.bins = PRIOR[:]
        self.whole = sum(PRIOR)
        self.gain = 1.0

    def rarity(self, strange: float) -> float:
        """-log10 of the tail probability of a strangeness ≥ 0, then learn it."""
        if strange <= 0:
            return 0.0
        log = math.log(strange)
        place = (log - LOWEST) / WIDTH
        at = min(max(int(place), 0), BINS - 1)
        share = self._share(at, place, log)
        self._learn(at)
        decades = max(-math.log10(max(share, 1e-30)), 0.0)
        return decades if decades < SURE else SURE + math.log1p(decades - SURE)

    def _share(self, at: int, place: float, log: float) -> float:
        bins, above = self.bins, sum(self.bins[at:])
        most = self.whole * SHARE
        if above > most and above > bins[at]:
            share = above - bins[at] * min(max(place - at, 0.0), 1.0)
            return (share + 0.5 * self.gain) / (self.whole + self.gain)
        first, above = self._edge(most)
        if at < first:
            share = sum(bins[at + 1 :]) + bins[at] * min(max(1 - (place - at), 0.0), 1.0)
            return (share + 0.5 * self.gain) / (self.whole + self.gain)
        share = (above + 0.5 * self.gain) / (self.whole + self.gain)
        edge = LOWEST + first * WIDTH
        excess = sum(mass * ((bin_ + 0.5) * WIDTH) for bin_, mass in enumerate(bins[first:]))
        return share * math.exp(-(log - edge) / max(excess / above, STEEPEST))

    def _edge(self, most: float) -> tuple[int, float]:
        """The first bin of the largest rows, and what lies in it and above."""
        above, first = 0.0, BINS
        for mass in reversed(self.bins):
            if above and above + mass > most:
                break
            above += mass
            first -= 1
        return first, above

    def _learn(self, at: int) -> None:
        self.bins[at] += self.gain
        self.whole += self.gain
        self.gain /= FORGET
        if self.gain > MOST:
            self.bins = array("d", [mass / self.gain for mass in self.bins])
            self.whole /= self.gain
            self.gain = 1.0
