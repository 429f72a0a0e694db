"""Places as people name them: a road and a number, a neighbourhood, something near by."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape


@dataclass(frozen=True)
class Place:
    """Where something is. `near` is the closest well-known place, `town` the committee."""

    lon: float
    lat: float
    road: str
    door: int
    town: str
    street: str
    near: str

    @property
    def address(self) -> str:
        return f"{self.street}{self.road}{self.door}号"


class Gazetteer:
    """Looks up and draws places of one district file."""

    def __init__(self, district: dict[str, Any]) -> None:
        areas = {a["code"]: a for a in district["areas"]}
        self._areas = areas
        self._cells = [a for a in district["areas"] if a["level"] == "grid"]
        people = np.array([a["population"] + 1.0 for a in self._cells])
        self._people = people / people.sum()
        self._roads, self._road_tree = _named_roads(district)
        self._facilities = district["facilities"]
        spots = [shapely.Point(f["lon"], f["lat"]) for f in self._facilities]
        self._facility_tree = shapely.STRtree(spots)
        self._cell_tree = shapely.STRtree([shape(a["boundary"]) for a in self._cells])

    def anywhere(self, rng: np.random.Generator) -> Place:
        """A place where people live, more often where many do."""
        cell = self._cells[int(rng.choice(len(self._cells), p=self._people))]
        lon, lat = (cell[axis] + rng.uniform(-2e-4, 2e-4) for axis in ("lon", "lat"))
        return self.describe(float(lon), float(lat), int(rng.integers(2, 990)))

    def describe(self, lon: float, lat: float, door: int = 0) -> Place:
        """The place at a position inside the district."""
        point = shapely.Point(lon, lat)
        cell = self._cells[int(self._cell_tree.nearest(point))]
        committee = self._areas[cell["parent"]]
        street = self._areas[committee["parent"]]
        near = self._facilities[int(self._facility_tree.nearest(point))]["name"]
        road = self._roads[int(self._road_tree.nearest(point))]
        town = committee["name"].removesuffix("居委会")
        number = door or int(abs(lon * 1e5 + lat * 3e5)) % 980 + 2
        return Place(round(lon, 6), round(lat, 6), road, number, town, street["name"], near)


def _named_roads(district: dict[str, Any]) -> tuple[list[str], shapely.STRtree]:
    [layer] = [x for x in district["layers"] if x["kind"] == "road"]
    roads = [
        f
        for f in layer["features"]["features"]
        if f["properties"]["name"] and f["properties"]["class"] != "motorway"
    ]
    tree = shapely.STRtree([shape(f["geometry"]) for f in roads])
    return [f["properties"]["name"] for f in roads], tree
