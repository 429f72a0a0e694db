"""Which open case an alarm or a report belongs to: same kind, near in space and time. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

EARTH_M = 6_371_008.8
DEGREE_M = EARTH_M * math.pi / 180


@dataclass(frozen=True)
class Spot:
    """An open case as the search sees it. `seen` is the last alarm or report of it."""

    case: int
    lon: float
    lat: float
    seen: datetime


@dataclass(frozen=True)
class Reach:
    """How near, in metres and hours, things of one kind must be to be one case."""

    kind: int
    metres: float
    hours: float


def metres_between(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle distance in metres (haversine, mean earth radius)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(half, 1.0)))


class Nearby:
    """Spots of one kind in cells as wide as its reach, so that nine cells hold every match."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self._cells: dict[tuple[int, int], dict[int, Spot]] = defaultdict(dict)

    def put(self, spot: Spot) -> None:
        """Add a case, or move on the time it was last seen."""
        self._cells[self._cell(spot.lon, spot.lat)][spot.case] = spot

    def drop(self, spot: Spot) -> None:
        """Forget a case: it has been closed."""
        self._cells[self._cell(spot.lon, spot.lat)].pop(spot.case, None)

    def find(self, lon: float, lat: float, at: datetime) -> int | None:
        """The nearest case within reach, or None; a reach of 0 m never joins anything."""
        if not self.reach.metres:
            return None
        found = [
            (metres_between(lon, lat, spot.lon, spot.lat), spot.case)
            for spot in self._around(lon, lat)
            if abs(at - spot.seen) <= timedelta(hours=self.reach.hours)
        ]
        near = [pair for pair in found if pair[0] <= self.reach.metres]
        return min(near)[1] if near else None

    def _cell(self, lon: float, lat: float) -> tuple[int, int]:
        size = max(self.reach.metres, 1.0) / DEGREE_M
        # Longitude shrinks with the cosine; the band's own latitude keeps one rule for a row.
        row = math.floor(lat / size)
        shrink = max(math.cos(math.radians((abs(row) + 2) * size)), 0.01)
        return row, math.floor(lon * shrink / size)

    def _around(self, lon: float, lat: float) -> Iterator[Spot]:
        size = max(self.reach.metres, 1.0) / DEGREE_M
        for step in (-1, 0, 1):
            row, column = self._cell(lon, lat + step * size)
            for side in (-1, 0, 1):
                yield from self._cells.get((row, column + side), {}).values()
