"""Readers of the rankings 比学赶超: units beside their peers in scores, places and changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from chengyun.goals.queries.climbing import Climb, climbs
from chengyun.goals.queries.cube import DEPARTMENT, STREET, Cube, cube
from chengyun.goals.queries.seeing import visible_indicators
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer
from chengyun.planning import score
from chengyun.planning.lamps import Lamp, pace_lamp

TIERS = {"streets": STREET, "departments": DEPARTMENT}
# A month counts as told once it has so much of the figures of the fullest month.
TOLD = 0.5
COURSE = 13


@dataclass(frozen=True)
class Cell:
    """One unit in one indicator: score and place (None: none), the figure, its lamp; whether it
    does not count for an upheld appeal, or for too small a volume.
    """

    score: float | None
    place: int | None
    value: float | None
    lamp: Lamp | None
    excluded: bool
    thin: bool = False


@dataclass(frozen=True)
class Line:
    """A unit: its score and place (None: too few figures), change of place, its course, and what
    it lacks of the next place (None: it is in front).
    """

    unit: Unit
    score: float | None
    place: int | None
    tied: bool
    change: int | None
    cells: tuple[Cell, ...]
    course: tuple[float | None, ...]
    climb: Climb | None = None


@dataclass(frozen=True)
class Ranking:
    """The units of a tier in a month, the best first; the months that may be asked for."""

    month: date
    months: tuple[date, ...]
    tier: str
    indicators: tuple[Any, ...]
    lines: tuple[Line, ...]


def ranking(
    viewer: Viewer, today: date, tier: str = "streets", month: date | None = None, plan: str = ""
) -> Ranking | None:
    """The ranking of a tier in a month (None: the last one told) by the indicators that the viewer
    may see, of one plan or of all. None where there is no figure at all.
    """
    whole = cube(today)
    rows = _rows(whole, viewer, plan)
    columns = np.flatnonzero(whole.tier == TIERS[tier])
    scored = whole.score[np.ix_(rows, columns)]
    used = ~np.isnan(scored).all(axis=(1, 2)) if scored.size else np.zeros(len(rows), bool)
    rows, scored = rows[used], scored[used]
    if not scored.size:
        return None
    # A unit whose only figures do not count stands there without a place.
    out = (whole.excluded | whole.thin)[np.ix_(rows, columns)]
    compared = (~np.isnan(scored) | out).any(axis=(0, 2))
    columns, scored = columns[compared], scored[:, compared]
    months = _told(whole, scored)
    at = months[month] if month in months else max(months.values())
    return Ranking(
        month=whole.months[at],
        months=tuple(months),
        tier=tier,
        indicators=tuple(whole.indicators[row] for row in rows),
        lines=tuple(_lines(whole, scored, rows, columns, at)),
    )


def _rows(whole: Cube, viewer: Viewer, plan: str) -> Any:
    seen = visible_indicators(viewer)
    asked = seen.filter(plan__key=plan) if plan else seen
    pks = set(asked.order_by().values_list("pk", flat=True))
    return np.array([row for row, one in enumerate(whole.indicators) if one.pk in pks], np.intp)


def _told(whole: Cube, scored: Any) -> dict[date, int]:
    """The months of which enough is told, by where they stand in the columns."""
    full = (~np.isnan(scored)).sum(axis=(0, 1))
    return {whole.months[at]: int(at) for at in np.flatnonzero(full >= TOLD * full.max())}


def _lines(whole: Cube, scored: Any, rows: Any, columns: Any, at: int) -> Sequence[Line]:
    one_tier = np.zeros(len(columns), np.int64)
    total, weight = score.totals(scored, whole.weight[rows])
    due = score.totals(whole.target[np.ix_(rows, columns)], whole.weight[rows])[1]
    able = score.rankable(total, weight, due)
    place = score.places(np.where(able, total, np.nan), one_tier)
    change = score.changes(place)
    cells = _cells(whole, scored, rows, columns, at)
    up = climbs(whole, scored, rows, columns, at, total, place)
    since = max(0, at + 1 - COURSE)
    found = [
        Line(
            unit=whole.units[column],
            score=_known(total[i, at]),
            place=int(place[i, at]) or None,
            tied=bool(place[i, at] and (place[:, at] == place[i, at]).sum() > 1),
            change=_change(place[i], change[i], at),
            cells=tuple(cells[i]),
            course=tuple(map(_known, total[i, since : at + 1].tolist())),
            climb=up[i],
        )
        for i, column in enumerate(columns.tolist())
    ]
    return sorted(found, key=lambda line: (line.place or len(found) + 1, line.unit.code))


def _cells(whole: Cube, scored: Any, rows: Any, columns: Any, at: int) -> list[list[Cell]]:
    """By unit and indicator."""
    now = scored[:, :, at : at + 1]
    places = score.places(now, np.zeros(len(columns), np.int64))[:, :, 0].T.tolist()
    grid = np.ix_(rows, columns, [at])
    values = whole.value[grid][:, :, 0].T.tolist()
    excluded, thin = (flags[grid][:, :, 0].T.tolist() for flags in (whole.excluded, whole.thin))
    lamps = _lamps(now[:, :, 0], whole.expected[rows, 0, at])
    return [
        [Cell(*cell) for cell in zip(*unit, strict=True)]
        for unit in zip(
            [[_known(one) for one in row] for row in now[:, :, 0].T.tolist()],
            [[one or None for one in row] for row in places],
            [[_known(one) for one in row] for row in values],
            lamps, excluded, thin, strict=True,
        )
    ]  # fmt: skip


def _lamps(scored: Any, expected: Any) -> list[list[Lamp | None]]:
    """The lamp of each score: how many points of the way it is behind the curve."""
    done = scored / 100.0 * expected[:, None]
    return [
        [
            None if one != one else pace_lamp(share, one)
            for one, share in zip(row, expected.tolist(), strict=True)
        ]
        for row in done.T.tolist()
    ]


def _known(number: float) -> float | None:
    return None if number != number else float(number)


def _change(place: Any, change: Any, at: int) -> int | None:
    if not at or not place[at] or not place[at - 1]:
        return None
    return int(change[at])
