"""Scores and places of many units in many indicators over many periods, in columns.

An indicator's score is the share of the way that is gone beside the share that was expected:
100 is on the curve, nothing is below 0 or above CAP. A unit's score is the mean of those of its
indicators by weight. Arrays are [indicator, unit, period]; NaN is "no figure".
"""

import numpy as np
from numpy.typing import NDArray

from chengyun.planning.progress import shares_done

Floats = NDArray[np.float64]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]
CAP = 120.0
# Scores that look the same when shown are the same.
DECIMALS = 1
# A unit with figures for less than this share of the weight of its targets has no place.
LEAST_WEIGHT = 0.5


def scores(
    value: Floats, baseline: Floats, target: Floats, expected: Floats, higher_is_better: Flags
) -> Floats:
    """The score of every figure, rounded as shown. ``expected`` is [indicator, 1, period] or full,
    ``higher_is_better`` [indicator, 1, 1]. It never falls when a figure gets better.

    Where nothing is expected yet every figure has 100.
    """
    done = shares_done(value, baseline, target, higher_is_better)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        raw = np.where(expected > 0, 100.0 * done / expected, 100.0)
    known = ~np.isnan(done)
    return np.where(known, np.round(np.minimum(raw, CAP), DECIMALS), np.nan)


def totals(score: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """[unit, period]: the mean score by ``weight`` [indicator], NaN where there is none; and the
    weight that it rests on.
    """
    known = ~np.isnan(score)
    whole = np.einsum("i,iup->up", weight, known.astype(float))
    added = np.einsum("i,iup->up", weight, np.where(known, score, 0.0))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = np.where(whole > 0, added / whole, np.nan)
    return np.asarray(np.round(mean, DECIMALS), np.float64), whole


def rankable(total: Floats, weight: Floats, due: Floats) -> Flags:
    """[unit, period]: who has a place: a score that rests on enough of the weight that is ``due``,
    which is that of the indicators in which the unit has a target.
    """
    return ~np.isnan(total) & (weight >= LEAST_WEIGHT * due)


def places(mark: Floats, tier: NDArray[np.int64]) -> Places:
    """The place of each unit within its tier, 0 for none; units on the last axis but one.

    The highest mark is first; equal marks share the better place and the next is skipped.
    """
    found = np.zeros(mark.shape, np.int32)
    for one in np.unique(tier):
        rows = np.flatnonzero(tier == one)
        found[..., rows, :] = _places(mark[..., rows, :])
    return found


def _places(mark: Floats) -> Places:
    order = np.argsort(-mark, axis=-2, kind="stable")  # NaN goes last
    ordered = np.take_along_axis(mark, order, axis=-2)
    fresh = np.ones(mark.shape, bool)
    fresh[..., 1:, :] = ordered[..., 1:, :] != ordered[..., :-1, :]
    count = np.arange(1, mark.shape[-2] + 1, dtype=np.int32)[:, None]
    place = np.maximum.accumulate(np.where(fresh, count, 0), axis=-2)
    found = np.zeros(mark.shape, np.int32)
    np.put_along_axis(found, order, np.where(np.isnan(ordered), 0, place), axis=-2)
    return found


def changes(place: Places) -> Places:
    """How many places each rose since the period before (negative: fell); 0 where it had none."""
    change = np.zeros_like(place)
    both = (place[..., 1:] > 0) & (place[..., :-1] > 0)
    change[..., 1:] = np.where(both, place[..., :-1] - place[..., 1:], 0)
    return change
