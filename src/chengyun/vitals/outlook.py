"""Which vital signs are about to leave their healthy band, from the last hours alone. Pure.

The course is a line through the medians of all pairwise slopes (Theil 1950, Sen 1968), which single
outliers do not bend. It is believed only where it is steep beside what scatters around it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST, MOST = 12, 180
# The line must rise or fall by so many times the usual scatter within what was seen.
BELIEVED = 3.0
HORIZON_MINUTES = 360


@dataclass(frozen=True)
class Leaving:
    """In about `minutes` the value crosses `limit`, the upper or the lower end of its band."""

    minutes: int
    limit: float


def leaving(
    minutes: Floats, values: Floats, low: float, high: float, horizon: float = HORIZON_MINUTES
) -> Leaving | None:
    """When a value that is within its band will leave it, if it goes on as it did.

    `minutes` are the times of the values, oldest first; None where there are fewer than twelve,
    where it is outside already, or where no course is to be seen.
    """
    x, y = minutes[-MOST:], values[-MOST:]
    if len(x) < LEAST or not low <= y[-1] <= high:
        return None
    slope = theil_sen(x, y)
    now = float(np.median(y - slope * (x - x[-1])))
    scatter = 1.4826 * float(np.median(np.abs(y - now - slope * (x - x[-1]))))
    if slope == 0 or abs(slope) * float(x[-1] - x[0]) < BELIEVED * scatter:
        return None
    limit = high if slope > 0 else low
    left = (limit - now) / slope
    return Leaving(max(0, round(left)), limit) if left <= horizon else None


def theil_sen(x: Floats, y: Floats) -> float:
    """The median slope of all pairs of points at different times."""
    one, other = np.triu_indices(len(x), 1)
    run = x[other] - x[one]
    steps = (y[other] - y[one])[run > 0] / run[run > 0]
    return float(np.median(steps)) if len(steps) else 0.0
