"""The devices: where they stand, what they measure, how often they report."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from chengyun.simulator import geometry as g
from chengyun.simulator.city import City
from chengyun.simulator.facilities import Facility

Placer = Callable[[City, list[Facility], int, np.random.Generator], g.Floats]


@dataclass(frozen=True)
class Fleet:
    """One sort of device: `properties` are its datastreams as (property, seconds between).

    `title` names one: {road}, {n} a house number, {place} the nearest facility of `beside`.
    `protocol` is what it speaks, if not HTTP: its key is its address there.
    """

    kind: str
    title: str
    count: int
    properties: tuple[tuple[str, int], ...]
    place: Placer
    beside: frozenset[str] = frozenset()
    protocol: str = ""


def _in_buildings(kinds: frozenset[str], storeys: float) -> Placer:
    def place(city: City, _: list[Facility], count: int, rng: np.random.Generator) -> g.Floats:
        fit = [b for b in city.buildings if b.kind in kinds and b.height >= storeys * 3.1]
        weights = np.array([b.height for b in fit])
        chosen = rng.choice(len(fit), size=count, p=weights / weights.sum())
        spots = np.array([fit[i].shape.centroid.coords[0] for i in chosen])
        return np.asarray(spots + rng.uniform(-5, 5, (count, 2)))

    return place


def _by_buildings(city: City, _: list[Facility], count: int, rng: np.random.Generator) -> g.Floats:
    homes = [b for b in city.buildings if b.kind == "residential"]
    chosen = rng.choice(len(homes), size=count)
    spots = np.array([homes[i].shape.centroid.coords[0] for i in chosen])
    return np.asarray(spots + rng.normal(0, 9, (count, 2)))


def _along_roads(kinds: frozenset[str], aside: float) -> Placer:
    def place(city: City, _: list[Facility], count: int, rng: np.random.Generator) -> g.Floats:
        dry = [w.line.difference(city.ground.river) for w in city.ways if w.kind in kinds]
        lines = [line for part in dry for line in g.lines_of(part)]
        ends = np.cumsum([line.length for line in lines])
        at = np.sort(rng.uniform(0, ends[-1], count))
        index = np.searchsorted(ends, at)
        along = at - np.concatenate([[0.0], ends])[index]
        points = shapely.line_interpolate_point(np.array(lines)[index], along)
        return np.asarray(shapely.get_coordinates(points) + rng.normal(0, aside, (count, 2)))

    return place


def _in_cells(city: City, _: list[Facility], count: int, rng: np.random.Generator) -> g.Floats:
    chosen = rng.choice(city.dry_cells, size=count, replace=count > len(city.dry_cells))
    cells = (city.division.cells[int(k)] for k in chosen)
    middles = [c.metres.representative_point().coords[0] for c in cells]
    return np.asarray(np.array(middles) + rng.normal(0, 15, (count, 2)))


def _by_water(city: City, _: list[Facility], count: int, rng: np.random.Generator) -> g.Floats:
    shores = [shape.exterior for _, creek in city.ground.creeks for shape in g.polygons_of(creek)]
    shores.append(city.ground.bank.intersection(city.ground.outline))
    lines = np.array([line for shore in shores for line in (g.lines_of(shore) or [shore])])
    chosen = rng.choice(len(lines), size=count, p=_lengths(lines))
    points = shapely.line_interpolate_point(lines[chosen], rng.random(count), normalized=True)
    return np.asarray(shapely.get_coordinates(points))


def _lengths(lines: np.ndarray) -> g.Floats:
    lengths = np.array([line.length for line in lines])
    return np.asarray(lengths / lengths.sum())


def _at_facilities(kinds: frozenset[str], spread: float) -> Placer:
    def place(
        _: City, facilities: list[Facility], count: int, rng: np.random.Generator
    ) -> g.Floats:
        spots = np.array([(f.x, f.y) for f in facilities if f.kind in kinds])
        chosen = np.arange(count) % len(spots)
        return np.asarray(spots[chosen] + rng.normal(0, spread, (count, 2)))

    return place


HOMES = frozenset({"residential"})
TALL = frozenset({"residential", "office"})
ANY = frozenset({"residential", "office", "office_park", "garden_house"})
BIG = frozenset({"motorway", "primary"})
OPEN = frozenset({"primary", "secondary"})
ALL = frozenset({"primary", "secondary", "minor"})
BUSY = frozenset({"metro_station", "mall", "venue", "park", "hospital", "school", "market"})
GREEN = frozenset({"park"})
DRAINED = frozenset({"pumping_station", "school", "neighbourhood_centre", "shelter"})

FLEETS = (
    Fleet("smoke_detector", "{road}{n}号烟感", 3950, (("smoke", 300),), _in_buildings(ANY, 0)),
    Fleet("gas_detector", "{road}{n}号燃气报警器", 2400, (("gas", 300),), _in_buildings(HOMES, 0)),
    Fleet("lift", "{road}{n}号电梯", 1900, (("lift_fault", 120),), _in_buildings(TALL, 7)),
    Fleet("charger", "{road}{n}弄非机动车充电桩", 2400, (("charger_temp", 90),), _by_buildings),
    Fleet("manhole", "{road}{n}号门前井盖", 2798, (("manhole_tilt", 900),), _along_roads(ALL, 4)),
    Fleet("bin", "{road}{n}弄垃圾箱房", 1800, (("bin_fill", 600),), _in_cells),
    Fleet(
        "air_station",
        "{road}{n}号空气噪声微站",
        620,
        (("pm25", 60), ("noise", 60)),
        _along_roads(OPEN, 9),
    ),
    Fleet(
        "construction_site",
        "{road}{n}号工地监测点",
        80,
        (("pm25", 60), ("noise", 60), ("pm10", 60)),
        _in_cells,
        protocol="hj212",
    ),
    Fleet("noise_meter", "{road}{n}弄噪声监测仪", 200, (("noise", 60),), _by_buildings),
    Fleet("river_gauge", "{road}桥水位站", 70, (("water_level", 120),), _by_water),
    Fleet(
        "underpass_gauge",
        "{road}下立交积水监测点",
        90,
        (("water_level", 60),),
        _along_roads(BIG, 2),
    ),
    Fleet("road_gauge", "{road}{n}号易积水点", 260, (("water_level", 120),), _along_roads(OPEN, 5)),
    Fleet("rain_gauge", "{place}雨量站", 80, (("rain", 60),), _at_facilities(DRAINED, 6), DRAINED),
    Fleet(
        "people_counter", "{place}客流计数", 600, (("crowd", 60),), _at_facilities(BUSY, 25), BUSY
    ),
    Fleet(
        "vehicle",
        "{road}环卫作业车{n}",
        60,
        (("longitude", 10), ("latitude", 10), ("speed", 10), ("sos", 10)),
        _along_roads(OPEN, 0),
        protocol="jt808",
    ),
    # A site's dust is set against these: away from works, with the wind.
    Fleet(
        "background_station",
        "{place}环境背景站",
        8,
        (("pm25", 60), ("pm10", 60), ("wind_speed", 60), ("wind_from", 60)),
        _at_facilities(GREEN, 30),
        GREEN,
    ),
    Fleet("tank", "{road}{n}弄水箱水质仪", 430, (("tank_turbidity", 300),), _by_buildings),
    Fleet("estate_camera", "{road}{n}弄门岗摄像头", 860, (("camera_fault", 300),), _by_buildings),
    Fleet(
        "fire_facility",
        "{road}{n}号消防设施",
        410,
        (("fire_facility", 300),),
        _in_buildings(ANY, 0),
    ),
)


PROTOCOLS = {fleet.kind: fleet.protocol for fleet in FLEETS}
# How a device calls itself, and what its protocol calls a property (HJ 212-2017 annex B).
ADDRESS = {"": "{kind}-{n:04d}", "hj212": "310104000000DUST{n:08d}", "jt808": "01390001{n:04d}"}
WORD = {"pm25": "a34004", "pm10": "a34002", "noise": "Leq", "longitude": "lon", "latitude": "lat"}


def installed(city: City, facilities: list[Facility]) -> list[dict[str, Any]]:
    """All things in the district file's form."""
    return [
        thing
        for number, fleet in enumerate(FLEETS)
        for thing in _fleet(city, facilities, fleet, np.random.default_rng([city.seed, 6, number]))
    ]


