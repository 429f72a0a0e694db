"""The road network of the base map, built once for each state of its layer."""

import json
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import structlog
from django.db.models.functions import Length

from chengyun.geo.road_network import build
from chengyun.geo.roads import Roads, Way
from chengyun.places import queries
from chengyun.places.choices import LayerKind
from chengyun.places.layers import DISTRICT
from chengyun.places.models import BaseLayer

log = structlog.get_logger()
# Roads drawn by hand stop short of one another.
DRAWN_M = 40.0
# A layer of so many characters is read through to see whether it has changed, a longer one only
# when its length has, or a minute has gone.
SHORT, AGAIN_S = 2_000_000, 60.0


@dataclass
class _Held:
    """The network as last built, and by what it is seen that the layer has changed."""

    length: int = -1
    sum: int = 0
    looked: float = 0.0
    roads: Roads | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_held = _Held()


def network() -> Roads | None:
    """The network; None where the base map has no roads, or more than can be held."""
    rows = BaseLayer.objects.filter(kind=LayerKind.ROAD).annotate(length=Length("geojson"))
    length = rows.values_list("length", flat=True).first() or 0
    with _held.lock:
        if _is_fresh(length):
            return _held.roads
        text = queries.layer_geojson(LayerKind.ROAD) or ""
        told = zlib.crc32(text.encode())
        if (length, told) != (_held.length, _held.sum):
            _held.roads = _built(text)
        _held.length, _held.sum, _held.looked = length, told, time.monotonic()
        return _held.roads


def _is_fresh(length: int) -> bool:
    if length != _held.length:
        return False
    return length > SHORT and time.monotonic() - _held.looked < AGAIN_S


def _built(text: str) -> Roads | None:
    features = json.loads(text)["features"] if text else []
    try:
        return build([way for feature in features for way in ways(feature)])
    except ValueError as error:
        log.warning("roads_not_built", reason=str(error))
        return None


def ways(feature: dict[str, Any]) -> Iterator[Way]:
    """The lines of a feature of the layer. Its properties may tell `oneway` and, of surveyed
    roads, `link` (a ramp) and `off_ground` (a bridge or tunnel)."""
    about, shape = feature.get("properties") or {}, feature["geometry"]
    parts = {"LineString": lambda at: [at], "MultiLineString": list}.get(shape["type"])
    drawn = about.get("origin", DISTRICT) == DISTRICT
    for line in parts(shape["coordinates"]) if parts else ():
        yield Way(
            np.array([point[:2] for point in line], np.float64),
            str(about.get("class") or "") + ("_link" if about.get("link") else ""),
            oneway=bool(about.get("oneway")),
            join_m=DRAWN_M if drawn else 0.0,
            surveyed=not drawn,
            off_ground=bool(about.get("off_ground")),
        )
