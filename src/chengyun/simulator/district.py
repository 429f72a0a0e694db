"""The district file: the whole simulated city in the form `chengyun import district` reads."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from chengyun.simulator import city as cities
from chengyun.simulator import facilities, people, things
from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.city import City

FORMAT = "chengyun-district/1"
Json = dict[str, Any]


def build(seed: int) -> Json:
    """The district of one seed in the format chengyun-district/1; same seed, same bytes."""
    city = cities.found(seed)
    places = facilities.found(city)
    return {
        "format": FORMAT,
        "simulated": True,
        "seed": seed,
        "areas": _areas(city),
        "layers": _layers(city),
        "facilities": _facilities(city, places),
        "units": people.units(),
        "officers": people.officers(city),
        "posts": people.posts(),
        "things": things.installed(city, places),
    }


def dumps(district: Json) -> bytes:
    """The district as compact UTF-8 JSON."""
    return json.dumps(district, ensure_ascii=False, separators=(",", ":")).encode()


def kept(seed: int, folder: Path) -> Path:
    """The district file of a seed in `folder`, built there if it is not yet."""
    file = folder / f"district-{seed}.json"
    if not file.exists():
        part = file.with_suffix(".part")
        part.write_bytes(dumps(build(seed)))
        part.replace(file)
    return file


def _geojson(shape: shapely.Geometry, digits: int) -> Json:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, digits))
    return json.loads(json.dumps(mapping(rounded)))  # type: ignore[no-any-return]


def _drawn(shape: shapely.Geometry) -> Json:
    """A shape in metres as GeoJSON rounded to about a metre."""
    return _geojson(g.geometry_to_degrees(shapely.simplify(shape, 0.6)), 5)


def _areas(city: City) -> list[Json]:
    cells = [c.degrees for c in city.division.cells]
    streets = _united(cells, [c.street for c in city.division.cells])
    committees = _united(cells, [c.committee for c in city.division.cells])
    whole = shapely.coverage_union_all(streets)
    return [
        _district(whole),
        *(_street(i, shape) for i, shape in enumerate(streets)),
        *(_committee(city, i, shape) for i, shape in enumerate(committees)),
        *(_grid(city, i) for i in range(len(cells))),
    ]


def _united(cells: list[shapely.Geometry], owners: list[int]) -> list[shapely.Geometry]:
    shapes, owned = np.array(cells), np.array(owners)
    return [shapely.coverage_union_all(shapes[owned == i]) for i in range(max(owners) + 1)]


def _area(
    code: str, names: tuple[str, str], level: str, parent: str | None, shape: shapely.Geometry
) -> Json:
    middle = shapely.maximum_inscribed_circle(shape, 1e-4).coords[0]
    at = {"lon": round(middle[0], 6), "lat": round(middle[1], 6)}
    title = {"code": code, "name": names[0], "name_en": names[1]}
    return title | {"level": level, "parent": parent} | at | {"boundary": _geojson(shape, 6)}


def _district(shape: shapely.Geometry) -> Json:
    population = sum(s.population for s in atlas.STREETS)
    area = _area(atlas.DISTRICT_CODE, atlas.DISTRICT_NAME, "district", None, shape)
    return area | {"population": population}


def _street(index: int, shape: shapely.Geometry) -> Json:
    s = atlas.STREETS[index]
    area = _area(s.code, (s.name, s.name_en), "street", atlas.DISTRICT_CODE, shape)
    return area | {"lon": s.lon, "lat": s.lat, "population": s.population}


def _committee(city: City, index: int, shape: shapely.Geometry) -> Json:
    committee, code = city.division.committees[index], city.committee_codes[index]
    street = atlas.STREETS[committee.street]
    names = (city.committee_names[index], f"{_short(street.name_en)} Committee {int(code[-3:])}")
    area = _area(code, names, "committee", street.code, shape)
    return area | {"population": round(committee.people)}


def _short(name: str) -> str:
    return name.removesuffix(" Sub-district").removesuffix(" Town")


def _grid(city: City, index: int) -> Json:
    cell, code = city.division.cells[index], city.cell_codes[index]
    number = int(code[-3:])
    root = city.committee_names[cell.committee].removesuffix("居委会")
    names = (f"{root}第{number}网格", f"Grid {number}")
    parent = city.committee_codes[cell.committee]
    return _area(code, names, "grid", parent, cell.degrees) | {"population": round(cell.people)}


def _feature(shape: shapely.Geometry, name: str, sort: str, **more: Any) -> Json:
    properties = {"name": name, "class": sort, **more}
    return {"type": "Feature", "properties": properties, "geometry": _drawn(shape)}


def _layers(city: City) -> list[Json]:
    ground = city.ground
    inside = [(n, shape) for n, shape in ground.creeks if not shape.is_empty]
    layers = {
        "water": [_feature(ground.river, atlas.RIVER_NAME, "river")]
        + [_feature(shape, name, "creek") for name, shape in inside],
        "park": [_feature(shape, name, "park") for name, shape in ground.parks],
        "road": [_feature(w.line, w.name, w.kind) for w in city.ways],
        "metro": _metro(city),
        "building": [_feature(b.shape, "", b.kind, height=b.height) for b in city.buildings],
    }
    return [_layer(kind, features) for kind, features in layers.items()]


def _layer(kind: str, features: list[Json]) -> Json:
    return {"kind": kind, "features": {"type": "FeatureCollection", "features": features}}


def _metro(city: City) -> list[Json]:
    tracks = [_feature(r.track, r.line, "line", color=r.color) for r in city.rails]
    stops = [
        _feature(point, name, "station", line=rail.line, color=rail.color)
        for rail in city.rails
        for name, point in rail.stations
    ]
    return [*tracks, *stops]


def _facilities(city: City, found: list[facilities.Facility]) -> list[Json]:
    points = city.inside(np.array([(f.x, f.y) for f in found]))
    cells, lonlat = city.cells_at(points), np.round(g.to_degrees(points), 5)
    return [
        {
            "key": f"{f.kind}-{i + 1:03d}",
            "kind": f.kind,
            "name": f.name,
            "area": city.cell_codes[cells[i]],
            "lon": float(lonlat[i, 0]),
            "lat": float(lonlat[i, 1]),
        }
        for i, f in enumerate(found)
    ]
