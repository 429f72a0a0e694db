"""A position as a browser gives it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spot:
    """A point on earth, WGS84 degrees."""

    lon: float
    lat: float


def spot_of(query: Mapping[str, str]) -> Spot | None:
    """The position in an address (`lon`, `lat`), or None if it is not there or not one."""
    try:
        lon, lat = float(query.get("lon", "")), float(query.get("lat", ""))
    except ValueError:
        return None
    on_earth = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return Spot(lon, lat) if on_earth else None
