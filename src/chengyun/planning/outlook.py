"""Where a series ends if it goes on as it went, with the interval that its own past allows.

Two declared methods. ``tempo``, for what is counted up: the rest of the way is gone at the mean
tempo so far, and tempo varies between periods as it has. ``hold``, for a level: it stays where it
is, and moves a period as it has. The interval holds the middle 80 of 100 under Student's law; it
knows nothing of what has never happened yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 3
UPPER = 0.9


@dataclass(frozen=True, slots=True)
class Outlook:
    """The figure at the end of the period and the ends of the interval around it."""

    value: float
    low: float
    high: float


def tempo(way: Sequence[float], figures: Sequence[float], start: float) -> Outlook | None:
    """The end of a figure that is counted up from ``start``.

    ``way`` is the share of the plan expected at each figure, rising, above 0 and at most 1: so a
    seasonal plan is followed in its seasons. Figures that fall on the same share as the one before
    carry no tempo and are joined with it. None with fewer than LEAST figures.
    """
    points = dict(zip(way, figures, strict=True))
    if len(points) < LEAST or min(points) <= 0:
        return None
    at = np.array([0.0, *points])
    steps, gains = np.diff(at), np.diff(np.array([start, *points.values()]))
    mean = gains.sum() / steps.sum()
    left = 1.0 - at[-1]
    # Of a mean tempo each step may stray; the variance of a step grows with its length.
    stray = float(((gains - mean * steps) ** 2 / steps).sum() / (len(steps) - 1))
    spread = sqrt(stray * left * (1.0 + left / at[-1]))
    return _around(float(figures[-1] + mean * left), spread, len(steps) - 1)


def hold(figures: Sequence[float], steps_left: int) -> Outlook | None:
    """The end of a level, so many periods from the last of ``figures``; None with too few."""
    if len(figures) < LEAST:
        return None
    moves = np.diff(np.asarray(figures, float))
    spread = float(np.sqrt((moves**2).mean() * max(0, steps_left)))
    return _around(float(figures[-1]), spread, len(moves))


def _around(value: float, spread: float, freedom: int) -> Outlook:
    half = student(freedom) * spread
    return Outlook(value, value - half, value + half)


def student(freedom: int) -> float:
    """The quantile UPPER of Student's law, from that of the normal one; a part in 800 too small
    with 2 degrees of freedom, in 5,000 with 3, nearer with more.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    z = NormalDist().inv_cdf(UPPER)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))


@dataclass(frozen=True, slots=True)
class Needed:
    """What a period must bring from now on, beside what it brought; in the figure's own unit."""

    each: float
    achieved: float

    @property
    def times(self) -> float | None:
        """How many times the achieved is needed; None where nothing was achieved."""
        return self.each / self.achieved if self.achieved else None


def needed(
    figure: float, start: float, target: float, periods_gone: float, periods_left: float
) -> Needed | None:
    """None where no period is left or none is gone. Signs are those of the figure's movement; of a
    target that is passed nothing more is needed."""
    if periods_left <= 0 or periods_gone <= 0:
        return None
    passed = (target - figure) * (target - start) < 0
    return Needed(
        0.0 if passed else (target - figure) / periods_left, (figure - start) / periods_gone
    )
