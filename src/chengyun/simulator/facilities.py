"""Schools, markets, hospitals, neighbourhood centres 邻里汇, stations: where people go."""

from dataclasses import dataclass

import numpy as np

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.atlas import places
from chengyun.simulator.city import City
from chengyun.simulator.division import shares


@dataclass(frozen=True)
class Facility:
    kind: str
    name: str
    x: float
    y: float


def found(city: City) -> list[Facility]:
    """All facilities, in metres."""
    rng = np.random.default_rng([city.seed, 5])
    return [
        *_known(),
        *_stations(city),
        *_parks(city),
        *_generated(city, rng),
        *_centres(city, rng),
    ]


def _known() -> list[Facility]:
    return [Facility(kind, name, *_at(lon, lat)) for kind, name, lon, lat in places.KNOWN]


def _at(lon: float, lat: float) -> tuple[float, float]:
    x, y = g.to_metres([(lon, lat)])[0]
    return float(x), float(y)


def _stations(city: City) -> list[Facility]:
    stops: dict[str, Facility] = {}
    for rail in city.rails:
        for name, point in rail.stations:
            stops.setdefault(name, Facility("metro_station", f"{name}站", point.x, point.y))
    return list(stops.values())


def _parks(city: City) -> list[Facility]:
    middles = [(name, shape.representative_point()) for name, shape in city.ground.parks]
    return [Facility("park", name, p.x, p.y) for name, p in middles]


def _generated(city: City, rng: np.random.Generator) -> list[Facility]:
    return [
        facility
        for index, street in enumerate(atlas.STREETS)
        for kind in places.GENERATED
        for facility in _of_kind(
            city, index, kind, max(1, round(street.population / kind.people)), rng
        )
    ]


def _of_kind(
    city: City, street: int, kind: places.Generated, count: int, rng: np.random.Generator
) -> list[Facility]:
    points = _lived_in(city, street, count, rng)
    names = _unique([f"{road}{kind.suffix}" for road in city.roads_at(points)])
    return [Facility(kind.kind, n, *map(float, p)) for n, p in zip(names, points, strict=True)]


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[i] = f"{name}({seen[name]})"
    return names


def _lived_in(city: City, street: int, count: int, rng: np.random.Generator) -> g.Floats:
    """Middles of cells of one street, drawn by how many people live there."""
    cells = [k for k in city.dry_cells if city.division.cells[k].street == street]
    people = np.array([city.division.cells[k].people for k in cells])
    chosen = rng.choice(cells, size=count, replace=False, p=people / people.sum())
    middles = (city.division.cells[int(k)].metres.representative_point() for k in chosen)
    return np.array([(p.x, p.y) for p in middles])


def _centres(city: City, rng: np.random.Generator) -> list[Facility]:
    counts = shares(np.array([s.population for s in atlas.STREETS]), places.NEIGHBOURHOOD_CENTRES)
    found = []
    for index, count in enumerate(counts):
        points = _lived_in(city, index, count, rng)
        names = _unique([f"{road}邻里汇" for road in city.roads_at(points)])
        found += [
            Facility("neighbourhood_centre", name, float(x), float(y))
            for name, (x, y) in zip(names, points, strict=True)
        ]
    return found
