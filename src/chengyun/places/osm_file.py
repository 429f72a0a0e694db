"""Reading a city from an OpenStreetMap extract (.osm.pbf): plain values, nothing is written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium

from chengyun.places.choices import LayerKind
from chengyun.places.faults import ImportFault

Geometry = dict[str, Any]
ROADS = {
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
    "living_street", "pedestrian", "service", "footway", "steps", "path", "cycleway",
}  # fmt: skip
# What leads from one of them to another, such as a ramp; its class is the road's it belongs to.
LINK = "_link"
LINKED = {"motorway", "trunk", "primary", "secondary", "tertiary"}
ROUND = {"roundabout", "circular"}
METRO = {"subway", "rail", "light_rail", "tram"}
PARKS = {"park", "garden", "playground", "nature_reserve"}
GREEN = {"grass", "forest", "cemetery", "recreation_ground"}
SETTLEMENTS = ("country", "city", "town", "village")
STOREY_M = 3.2


@dataclass(frozen=True)
class Quarter:
    """A named administrative area; `level` is its admin_level, greater is narrower."""

    id: int
    name: str
    name_en: str
    level: int
    population: int
    outline: Geometry


@dataclass(frozen=True)
class Spot:
    """An amenity or a shop."""

    key: str
    kind: str
    name: str
    lon: float
    lat: float


@dataclass
class City:
    """What an extract holds of use to us."""

    quarters: list[Quarter] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    layers: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {kind.value: [] for kind in LayerKind}
    )

    @property
    def name(self) -> str:
        """What its widest settlement is called; "" if none is named."""
        return next((self.names[kind] for kind in SETTLEMENTS if kind in self.names), "")


def read(path: Path) -> City:
    """Read an extract. Raises ImportFault if it is missing, cut off or no extract."""
    if not path.is_file():
        raise ImportFault(f"{path} is not there")
    city = City()
    try:
        for thing in osmium.FileProcessor(str(path)).with_locations().with_areas():
            _take(city, thing)
    except RuntimeError as error:
        raise ImportFault(f"{path.name} is cut off or is not an extract: {error}") from None
    return city


def _take(city: City, thing: Any) -> None:
    if thing.is_area():
        _take_area(city, thing)
    elif thing.is_way():
        _take_way(city, thing)
    elif thing.is_node():
        _take_node(city, thing)


def _take_node(city: City, node: Any) -> None:
    tags = node.tags
    place, name = tags.get("place"), _name(tags)
    if place in SETTLEMENTS and name:
        city.names.setdefault(place, name)
    kind = tags.get("amenity") or ("shop" if "shop" in tags else None)
    if kind and node.location.valid():
        spot = Spot(f"osm:n{node.id}", kind[:40], name or kind, node.lon, node.lat)
        city.spots.append(spot)


def _take_way(city: City, way: Any) -> None:
    kind = _line_kind(way.tags)
    shape = _shape(FACTORY.create_linestring, way) if kind else None
    if kind and shape:
        tags = way.tags
        cls = _road_class(tags) or tags.get("railway") or tags.get("waterway")
        feature = _feature(shape, tags, cls)
        if kind == LayerKind.ROAD:
            _tell_road(feature, tags)
        city.layers[kind].append(feature)


def _road_class(tags: Any) -> str:
    """The class of a road, a ramp's that of its road; "" for what is none of ours."""
    told = str(tags.get("highway", ""))
    road = told.removesuffix(LINK)
    return road if road in (ROADS if road == told else LINKED) else ""


def _tell_road(feature: dict[str, Any], tags: Any) -> None:
    """What driving needs to know of a road; the line of a one-way road runs as it is driven."""
    about = feature["properties"]
    way = _oneway(tags)
    if way:
        about["oneway"] = True
    if way < 0:
        feature["geometry"]["coordinates"].reverse()
    if tags.get("highway", "").endswith(LINK):
        about["link"] = True
    if (
        tags.get("tunnel", "no") not in ("no", "building_passage")
        or tags.get("bridge", "no") != "no"
    ):
        about["off_ground"] = True


def _oneway(tags: Any) -> int:
    """1 along the line, -1 against it, 0 both ways: as tagged, or as the kind of road implies."""
    told = tags.get("oneway", "")
    if told in ("yes", "true", "1"):
        return 1
    if told in ("-1", "reverse"):
        return -1
    implied = tags.get("junction") in ROUND or tags.get("highway") == "motorway"
    return int(not told and implied)


def _line_kind(tags: Any) -> str | None:
    if _road_class(tags):
        return LayerKind.ROAD
    if tags.get("railway") in METRO:
        return LayerKind.METRO
    return LayerKind.WATER if tags.get("waterway") in ("river", "canal", "stream") else None


def _take_area(city: City, area: Any) -> None:
    tags = area.tags
    named = tags.get("boundary") == "administrative" and _name(tags)
    kind = None if named else _area_kind(tags)
    shape = _shape(FACTORY.create_multipolygon, area) if named or kind else None
    if named and shape:
        city.quarters.append(_quarter(area, shape))
    elif kind and shape:
        cls = tags.get("building") or tags.get("leisure") or tags.get("natural") or kind
        city.layers[kind].append(_feature(shape, tags, cls))


def _area_kind(tags: Any) -> str | None:
    if "building" in tags:
        return LayerKind.BUILDING
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return LayerKind.WATER
    green = tags.get("leisure") in PARKS or tags.get("landuse") in GREEN
    return LayerKind.PARK if green or tags.get("natural") == "wood" else None


def _quarter(area: Any, shape: Geometry) -> Quarter:
    tags = area.tags
    return Quarter(
        id=area.orig_id(),
        name=_name(tags),
        name_en=tags.get("name:en", ""),
        level=int(_number(tags.get("admin_level", "")) or 0),
        population=int(_number(tags.get("population", "")) or 0),
        outline=shape,
    )


def _feature(shape: Geometry, tags: Any, cls: str | None) -> dict[str, Any]:
    properties: dict[str, Any] = {"name": _name(tags), "class": cls or ""}
    height = _height(tags)
    if height:
        properties["height"] = height
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _height(tags: Any) -> float | None:
    """Metres: as tagged, or storeys of 3.2 m."""
    storeys = _number(tags.get("building:levels", ""))
    tagged = _number(tags.get("height", "").removesuffix("m").strip())
    return tagged or (round(storeys * STOREY_M, 1) if storeys else None)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _name(tags: Any) -> str:
    return str(tags.get("name:zh") or tags.get("name") or "")[:60]


FACTORY = osmium.geom.GeoJSONFactory()


def _shape(create: Callable[[Any], str], thing: Any) -> Geometry | None:
    """None for an outline that cannot be closed, as at the edge of every extract."""
    try:
        shape: Geometry = json.loads(create(thing))
    except (RuntimeError, osmium.InvalidLocationError):
        return None
    return shape


def narrowest(quarters: list[Quarter]) -> Iterator[Quarter]:
    """The quarters of the narrowest level that divides the city: those with at least two."""
    levels = [quarter.level for quarter in quarters]
    dividing = [level for level in set(levels) if levels.count(level) > 1]
    chosen = max(dividing, default=max(levels, default=0))
    return (quarter for quarter in quarters if quarter.level == chosen)
