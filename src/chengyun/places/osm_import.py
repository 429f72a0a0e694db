"""Taking in a city from an OpenStreetMap extract: areas, base map and facilities, all or nothing.

Data of OpenStreetMap is under the ODbL: screens that show it must say "© OpenStreetMap
contributors".
"""

import json
import re
from pathlib import Path
from typing import Any

from django.db import transaction
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from chengyun.places import osm_file
from chengyun.places.choices import LayerKind, Level
from chengyun.places.faults import ImportFault
from chengyun.places.layers import put_layer
from chengyun.places.locating import Outlines
from chengyun.places.models import Area, Facility
from chengyun.places.osm_file import City, Quarter
from chengyun.places.taking import Say, upsert

ORIGIN = "osm"
# How far beyond its roads a city without boundaries reaches, in degrees.
MARGIN = 0.002


def import_osm(path: Path, say: Say = lambda what, how_many: None) -> Area:
    """Take in a city, again and again; returns its widest area. Raises ImportFault."""
    city = osm_file.read(path)
    with transaction.atomic():
        root = _root(city, path)
        streets = _streets(city, root)
        say("areas", 1 + len(streets))
        for kind in LayerKind:
            features = city.layers[kind]
            put_layer(kind, {"features": features}, ORIGIN)
            say(f"layer {kind.value}", len(features))
        say("facilities", _facilities(city, streets or [root]))
    return root


def _root(city: City, path: Path) -> Area:
    outline = _outline(city)
    stem = re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-")
    code = f"{ORIGIN}-{stem}"[:18]
    centre = outline.representative_point()
    return _put(
        Area(
            code=code,
            name=city.name or stem.title(),
            level=Level.DISTRICT,
            path=f"{code}/",
            lon=centre.x,
            lat=centre.y,
            population=sum(quarter.population for quarter in _parts(city)),
            boundary=json.dumps(mapping(outline)),
        )
    )


def _outline(city: City) -> BaseGeometry:
    """All the quarters together, or else the surroundings of the roads."""
    whole = unary_union([shape(quarter.outline) for quarter in _parts(city)])
    if not whole.is_empty:
        return whole
    drawn = [shape(f["geometry"]) for kind in LayerKind for f in city.layers[kind]]
    if not drawn:
        raise ImportFault("the extract holds neither areas nor roads nor buildings")
    return unary_union(drawn).convex_hull.buffer(MARGIN)


def _parts(city: City) -> list[Quarter]:
    return list(osm_file.narrowest(city.quarters))


def _streets(city: City, root: Area) -> list[Area]:
    return [_put(_street(quarter, root)) for quarter in _parts(city)]


def _street(quarter: Quarter, root: Area) -> Area:
    centre = shape(quarter.outline).representative_point()
    code = f"{ORIGIN}{quarter.id}"
    return Area(
        code=code,
        name=quarter.name,
        name_en=quarter.name_en,
        level=Level.STREET,
        parent=root,
        path=f"{root.path}{code}/",
        lon=centre.x,
        lat=centre.y,
        population=quarter.population,
        boundary=json.dumps(quarter.outline),
    )


def _put(area: Area) -> Area:
    upsert(Area, "code", [area])
    return Area.objects.get(code=area.code)


def _facilities(city: City, areas: list[Area]) -> int:
    outlines = Outlines.of([(area.pk, json.loads(area.boundary)) for area in areas])
    spots = city.spots
    held = outlines.find_all([s.lon for s in spots], [s.lat for s in spots]) if spots else []
    rows: list[Any] = [
        Facility(
            key=spot.key, kind=spot.kind, name=spot.name, lon=spot.lon, lat=spot.lat, area_id=area
        )
        for spot, area in zip(spots, held, strict=True)
    ]
    upsert(Facility, "key", rows)
    return len(rows)
