"""The four coordinate systems met in a Chinese city, turned into each other in columns.

WGS84 is what satellites give; CGCS2000 is the national frame. Both share origin, axes and scale and
their ellipsoids differ by 0.1 mm, so for a city (epoch drift of a few decimetres aside) they are
taken as one. GCJ-02 is the shifted frame of every map published in China (Amap, Tencent), BD-09 is
Baidu's shift on top of it. Neither shift is published officially; the formulas are those in common
use. Chengyun keeps WGS84 and turns at the edges.

All functions take and give longitude and latitude in degrees, scalars or arrays of equal shape.
Back conversions are iterated to 1e-11 degrees (about a micrometre), not approximated.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

_AXIS = 6378245.0  # Krasovsky 1940, on which the shift is defined
_ECCENTRICITY2 = 0.00669342162296594323
_CHINA = (72.004, 137.8347, 0.8293, 55.8271)  # west, east, south, north
_BAIDU = np.pi * 3000.0 / 180.0
_TOLERANCE, _ROUNDS = 1e-11, 30


class Crs(StrEnum):
    """Coordinate systems by the name sources use."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """True inside the box in which the GCJ-02 shift applies."""
    west, east, south, north = _CHINA
    x, y = np.asarray(lon), np.asarray(lat)
    inside: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS84 to GCJ-02; unchanged outside China."""
    x, y = _columns(lon, lat)
    return _where(in_china(x, y), _shifted(x, y), (x, y))


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 to WGS84: the exact inverse (within a kilometre of the box's edge it is ambiguous)."""
    x, y = _columns(lon, lat)
    found = _inverse(_shifted, x, y)
    return _where(in_china(*found), found, (x, y))


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 to BD-09."""
    x, y = _columns(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """BD-09 to GCJ-02: the exact inverse."""
    return _inverse(gcj02_to_bd09, *_columns(lon, lat))


def convert(lon: ArrayLike, lat: ArrayLike, source: Crs, target: Crs) -> Pair:
    """Turn coordinates of one system into another, through WGS84 where needed."""
    x, y = _columns(lon, lat)
    start, end = _CHAIN[source], _CHAIN[target]
    for step in range(start, end):
        x, y = _UP[step](x, y)
    for step in range(start, end, -1):
        x, y = _DOWN[step - 1](x, y)
    return x, y


_CHAIN = {Crs.WGS84: 0, Crs.CGCS2000: 0, Crs.GCJ02: 1, Crs.BD09: 2}
_UP = (wgs84_to_gcj02, gcj02_to_bd09)
_DOWN = (gcj02_to_wgs84, bd09_to_gcj02)


def _columns(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, np.float64), np.asarray(lat, np.float64)


def _where(mask: NDArray[np.bool_], yes: Pair, no: Pair) -> Pair:
    return np.where(mask, yes[0], no[0]), np.where(mask, yes[1], no[1])


def _inverse(forward: Callable[[Degrees, Degrees], Pair], x: Degrees, y: Degrees) -> Pair:
    """Fixed point of ``guess + (wanted - forward(guess))``: the shifts change slowly, so it closes
    in by a factor of 50 or more each round."""
    guess_x, guess_y = x, y
    for _ in range(_ROUNDS):
        there = forward(guess_x, guess_y)
        off_x, off_y = x - there[0], y - there[1]
        guess_x, guess_y = guess_x + off_x, guess_y + off_y
        if not np.any(np.maximum(np.abs(off_x), np.abs(off_y)) > _TOLERANCE):
            break
    return guess_x, guess_y


def _shifted(lon: Degrees, lat: Degrees) -> Pair:
    """The GCJ-02 shift without regard to borders."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    both = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += both + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += both + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    angle = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(angle) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY2) / (magic * np.sqrt(magic))
    parallel = _AXIS / np.sqrt(magic) * np.cos(angle)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _waves(v: Degrees, *parts: tuple[float, float]) -> Degrees:
    total = sum(height * np.sin(v / length * np.pi) for height, length in parts)
    return np.asarray(total * 2.0 / 3.0)
