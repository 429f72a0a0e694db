"""How much of the way from a baseline to a target is gone, for one figure or for columns."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def shares_done(
    value: ArrayLike, baseline: ArrayLike, target: ArrayLike, higher_is_better: ArrayLike
) -> Floats:
    """The part of the way gone, 0 or more, above 1 where the target is surpassed; NaN where a
    figure or a target is. Any shapes that broadcast.

    Where the target lies no further in the good direction than the baseline, it is to be kept:
    1 while the figure is as good as the target, 0 otherwise. So a better figure never lowers it.
    """
    sign = np.where(np.asarray(higher_is_better, dtype=bool), 1.0, -1.0)
    start, goal = np.asarray(baseline, float) * sign, np.asarray(target, float) * sign
    gone, way = np.asarray(value, float) * sign - start, goal - start
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        moved = np.maximum(0.0, gone / way)
        kept = np.where(np.isnan(gone + way), np.nan, (gone >= way).astype(float))
        return np.where(way > 0, moved, kept)


def share_done(
    value: float, baseline: float, target: float, *, higher_is_better: bool = True
) -> float:
    """`shares_done` of one figure."""
    return float(shares_done(value, baseline, target, higher_is_better))
