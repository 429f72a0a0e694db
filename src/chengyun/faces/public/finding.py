"""Finding a place by its name among our own: roads, facilities, sub-districts, committees. Nothing
is asked of a map service."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext as _

from chengyun.places import queries as places
from chengyun.places.choices import Level
from chengyun.places.models import Area, Facility

MOST = 8
ROADS_S = 3600
# A house number, a lane: the road is what we can find.
NUMBER = re.compile(r"\s*\d+[\s\d\-号弄室幢#]*.*$")


@dataclass(frozen=True)
class Found:
    """A place by name, and where its middle is; degrees WGS84."""

    title: str
    more: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f}"


def find(words: str) -> list[Found]:
    """At most eight places whose name holds the words; without the house number if need be."""
    said = words.strip()[:80]
    return _find(said) or _find(NUMBER.sub("", said))


def _find(said: str) -> list[Found]:
    if len(said) < 2:
        return []
    return [*_roads(said), *_facilities(said), *_areas(said)][:MOST]


def _roads(said: str) -> Iterator[Found]:
    names = [name for name in roads() if said.lower() in name.lower()]
    for name in sorted(names, key=len)[:3]:
        yield Found(name, _("Road"), *roads()[name])


def roads() -> dict[str, tuple[float, float]]:
    """The middle of each named road of the base map."""
    return cast(dict[str, tuple[float, float]], cache.get_or_set("roads", _read_roads, ROADS_S))


def _read_roads() -> dict[str, tuple[float, float]]:
    told = json.loads(places.layer_geojson("road") or '{"features": []}')
    parts: dict[str, list[list[float]]] = defaultdict(list)
    for feature in told["features"]:
        if name := feature["properties"].get("name"):
            parts[name] += _points(feature["geometry"])
    return {name: _middle(points) for name, points in parts.items() if points}


def _points(geometry: dict[str, Any]) -> list[list[float]]:
    at = geometry["coordinates"]
    return at if geometry["type"] == "LineString" else [point for line in at for point in line]


def _middle(points: list[list[float]]) -> tuple[float, float]:
    """The point of the road nearest to the mean of all: it lies on the road."""
    lon, lat = (sum(point[i] for point in points) / len(points) for i in (0, 1))
    near = min(points, key=lambda point: (point[0] - lon) ** 2 + (point[1] - lat) ** 2)
    return near[0], near[1]


def _facilities(said: str) -> Iterator[Found]:
    rows = Facility.objects.filter(name__icontains=said).select_related("area__parent")
    for row in rows.defer("area__boundary", "area__parent__boundary").order_by("name")[:MOST]:
        yield Found(row.name, row.area.title if row.area else "", row.lon, row.lat)


def _areas(said: str) -> Iterator[Found]:
    named = Q(name__icontains=said) | Q(name_en__icontains=said)
    rows = Area.objects.filter(named, level__in=[Level.STREET, Level.COMMITTEE])
    for row in rows.select_related("parent").defer("boundary", "parent__boundary")[:MOST]:
        yield Found(row.title, row.parent.title if row.parent else "", row.lon, row.lat)
