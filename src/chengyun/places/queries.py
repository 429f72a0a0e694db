"""Readers of the area tree. Places are no secret: these take no viewer."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from shapely import STRtree, points
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from chengyun.places.choices import LayerKind, Level
from chengyun.places.models import Area, BaseLayer

WIDE_TO_NARROW = tuple(Level.values)


@dataclass(frozen=True)
class Outlines:
    """The outlines of one level, ready to be asked which of them holds a point."""

    codes: tuple[str, ...]
    tree: STRtree

    def find(self, lon: float, lat: float) -> str | None:
        """The code of the area that holds the point, or None."""
        hits = self.tree.query(points(lon, lat), predicate="intersects")
        return self.codes[int(hits[0])] if len(hits) else None


@dataclass
class _Known:
    """The outlines as last read, and by what we see that they have changed."""

    stamp: tuple[int, int] = (-1, -1)
    levels: tuple[Outlines, ...] = ()


_known = _Known()


def locate(lon: float, lat: float) -> Area | None:
    """The narrowest area whose outline holds the point (WGS84 degrees), or None."""
    for outlines in _outlines():
        code = outlines.find(lon, lat)
        if code is not None:
            return Area.objects.defer("boundary").filter(code=code).first()
    return None


def has_outlines() -> bool:
    """False while no area has an outline: then nothing can be said to be outside."""
    return bool(_outlines())


def areas_geojson(level: str, within: str, viewer_path: str) -> dict[str, Any]:
    """Areas of one level inside `within` and the viewer's own, as a GeoJSON FeatureCollection."""
    areas = Area.objects.filter(level=level, path__within=viewer_path).exclude(boundary="")
    if within:
        areas = areas.filter(path__within=path_of(within))
    return {"type": "FeatureCollection", "features": [_feature(area) for area in areas]}


def _feature(area: Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": json.loads(area.boundary),
        "properties": {
            "code": area.code,
            "name": area.title,
            "level": area.level,
            "lon": area.lon,
            "lat": area.lat,
            "population": area.population,
        },
    }


def layer_geojson(kind: str) -> str | None:
    """One layer of the base map as GeoJSON text; None when there is no such layer."""
    if kind not in LayerKind.values:
        return None
    layer = BaseLayer.objects.filter(kind=kind).first()
    return layer.geojson if layer else '{"type": "FeatureCollection", "features": []}'


def path_of(code: str) -> str:
    """The path of an area; "" for no code, and a path that holds nothing for an unknown one."""
    if not code:
        return ""
    return Area.objects.filter(code=code).values_list("path", flat=True).first() or "unknown/"


def shown_area(code: str, viewer_path: str) -> Area | None:
    """The area asked for, or the viewer's own, or the whole; None outside the viewer's own."""
    areas = Area.objects.defer("boundary").filter(path__within=viewer_path)
    if code:
        return areas.filter(code=code).first()
    return areas.order_by("path").first()


def crumbs(area: Area, viewer_path: str) -> dict[str, Any]:
    """The area with the way down to it from the top of what the viewer sees."""
    codes = area.path.rstrip("/").split("/")
    above = Area.objects.filter(code__in=codes, path__within=viewer_path).order_by("path")
    return {
        "code": area.code,
        "name": area.title,
        "level": area.level,
        "lon": area.lon,
        "lat": area.lat,
        "path": [{"code": one.code, "name": one.title} for one in above.defer("boundary")],
    }


def _outlines() -> tuple[Outlines, ...]:
    """Outlines, narrow to wide; read again when areas have come or gone."""
    found = Area.objects.exclude(boundary="").aggregate(n=Count("pk"), last=Max("pk"))
    stamp = (found["n"], found["last"] or 0)
    if stamp != _known.stamp:
        _known.levels, _known.stamp = _read(), stamp
    return _known.levels


def _read() -> tuple[Outlines, ...]:
    rows = Area.objects.exclude(boundary="").values_list("level", "code", "boundary")
    by_level: dict[str, list[tuple[str, BaseGeometry]]] = {}
    for level, code, boundary in rows:
        by_level.setdefault(level, []).append((code, shape(json.loads(boundary))))
    narrow_first = [level for level in reversed(WIDE_TO_NARROW) if level in by_level]
    return tuple(_compiled(by_level[level]) for level in narrow_first)


def _compiled(areas: list[tuple[str, BaseGeometry]]) -> Outlines:
    return Outlines(tuple(code for code, _ in areas), STRtree([shape for _, shape in areas]))
