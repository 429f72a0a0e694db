"""Unsupervised detection without settings: how unusual is a reading, given the past of its stream?

For streams that nobody described. Which detector and why: docs/adr/0016.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .unusual_kernel import advance
from .unusual_memory import fresh

Floats = NDArray[np.float64]


class Unusual:
    """One stream's detector. Memory is bounded, the past of a row is all it knows."""

    def __init__(self) -> None:
        self._memory = fresh()

    def score(self, time_us: int, value: float) -> float:
        """How unusual this reading is, 0..1, before it is learnt; 0 for what is no number."""
        return float(self.scores([time_us], [value])[0])

    def scores(self, times_us: ArrayLike, values: ArrayLike) -> Floats:
        """float64[n]: the same, for the next n readings in their order."""
        time = np.asarray(times_us, np.int64)
        value = np.asarray(values, np.float64)
        score = np.empty(len(value))
        advance(self._memory, time, value, score)
        return score


def scores(times_us: ArrayLike, values: ArrayLike) -> Floats:
    """float64[n]: scores of a whole series, each from the rows before it alone."""
    return Unusual().scores(times_us, values)
