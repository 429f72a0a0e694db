"""All datastreams of a district file as columns."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chengyun.simulator.chance import Floats, Ints
from chengyun.simulator.things import PROTOCOLS
from chengyun.simulator.vehicles import Vehicles

# Who gathers where, at the busiest hour; a counter of another kind of place counts fewer.
STATION, SMALL = 2300.0, 900.0


def _scale(thing: dict[str, Any]) -> float:
    """How much goes on where a thing stands; nothing at a background station."""
    if thing["kind"] == "background_station":
        return 0.0
    return STATION if "站客流" in thing["name"] else SMALL


@dataclass(frozen=True)
class Fleet:
    """Columns over all datastreams, in the order of the file (index = stream)."""

    keys: tuple[str, ...]
    props: NDArray[np.str_]
    kinds: NDArray[np.str_]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    interval_s: Floats
    scale: Floats
    things: tuple[str, ...]
    vehicles: Vehicles

    @classmethod
    def of(cls, district: dict[str, Any]) -> "Fleet":
        """The fleet of a district in the form of `district.build`."""
        rows = [(t, s) for t in district["things"] for s in t["datastreams"]]
        return cls(
            tuple(s["key"] for _, s in rows),
            np.array([s["property"] for _, s in rows]),
            np.array([t["kind"] for t, _ in rows]),
            tuple(t["name"] for t, _ in rows),
            np.array([t["lon"] for t, _ in rows]),
            np.array([t["lat"] for t, _ in rows]),
            np.array([s["interval_s"] for _, s in rows], dtype=float),
            np.array([_scale(t) for t, _ in rows]),
            tuple(t["key"] for t, _ in rows),
            Vehicles.of(district),
        )

    @cached_property
    def owner(self) -> Ints:
        """The first datastream of each one's thing: what a thing measures, it tells at once."""
        names, first = np.unique(np.array(self.things), return_index=True)
        return np.asarray(first[np.searchsorted(names, np.array(self.things))], dtype=np.int64)

    @cached_property
    def protocols(self) -> NDArray[np.str_]:
        """What each datastream's thing speaks, if not HTTP."""
        return np.array([PROTOCOLS.get(str(kind), "") for kind in self.kinds])

    @cached_property
    def indices(self) -> Ints:
        return np.arange(len(self.keys), dtype=np.int64)

    def at(self, stream: int) -> tuple[float, float]:
        return float(self.lon[stream]), float(self.lat[stream])

    def fit(self, prop: str, things: tuple[str, ...]) -> Ints:
        """Streams of a property on these kinds of thing."""
        return np.asarray(self.indices[(self.props == prop) & np.isin(self.kinds, things)])

    def around(self, stream: int, reach_m: float, most: int = 3) -> tuple[int, ...]:
        """The stream, then the nearest of the same property within reach."""
        if reach_m <= 0:
            return (stream,)
        alike = self.indices[self.props == self.props[stream]]
        east = (self.lon[alike] - self.lon[stream]) * 95_300.0
        away = np.hypot(east, (self.lat[alike] - self.lat[stream]) * 110_870.0)
        near = [int(alike[i]) for i in np.argsort(away, kind="stable") if away[i] <= reach_m]
        return (stream, *(s for s in near if s != stream))[:most]

    @staticmethod
    def distance_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
        """Distance on the ground, true to a few metres inside a city."""
        return math.hypot((lon - to_lon) * 95_300.0, (lat - to_lat) * 110_870.0)
