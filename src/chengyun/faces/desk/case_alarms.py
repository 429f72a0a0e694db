"""All the alarms of a case, paged, and where their devices stand: for storms and for long cases."""

import json
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases import queries
from chengyun.cases.models import Alarm, Case, Storm
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import ordering, pages
from chengyun.faces.desk.explain import rules_by_key
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream

SIZE = 50
MOST_POINTS = 3000
WIDTH, HEIGHT, EDGE = 860, 380, 18


def of(case: Case) -> QuerySet[Alarm]:
    """The alarms of a case; of a storm's also those whose own cases went on."""
    return Alarm.objects.filter(Q(case=case) | Q(storm=case))


@dataclass(frozen=True)
class Extent:
    """How many alarms from how many devices, and when; `standing` have not cleared."""

    alarms: int
    devices: int
    standing: int
    first: Any
    last: Any


def extent(case: Case) -> Extent:
    """One query."""
    found = of(case).aggregate(
        alarms=Count("pk"),
        devices=Count("datastream_id", distinct=True),
        standing=Count("pk", filter=Q(cleared_at=None)),
        first=Min("onset_at"),
        last=Max("onset_at"),
    )
    return Extent(**found)


def storm_of(case: Case) -> Storm | None:
    """The storm that the case says, if it says one."""
    return Storm.objects.filter(case=case).first()


COLUMNS = {
    "onset": ("onset_at", "id"),
    "rule": ("rule", "id"),
    "value": ("value", "id"),
    "now": ("cleared_at", "id"),
}


@never_cache
@require_GET
@officers_only
def alarms(request: OfficerRequest, number: str) -> HttpResponse:
    """Every alarm of a case that the reader may see; 404 outside their scope."""
    try:
        case = queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None
    order = ordering.asked(request.GET, COLUMNS, "-onset")
    page = Paginator(order.sorted(of(case)), SIZE).get_page(request.GET.get("page"))
    found = {
        "case": case,
        "page": page,
        "order": order,
        "lines": pages.alarm_lines(list(page.object_list), rules_by_key()),
        "extent": extent(case),
        "storm": storm_of(case),
        "map": drawn_map(case),
    }
    return render(request, "desk/case_alarms.html", found | pages.shell())


@dataclass(frozen=True)
class DrawnMap:
    """Outline of the area and the devices on it: SVG path data and points."""

    outline: str
    points: tuple[tuple[float, float, bool], ...]
    width: int = WIDTH
    height: int = HEIGHT


def drawn_map(case: Case) -> DrawnMap | None:
    """Where the devices of the case's alarms stand; those that still stand are marked."""
    rows = of(case).values("datastream_id").annotate(standing=Count("pk", Q(cleared_at=None)))
    standing = {row["datastream_id"]: row["standing"] > 0 for row in rows[:MOST_POINTS]}
    streams = Datastream.objects.filter(pk__in=standing)
    places = list(streams.values_list("pk", "thing__lon", "thing__lat"))
    if len(places) < 2:
        return None
    rings = _rings(case)
    seen = [(lon, lat) for ring in rings for lon, lat in ring] or [(x, y) for _, x, y in places]
    at = _Onto(seen + [(x, y) for _, x, y in places])
    outline = "".join("M" + "L".join(f"{x} {y}" for x, y in map(at, ring)) + "Z" for ring in rings)
    points = [(*at((lon, lat)), standing[pk]) for pk, lon, lat in places]
    return DrawnMap(outline, tuple(points))


def _rings(case: Case) -> list[list[tuple[float, float]]]:
    """The outer rings of the case's area."""
    area = Area.objects.get(pk=case.area_id) if case.area_id else None
    if area is None or not area.boundary:
        return []
    shape = json.loads(area.boundary)
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [[(lon, lat) for lon, lat, *_ in part[0]] for part in parts]


class _Onto:
    """From degrees onto the drawing, undistorted and in the middle."""

    def __init__(self, seen: list[tuple[float, float]]) -> None:
        lons, lats = [lon for lon, _ in seen], [lat for _, lat in seen]
        self.west, self.north = min(lons), max(lats)
        self.shrink = cos(radians((self.north + min(lats)) / 2))
        wide = (max(lons) - self.west) * self.shrink or 1e-6
        tall = (self.north - min(lats)) or 1e-6
        self.scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / tall)
        self.left = (WIDTH - wide * self.scale) / 2
        self.top = (HEIGHT - tall * self.scale) / 2

    def __call__(self, spot: tuple[float, float]) -> tuple[float, float]:
        lon, lat = spot
        x = self.left + (lon - self.west) * self.shrink * self.scale
        y = self.top + (self.north - lat) * self.scale
        return round(x, 1), round(y, 1)
