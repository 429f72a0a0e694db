"""Working vehicles: each drives to and fro along one road, at a pace of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from chengyun.simulator import chance
from chengyun.simulator.chance import Floats, Ints

KIND = "vehicle"
EAST_M, NORTH_M = 95_300.0, 110_870.0  # metres in a degree at Shanghai
SLOWEST, FASTEST = 3.0, 9.0  # metres a second: a sweeper and a tanker
DRIVEN = frozenset({"primary", "secondary"})
SHORTEST_M = 400.0


@dataclass(frozen=True)
class Route:
    """A road as its corners: degrees, and metres from its beginning."""

    lon: Floats
    lat: Floats
    along: Floats

    @classmethod
    def of(cls, corners: list[list[float]]) -> "Route":
        lon, lat = np.array(corners, dtype=float).T
        steps = np.hypot(np.diff(lon) * EAST_M, np.diff(lat) * NORTH_M)
        return cls(lon, lat, np.concatenate([[0.0], np.cumsum(steps)]))

    @property
    def length(self) -> float:
        return float(self.along[-1])

    def away_m(self, lon: float, lat: float) -> float:
        """Metres from a point to the nearest corner."""
        return float(np.hypot((self.lon - lon) * EAST_M, (self.lat - lat) * NORTH_M).min())


@dataclass(frozen=True)
class Vehicles:
    """All vehicles of a district: the route of each thing by its key."""

    routes: Mapping[str, Route]

    @classmethod
    def of(cls, district: Mapping[str, Any]) -> "Vehicles":
        roads = [route for route in _roads(district) if route.length >= SHORTEST_M]
        own = (t for t in district["things"] if t["kind"] == KIND and roads)
        return cls({t["key"]: _nearest(roads, t["lon"], t["lat"]) for t in own})

    def value(self, prop: str, seed: int, thing: str, stream: Ints, at_s: Floats) -> Floats:
        """What one vehicle's datastream `prop` (longitude, latitude, speed, sos) says."""
        if thing not in self.routes or prop == "sos":
            return np.zeros(len(stream))
        route, pace = self.routes[thing], _pace(seed, thing)
        if prop == "speed":
            return np.full(len(stream), pace * 3.6)
        at = _to_and_fro(at_s * pace, route.length)
        corners = route.lon if prop == "longitude" else route.lat
        return np.asarray(np.interp(at, route.along, corners))


PROPERTIES = ("longitude", "latitude", "speed", "sos")


def _to_and_fro(way: Floats, length: float) -> Floats:
    at = way % (2 * length)
    return np.asarray(np.minimum(at, 2 * length - at))


def _pace(seed: int, thing: str) -> float:
    number = np.array([int(thing[-6:])], dtype=np.int64)
    draw = float(chance.uniform(seed, number, np.zeros(1, dtype=np.int64), 41)[0])
    return SLOWEST + (FASTEST - SLOWEST) * draw


def _roads(district: Mapping[str, Any]) -> list[Route]:
    [features] = [x["features"]["features"] for x in district["layers"] if x["kind"] == "road"]
    drawn = (f["geometry"] for f in features if f["properties"]["class"] in DRIVEN)
    return [Route.of(shape["coordinates"]) for shape in drawn if shape["type"] == "LineString"]


def _nearest(roads: list[Route], lon: float, lat: float) -> Route:
    return min(roads, key=lambda route: route.away_m(lon, lat))
