"""Whether a CAP warning concerns a place: its polygons, circles and geocodes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from chengyun.geo.distance import haversine_m
from chengyun.sensing.intake import Malformed

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Whose warnings are wanted: a point (longitude, latitude) and codes of areas. Empty: all."""

    point: Point | None = None
    geocodes: tuple[str, ...] = ()


def place_of(options: Mapping[str, Any]) -> Place:
    """The place in a source's options. Raises ValueError with a sentence."""
    point, codes = options.get("point"), options.get("geocodes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) and code for code in codes):
        raise ValueError("'geocodes' must be a list of texts")
    if point is None:
        return Place(None, tuple(codes))
    if not isinstance(point, list) or len(point) != 2 or not all(_degrees(x) for x in point):
        raise ValueError("'point' must be [longitude, latitude]")
    return Place((float(point[0]), float(point[1])), tuple(codes))


def _degrees(x: object) -> bool:
    return isinstance(x, int | float) and not isinstance(x, bool) and -180 <= x <= 180


def touches(info: Element, place: Place) -> bool:
    """True where an area of the info has the place's code, or holds its point.

    An info without areas, and an area told in words alone, may be anywhere: they count.
    """
    areas = info.findall("area")
    anywhere = place.point is None and not place.geocodes
    return anywhere or not areas or any(_inside(area, place) for area in areas)


def _inside(area: Element, place: Place) -> bool:
    codes = [(code.text or "").strip() for code in area.findall("geocode/value")]
    shapes = [_polygon(text) for text in _texts(area, "polygon")]
    circles = [_circle(text) for text in _texts(area, "circle")]
    if not codes and not shapes and not circles:
        return True
    if any(code in place.geocodes for code in codes):
        return True
    point = place.point
    return point is not None and (
        any(_holds(shape, point) for shape in shapes)
        or any(_near(centre, km, point) for centre, km in circles)
    )


def _texts(area: Element, name: str) -> list[str]:
    return [(element.text or "").strip() for element in area.findall(name)]


def _polygon(text: str) -> list[Point]:
    """ "lat,lon lat,lon …", the first and last the same (CAP 3.2.4)."""
    return [_pair(pair) for pair in text.split()]


def _circle(text: str) -> tuple[Point, float]:
    """ "lat,lon radius", the radius in kilometres."""
    centre, _, radius = text.partition(" ")
    return _pair(centre), _finite(radius)


def _pair(text: str) -> Point:
    lat, _, lon = text.partition(",")
    return _finite(lon), _finite(lat)


def _finite(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Malformed("a polygon or circle of the area is not of numbers")
    return number


def _holds(ring: list[Point], point: Point) -> bool:
    """Even-odd rule: a ray from the point crosses the ring an odd number of times."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _near(centre: Point, km: float, point: Point) -> bool:
    return bool(haversine_m(*centre, *point) <= km * 1000)
