"""What each unit of a ranking lacks of the next place, told in the figure of an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np

from chengyun.goals.models import Indicator
from chengyun.goals.queries.cube import Cube
from chengyun.people.models import Unit
from chengyun.planning import climbing

DIGITS = 2


@dataclass(frozen=True)
class Climb:
    """`points` more of the score share the `place` of the unit `beside`.

    Alone enough is `reached` instead of `figure` in `indicator`, with the least rise of its score;
    None where no single indicator has so much room.
    """

    points: float
    place: int
    beside: Unit
    indicator: Indicator | None
    figure: float | None
    reached: float | None


def climbs(
    whole: Cube, scored: Any, rows: Any, columns: Any, at: int, total: Any, place: Any
) -> Sequence[Climb | None]:
    """By unit of `columns`, in the month `at`; `scored` [indicator, unit, month], `total` and
    `place` [unit, month] are those of the ranking.
    """
    here = np.ix_(rows, columns, [at])
    value, baseline, target = (
        column[here][:, :, 0] for column in (whole.value, whole.baseline, whole.target)
    )
    expected = whole.expected[rows, 0, at][:, None]
    up = np.array([whole.indicators[row].up for row in rows], bool)[:, None]
    ahead = np.where(up, target > baseline, target < baseline)
    free = ~np.isnan(value) & ahead & (expected > 0)
    found = climbing.climbs(
        scored[:, :, at], whole.weight[rows], total[:, at], place[:, at] > 0, free
    )

    def told(unit: int, one: climbing.Climb) -> Climb:
        beside = whole.units[columns[one.beside]]
        rung = int(place[one.beside, at])
        if one.indicator is None:
            return Climb(one.points, rung, beside, None, None, None)
        cell = one.indicator, unit
        share = (scored[(*cell, at)] + one.need) / 100 * expected[one.indicator, 0]
        reached = baseline[cell] + share * (target[cell] - baseline[cell])
        indicator = whole.indicators[rows[one.indicator]]
        told_so_far = (float(column[cell]) for column in (value, baseline, target))
        digits = 0 if all(one.is_integer() for one in told_so_far) else DIGITS
        figures = float(value[cell]), _enough(float(reached), indicator.up, digits)
        return Climb(one.points, rung, beside, indicator, *figures)

    return [told(unit, one) if one else None for unit, one in enumerate(found)]


def _enough(figure: float, up: bool, digits: int) -> float:
    """The next figure of so many digits that is not worse: lifts are told in whole ones."""
    size = round(figure * 10**digits, 6)
    return float((ceil(size) if up else floor(size)) / 10**digits)
