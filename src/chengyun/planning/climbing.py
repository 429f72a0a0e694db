"""What a unit lacks of the next better place: the gap to it, and where it is closed with least.

One tier in one period: scores are [indicator, unit], marks of the whole and places [unit].
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chengyun.planning.score import CAP, DECIMALS, totals

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
STEP = 10.0**-DECIMALS


@dataclass(frozen=True, slots=True)
class Climb:
    """With `points` more of its whole score a unit shares the place of the unit `beside`.

    ``need``: points of the score of `indicator` that alone do so, the fewest there are; None where
    no single indicator has so much room below CAP.
    """

    points: float
    beside: int
    indicator: int | None
    need: float


def climbs(
    score: Floats, weight: Floats, total: Floats, able: Flags, free: Flags
) -> list[Climb | None]:
    """By unit; None for who is in front or has no place. ``able`` [unit] have a place; ``free``
    [indicator, unit] are the scores that a better figure would raise.
    """
    marks = np.where(able, total, np.nan)
    return [_climb(unit, score[:, unit], weight, marks, free[:, unit]) for unit in range(len(able))]


def _climb(unit: int, score: Floats, weight: Floats, marks: Floats, free: Flags) -> Climb | None:
    better = np.flatnonzero(marks > marks[unit])
    if not better.size:
        return None
    beside = int(better[np.argmin(marks[better])])
    points = round(float(marks[beside] - marks[unit]), DECIMALS)
    needs = _needs(score, weight, float(marks[beside]), points)
    fits = np.flatnonzero(free & (weight > 0) & (score + needs <= CAP))
    if not fits.size:
        return Climb(points, beside, None, 0.0)
    least = int(fits[np.argmin(needs[fits])])
    return Climb(points, beside, least, round(float(needs[least]), DECIMALS))


def _needs(score: Floats, weight: Floats, mark: float, points: float) -> Floats:
    """[indicator]: how much its score must rise that the whole's, as shown, reaches the mark."""
    whole = float(weight[~np.isnan(score)].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        needs = np.round(np.ceil(np.round(points * whole / weight / STEP, 6)) * STEP, DECIMALS)
        # A mean that was rounded up lacks a little more than its mark says.
        more = np.round(needs + np.ceil(whole / weight / 2) * STEP, DECIMALS)
    return np.asarray(np.where(_risen(score, weight, needs) < mark, more, needs))


def _risen(score: Floats, weight: Floats, needs: Floats) -> Floats:
    """[indicator]: the whole's score, counted as it will be, once this indicator's has risen so."""
    raised = score[:, None] + np.diag(np.where(np.isfinite(needs), needs, 0.0))
    return totals(raised[:, :, None], weight)[0][:, 0]
