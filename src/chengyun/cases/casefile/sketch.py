"""A small map of where a case is, drawn as SVG from the layers that we have ourselves."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from chengyun.cases.models import Case
from chengyun.places import queries as places
from chengyun.places.choices import LayerKind

# Half the width and height of what is shown, in metres; the drawing has one unit a metre.
HALF_W, HALF_H = 340, 150
METRES_A_DEGREE = 111_320.0
OPENSTREETMAP = "© OpenStreetMap contributors"
AREA = 'fill="{}" stroke="none"'
LINE = 'fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"'
STYLES = {
    LayerKind.WATER: (AREA.format("#cfe2ea"),),
    LayerKind.PARK: (AREA.format("#dfead6"),),
    LayerKind.BUILDING: (AREA.format("#e4dfd4"),),
    LayerKind.ROAD: (LINE.format("#cdc6b6", 8), LINE.format("#fffefb", 6)),
    LayerKind.METRO: (LINE.format("#8d9aa8", 2) + ' stroke-dasharray="7 5"',),
}
Point = tuple[float, float]


@dataclass(frozen=True)
class Sketch:
    """The drawing, and the line under it: its scale and whose data it shows."""

    svg: str
    note: str


def sketch(case: Case) -> Sketch | None:
    """The surroundings of a case; None without a place or where no layer reaches it."""
    if case.lon is None or case.lat is None:
        return None
    frame = _Frame(case.lon, case.lat)
    shapes = [shape for kind in STYLES for shape in _layer(kind, frame)]
    if not shapes:
        return None
    source = _("Map: layers of the district; the bar is 100 m")
    return Sketch(_svg(shapes), f"{source} · {OPENSTREETMAP}" if frame.osm else source)


@dataclass
class _Frame:
    """Degrees to metres east and south of the place; `osm`: a drawn thing is OpenStreetMap's."""

    lon: float
    lat: float
    osm: bool = False

    def point(self, spot: Any) -> Point:
        east = (spot[0] - self.lon) * METRES_A_DEGREE * math.cos(math.radians(self.lat))
        return east, (self.lat - spot[1]) * METRES_A_DEGREE


def _layer(kind: str, frame: _Frame) -> Iterator[str]:
    text = places.layer_geojson(kind)
    features = msgspec.json.decode(text).get("features", []) if text else []
    paths = [path for feature in features for path in _paths(feature, frame)]
    for style in STYLES[LayerKind(kind)] if paths else ():
        yield f'<path {style} fill-rule="evenodd" d="{" ".join(paths)}"/>'


def _paths(feature: dict[str, Any], frame: _Frame) -> Iterator[str]:
    geometry = feature.get("geometry") or {}
    shape, lines = geometry.get("type", ""), geometry.get("coordinates") or []
    if shape == "MultiPolygon":
        lines = [ring for polygon in lines for ring in polygon]
    elif shape == "LineString":
        lines = [lines]
    elif shape not in ("Polygon", "MultiLineString"):
        return
    for line in lines:
        points = [frame.point(spot) for spot in line]
        if _near(points):
            frame.osm = frame.osm or "osm" in str((feature.get("properties") or {}).values())
            yield _path(points, "Polygon" in shape)


def _near(points: list[Point]) -> bool:
    """Whether the box around the points touches the frame."""
    if len(points) < 2:
        return False
    xs, ys = zip(*points, strict=True)
    inside_x = min(xs) < HALF_W and max(xs) > -HALF_W
    return bool(inside_x and min(ys) < HALF_H and max(ys) > -HALF_H)


def _path(points: list[Point], closed: bool) -> str:
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def _svg(shapes: list[str]) -> str:
    box = f"{-HALF_W} {-HALF_H} {2 * HALF_W} {2 * HALF_H}"
    ground = f'<rect x="{-HALF_W}" y="{-HALF_H}" width="100%" height="100%" fill="#f6f4ee"/>'
    left, low = HALF_W - 120, HALF_H - 14
    bar = f'<path d="M{left},{low}h100m-100,-4v8m100,-8v8" stroke="#465162" stroke-width="1.5"/>'
    ring = '<circle r="15" fill="#b0201a" fill-opacity=".16"/>'
    spot = f'{ring}<circle r="6" fill="#b0201a" stroke="#fff" stroke-width="2"/>'
    body = "".join((ground, *shapes, bar, spot))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>'
