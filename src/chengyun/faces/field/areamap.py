"""The map of the officer's own area as one small file, which a phone keeps for the day."""

from functools import lru_cache
from typing import Any

import shapely
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from msgspec import DecodeError, json

from chengyun.faces.access import OfficerRequest
from chengyun.faces.field.door import phone_data
from chengyun.people.policy import scope_for
from chengyun.places import queries as places
from chengyun.places.choices import LayerKind
from chengyun.places.models import Area

Box = tuple[float, float, float, float]
Features = list[dict[str, Any]]
# Around the area, so that the way there is on the map: about 1.2 km.
MARGIN = 0.012
# Areas wider than this are shown without buildings, which would be most of the file.
WIDE = 0.08


@require_GET
@phone_data
def areamap(request: OfficerRequest) -> HttpResponse:
    """Outline and layers, cut to the officer's area and a little around it."""
    path = scope_for(request.viewer).area_path
    area = places.shown_area("", path) if path is not None else None
    if area is None:
        return JsonResponse({"name": "", "outline": _collection([]), "layers": {}})
    outline = _outline(area)
    box = _box(outline, area)
    kinds = [kind for kind in LayerKind.values if kind != LayerKind.BUILDING or _narrow(box)]
    layers = {kind: _collection(_cut(kind, box)) for kind in kinds}
    told = {"name": area.title, "code": area.code, "box": box, "outline": _collection(outline)}
    return JsonResponse({**told, "layers": layers})


def _outline(area: Area) -> Features:
    """The outlines of the area and of those just below it, for their names."""
    own = places.areas_geojson(area.level, area.code, "")["features"]
    return [one for one in own if one["properties"]["code"] == area.code]


def _box(outline: Features, area: Area) -> Box:
    shape = shapely.from_geojson(json.encode(outline[0]["geometry"])) if outline else None
    west, south, east, north = shape.bounds if shape else (area.lon, area.lat, area.lon, area.lat)
    return (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)


def _narrow(box: Box) -> bool:
    return box[2] - box[0] < WIDE and box[3] - box[1] < WIDE


def _collection(features: Features) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _cut(kind: str, box: Box) -> Features:
    text = places.layer_geojson(kind)
    return _cut_text(text, box) if text else []


@lru_cache(maxsize=64)
def _cut_text(text: str, box: Box) -> Features:
    """What of a layer lies in the box, cut at its edge. Kept: officers share areas."""
    try:
        rows: Features = json.decode(text)["features"]
    except (DecodeError, KeyError, TypeError):
        return []
    cut = ((row, _clipped(row.get("geometry"), box)) for row in rows)
    return [
        {"type": "Feature", "properties": row.get("properties") or {}, "geometry": geometry}
        for row, geometry in cut
        if geometry
    ]


def _clipped(geometry: Any, box: Box) -> dict[str, Any] | None:
    shape = shapely.from_geojson(json.encode(geometry), on_invalid="ignore") if geometry else None
    if shape is None:
        return None
    found = shapely.clip_by_rect(shape, *box)
    if found.is_empty:
        return None
    told: dict[str, Any] = json.decode(
        shapely.to_geojson(shapely.set_precision(found, 1e-6, mode="pointwise"))
    )
    return told
