"""Building footprints: slab blocks facing south, garden houses, towers at the centres."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.division import Cell, Division
from chengyun.simulator.ground import Ground
from chengyun.simulator.network import Way

BUILDINGS = 5800
ROAD_HALF_WIDTH_M = {"motorway": 24.0, "primary": 20.0, "secondary": 12.0, "minor": 6.0}
# Where towers gather: lon, lat, reach in metres, greatest height in metres.
CENTRES = (
    (121.4335, 31.1950, 650, 220),
    (121.3980, 31.1700, 1300, 120),
    (121.4575, 31.1730, 900, 160),
    (121.4400, 31.1850, 500, 110),
    (121.4270, 31.1550, 500, 110),
    (121.4540, 31.2170, 400, 130),
)


@dataclass(frozen=True)
class Kind:
    """Footprint and spacing in metres, storeys as (least, most)."""

    name: str
    length: float
    depth: float
    aside: float
    apart: float
    storeys: tuple[int, int]


SLAB = Kind("residential", 56, 14, 16, 27, (5, 7))
POINT = Kind("residential", 30, 18, 26, 34, (14, 30))
VILLA = Kind("garden_house", 17, 13, 13, 17, (2, 4))
TOWER = Kind("office", 46, 36, 26, 34, (12, 28))
FACTORY = Kind("office_park", 62, 30, 24, 30, (4, 9))


@dataclass(frozen=True)
class Building:
    cell: int
    kind: str
    height: float
    shape: Polygon


def raise_all(
    ground: Ground, division: Division, ways: list[Way], seed: int
) -> tuple[Building, ...]:
    """About BUILDINGS footprints in metres, none on a road, in water or in a park."""
    rng = np.random.default_rng([seed, 4])
    free = _free_ground(ground, division, ways)
    built = [
        building
        for k, cell in enumerate(division.cells)
        for building in _on_cell(k, cell, free[k], rng)
    ]
    keep = np.sort(rng.permutation(len(built))[:BUILDINGS])
    return tuple(built[i] for i in keep)


def _free_ground(ground: Ground, division: Division, ways: list[Way]) -> list[shapely.Geometry]:
    shapes = [w.line.buffer(ROAD_HALF_WIDTH_M[w.kind], quad_segs=2) for w in ways]
    shapes += [*g.polygons_of(ground.green.buffer(6)), *g.polygons_of(ground.water.buffer(10))]
    tree, known = shapely.STRtree(shapes), np.array(shapes)
    return [_free(cell, known, tree) for cell in division.cells]


def _free(cell: Cell, shapes: np.ndarray, tree: shapely.STRtree) -> shapely.Geometry:
    near = shapes[np.sort(tree.query(cell.metres, "intersects"))]
    here = [shapely.clip_by_rect(shape, *cell.metres.bounds) for shape in near]
    return cell.metres.buffer(-8, join_style="mitre").difference(shapely.union_all(here))


def _on_cell(
    k: int, cell: Cell, free: shapely.Geometry, rng: np.random.Generator
) -> list[Building]:
    if free.area < 900:
        return []
    pull, top = _centre_pull(cell)
    kind = _kind(atlas.STREETS[cell.street], pull, rng)
    return [
        Building(k, kind.name, _height(kind, pull, top, rng), shape)
        for shape in _laid_out(kind, free, _southward(cell.metres))
        if rng.random() > 0.06
    ]


def _centre_pull(cell: Cell) -> tuple[float, float]:
    """How strongly (0..1) a centre of the city pulls here, and how high it builds."""
    here = np.array(cell.metres.centroid.coords)[0]
    pulls = [
        (float(np.exp(-((np.hypot(*(here - g.to_metres([(x, y)])[0])) / reach) ** 2))), top)
        for x, y, reach, top in CENTRES
    ]
    return max(pulls)


def _kind(street: atlas.Street, pull: float, rng: np.random.Generator) -> Kind:
    draw = rng.random()
    if draw < street.villas * (1 - pull):
        return VILLA
    if draw < street.villas + max(pull * 0.9, street.towers * 0.25):
        return TOWER
    if street.code == "310104012":
        return FACTORY
    return POINT if rng.random() < 0.15 + street.towers * 0.6 else SLAB


def _height(kind: Kind, pull: float, top: float, rng: np.random.Generator) -> float:
    storeys = rng.integers(kind.storeys[0], kind.storeys[1] + 1)
    lift = pull * rng.random() ** 2 * top if kind is TOWER else 0.0
    return round(float(storeys * 3.1 + lift), 0)


def _southward(shape: Polygon) -> float:
    """The angle of the cell's side that lies nearest to east-west."""
    corners = np.array(shape.minimum_rotated_rectangle.exterior.coords)
    dx, dy = corners[1] - corners[0]
    quarter = math.pi / 2
    return (math.atan2(dy, dx) + quarter / 2) % quarter - quarter / 2


def _laid_out(kind: Kind, free: shapely.Geometry, angle: float) -> list[Polygon]:
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    west, south, east, north = shapely.transform(free, lambda xy: xy @ turn.T).bounds
    xs = _steps(west, east, kind.length, kind.aside)
    ys = _steps(south, north, kind.depth, kind.apart)
    at = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 1, 2)
    size = np.array([kind.length, kind.depth])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * size
    shapes = shapely.polygons((at + corners) @ turn)
    shapely.prepare(free)
    return list(shapes[shapely.covers(free, shapes)])


def _steps(start: float, end: float, size: float, gap: float) -> g.Floats:
    """Evenly spread positions of things of `size` with about `gap` between them."""
    count = max(1, int((end - start + gap) / (size + gap)))
    slack = (end - start - count * size) / (count + 1)
    if slack < 0:
        return np.array([(start + end - size) / 2])
    return np.asarray(start + slack + np.arange(count) * (size + slack))
