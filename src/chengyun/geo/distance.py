"""Distances in metres, and a local plane for work within a city."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
_A, _E2 = 6_378_137.0, 0.00669437999014  # WGS84


def haversine_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Great-circle distance in metres, of degrees; arrays broadcast. Within 0.6 % of the truth."""
    x1, y1, x2, y2 = (np.radians(np.asarray(v, np.float64)) for v in (lon1, lat1, lon2, lat2))
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of a centre given in degrees; within 0.1 % up to 30 km from it."""

    lon: float
    lat: float

    def to_metres(self, lons: ArrayLike, lats: ArrayLike) -> tuple[Floats, Floats]:
        """Degrees to metres east and north."""
        east, north = self._scale()
        return (np.asarray(lons) - self.lon) * east, (np.asarray(lats) - self.lat) * north

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north to degrees."""
        east, north = self._scale()
        return np.asarray(x) / east + self.lon, np.asarray(y) / north + self.lat

    def _scale(self) -> tuple[float, float]:
        """Metres in a degree of longitude and of latitude at the centre (radii of curvature)."""
        angle = np.radians(self.lat)
        curve = 1.0 - _E2 * np.sin(angle) ** 2
        east = _A / np.sqrt(curve) * np.cos(angle)
        north = _A * (1.0 - _E2) / curve**1.5
        return float(np.radians(east)), float(np.radians(north))
