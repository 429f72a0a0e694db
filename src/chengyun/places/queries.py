"""Readers of the area tree. Outlines and the base map are no secret; what a list shows is cut
to the reader's own part of the tree by its caller, who passes that path."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from chengyun.places.choices import Level
from chengyun.places.locating import Outlines
from chengyun.places.models import Area, BaseLayer, in_language

WIDE_TO_NARROW = tuple(Level.values)
# A path that no area has.
NOWHERE = "/"


@dataclass
class _Known:
    """The outlines as last read, and by what we see that they have changed."""

    stamp: tuple[int, int] = (-1, -1)
    levels: tuple[Outlines, ...] = ()


_known = _Known()


def locate(lon: float, lat: float) -> Area | None:
    """The narrowest area whose outline holds the point (WGS84 degrees), or None."""
    (key,) = locate_all([lon], [lat])
    return Area.objects.defer("boundary").get(pk=key) if key else None


def locate_all(lons: Sequence[float], lats: Sequence[float]) -> list[int | None]:
    """The id of the narrowest area that holds each point, or None."""
    found: list[int | None] = [None] * len(lons)
    for outlines in _outlines():
        open_ = [i for i, key in enumerate(found) if key is None]
        held = outlines.find_all([lons[i] for i in open_], [lats[i] for i in open_])
        for i, key in zip(open_, held, strict=True):
            found[i] = key
    return found


def has_outlines() -> bool:
    """False while no area has an outline: then nothing can be said to be outside."""
    return bool(_outlines())


def path_of(code: str) -> str:
    """The path of an area; "" for no code, and one that nothing lies in for an unknown code."""
    if not code:
        return ""
    return Area.objects.filter(code=code).values_list("path", flat=True).first() or NOWHERE


def shown_area(code: str, own_path: str) -> Area | None:
    """The area to show: the one asked for if it lies within the reader's own, which is the
    default; None if there is no such area."""
    areas = _own(own_path).defer("boundary")
    if code:
        return areas.filter(code=code).first()
    return areas.order_by("path").first()


def areas_geojson(level: str, within: str, own_path: str) -> dict[str, Any]:
    """The areas of one level, within an area (a code) and the reader's own, with outlines."""
    rows = _own(own_path).filter(level=level).exclude(boundary="")
    if within:
        rows = rows.filter(path__within=path_of(within))
    return {"type": "FeatureCollection", "features": [_feature(area) for area in rows]}


def layer_geojson(kind: str) -> str | None:
    """A layer of the base map as text, or None if there is none."""
    return BaseLayer.objects.filter(kind=kind).values_list("geojson", flat=True).first()


def chain(area: Area) -> list[dict[str, str]]:
    """From the top down to the area: code and name of each."""
    codes = area.path.strip("/").split("/")
    rows = Area.objects.filter(code__in=codes).order_by("path")
    names = rows.values_list("code", "name", "name_en")
    return [{"code": code, "name": in_language(zh, en)} for code, zh, en in names]


def _own(path: str) -> QuerySet[Area]:
    return Area.objects.filter(path__within=path) if path else Area.objects.all()


def _feature(area: Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": area.pk,
        "properties": {
            "code": area.code,
            "name": area.title,
            "level": area.level,
            "population": area.population,
            "lon": area.lon,
            "lat": area.lat,
        },
        "geometry": json.loads(area.boundary),
    }


def _outlines() -> tuple[Outlines, ...]:
    """Outlines, narrow to wide; read again when areas have come or gone."""
    found = Area.objects.exclude(boundary="").aggregate(n=Count("pk"), last=Max("pk"))
    stamp = (found["n"], found["last"] or 0)
    if stamp != _known.stamp:
        _known.levels, _known.stamp = _read(), stamp
    return _known.levels


def _read() -> tuple[Outlines, ...]:
    rows = Area.objects.exclude(boundary="").values_list("level", "pk", "boundary")
    by_level: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for level, key, boundary in rows:
        by_level.setdefault(level, []).append((key, json.loads(boundary)))
    narrow_first = [level for level in reversed(WIDE_TO_NARROW) if level in by_level]
    return tuple(Outlines.of(by_level[level]) for level in narrow_first)