def _fleet(
    city: City, facilities: list[Facility], fleet: Fleet, rng: np.random.Generator
) -> list[dict[str, Any]]:
    points = city.inside(fleet.place(city, facilities, fleet.count, rng))
    cells, names = city.cells_at(points), _titles(city, facilities, fleet, points, rng)
    lonlat = np.round(g.to_degrees(points), 5)
    return [
        _thing(fleet, i, city.cell_codes[cells[i]], lonlat[i], names[i]) for i in range(fleet.count)
    ]


def _titles(
    city: City,
    facilities: list[Facility],
    fleet: Fleet,
    points: g.Floats,
    rng: np.random.Generator,
) -> list[str]:
    roads, doors = city.roads_at(points), rng.integers(1, 900, fleet.count)
    near = [f for f in facilities if f.kind in fleet.beside] or facilities[:1]
    spots = shapely.STRtree([shapely.Point(f.x, f.y) for f in near])
    places = [near[i].name for i in spots.nearest(shapely.points(points))]
    return [
        fleet.title.format(road=road, n=door, place=place)
        for road, door, place in zip(roads, doors, places, strict=True)
    ]


def _thing(fleet: Fleet, index: int, area: str, at: g.Floats, name: str) -> dict[str, Any]:
    key = ADDRESS[fleet.protocol].format(kind=fleet.kind, n=index + 1)
    word = WORD if fleet.protocol else {}
    streams = [
        {"key": f"{key}.{word.get(prop, prop)}", "property": prop, "interval_s": interval}
        for prop, interval in fleet.properties
    ]
    place = {"area": area, "lon": float(at[0]), "lat": float(at[1])}
    return {"key": key, "kind": fleet.kind, "name": name, **place, "datastreams": streams}
