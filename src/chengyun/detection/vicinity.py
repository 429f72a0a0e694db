"""Who is near whom: for every slot the slots around it."""

from dataclasses import dataclass

import numpy as np

from .compiled import compiled
from .readings import Floats, Ids, Ints
from .table import NONE, StreamTable

METRES_A_DEGREE = 111_195.0
NOBODY = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the streams of one property are, by slot: stream (−1: nobody), lon, lat, areas."""

    stream: Ids
    table: StreamTable

    def area(self, level: str) -> Ids:
        """Number of the area of a level each slot lies in; −1 where none is known."""
        if level not in self.table.levels:
            return np.full(len(self.stream), NONE, np.int32)
        numbers = self.table.groups[self.table.levels.index(level)][self.stream]
        found: Ids = np.where(self.stream == NONE, np.int32(NONE), numbers)
        return found

    def metres(self) -> tuple[Floats, Floats]:
        """East and north of the middle in metres, NaN where unknown."""
        if not len(self.table.lon):
            nowhere = np.full(len(self.stream), np.nan)
            return nowhere, nowhere
        lon = np.where(self.stream == NONE, np.nan, self.table.lon[self.stream])
        lat = np.where(self.stream == NONE, np.nan, self.table.lat[self.stream])
        known = np.isfinite(lon) & np.isfinite(lat)
        middle = float(lat[known].mean()) if known.any() else 0.0
        return lon * METRES_A_DEGREE * np.cos(np.radians(middle)), lat * METRES_A_DEGREE


@dataclass(frozen=True, slots=True)
class Vicinity:
    """The slots around slot s are others[starts[s]:ends[s]]; it may be among them itself."""

    starts: Ints
    ends: Ints
    others: Ids

    def of(self, slot: int) -> Ids:
        """The slots around one, without itself."""
        near = self.others[self.starts[slot] : self.ends[slot]]
        others: Ids = near[near != slot]
        return others


def same_area(place: Place, level: str) -> Vicinity:
    """All slots of the same area."""
    area = place.area(level)
    others = np.argsort(area, kind="stable").astype(np.int32)
    ordered = area[others]
    known = area != NONE
    starts = np.where(known, np.searchsorted(ordered, area, side="left"), 0)
    return Vicinity(
        starts, np.where(known, np.searchsorted(ordered, area, side="right"), 0), others
    )


def around(place: Place, nearest: int, within_m: float, level: str) -> Vicinity:
    """The nearest slots, no further than `within_m` (0: any distance), in the same area of
    `level` ("": anywhere); with `nearest` 0 the whole area.
    """
    if not nearest:
        return same_area(place, level)
    area = place.area(level) if level else np.zeros(len(place.stream), np.int32)
    x, y = place.metres()
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & (area != NONE)).astype(np.int32)
    others = np.full((len(x), nearest), NONE, np.int32)
    if len(known):
        _search(known, x, y, area, within_m or np.inf, others, *_squares(x[known], y[known]))
    starts = np.arange(len(x), dtype=np.int64) * nearest
    return Vicinity(starts, starts + (others != NONE).sum(axis=1), others.reshape(-1))


def _squares(x: Floats, y: Floats) -> tuple[Ints, Ints, Ints, float, int]:
    """A chequerboard of about four streams a square: column and row of each stream, where each
    square begins in the order of squares, its side, and how many columns there are.
    """
    width, height = float(np.ptp(x)), float(np.ptp(y))
    side = max(np.sqrt(width * height * 4 / len(x)), max(width, height) * 4 / len(x), 1.0)
    column = ((x - x.min()) / side).astype(np.int64)
    row = ((y - y.min()) / side).astype(np.int64)
    columns = int(column.max()) + 1
    begins = np.zeros(columns * (int(row.max()) + 1) + 1, np.int64)
    np.cumsum(np.bincount(row * columns + column, minlength=len(begins) - 1), out=begins[1:])
    return column, row, begins, side, columns


@compiled
def _search(
    slots: Ids, x: Floats, y: Floats, area: Ids, furthest: float, others: Ids,
    column: Ints, row: Ints, begins: Ints, side: float, columns: int,
) -> None:  # fmt: skip
    """Fill each slot's nearest others, ring by ring of squares around its own."""
    order = np.argsort(row * columns + column, kind="mergesort")
    rows, room = (len(begins) - 1) // columns, others.shape[1]
    away = np.empty(room)
    for one in range(len(slots)):
        me, found = slots[one], 0
        for ring in range(max(rows, columns)):
            reach = (ring - 1) * side
            if reach > furthest or (found == room and reach > away[room - 1]):
                break
            for r in range(max(row[one] - ring, 0), min(row[one] + ring + 1, rows)):
                edge = abs(r - row[one]) == ring
                step = 1 if edge or ring == 0 else 2 * ring
                for c in range(column[one] - ring, column[one] + ring + 1, step):
                    if not 0 <= c < columns:
                        continue
                    for at in range(begins[r * columns + c], begins[r * columns + c + 1]):
                        who = slots[order[at]]
                        gap = np.hypot(x[who] - x[me], y[who] - y[me])
                        if who == me or area[who] != area[me] or gap > furthest:
                            continue
                        found = _insert(others[me], away, found, who, gap)


@compiled
def _insert(others: Ids, away: Floats, found: int, who: int, gap: float) -> int:
    """Keep the list of the nearest in order (of slots where equally near); its new length."""
    place = found
    while place > 0 and (
        gap < away[place - 1] or (gap == away[place - 1] and who < others[place - 1])
    ):
        place -= 1
    if place >= len(others):
        return found
    longer = min(found + 1, len(others))
    for at in range(longer - 1, place, -1):
        away[at], others[at] = away[at - 1], others[at - 1]
    away[place], others[place] = gap, who
    return longer
