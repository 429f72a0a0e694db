"""Streets divided into committees and grid cells along the roads, as one exact tiling."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.ground import Ground

SAMPLE_M = 22.0
SMALLEST_PIECE_M2 = 60_000.0
WATER_MASS, GREEN_MASS = 0.02, 0.04


@dataclass(frozen=True)
class Cell:
    """A grid cell: indices of its street and committee, its shape in metres and in degrees."""

    street: int
    committee: int
    metres: Polygon
    degrees: Polygon
    people: float


@dataclass(frozen=True)
class Committee:
    street: int
    metres: Polygon
    people: float


@dataclass(frozen=True)
class Division:
    committees: tuple[Committee, ...]
    cells: tuple[Cell, ...]


def shares(weights: np.ndarray, total: int, least: int = 1) -> list[int]:
    """Whole numbers in proportion to `weights` that sum to `total` (largest remainder)."""
    weights = np.asarray(weights, dtype=float)
    raw = weights / weights.sum() * (total - least * len(weights))
    counts = np.floor(raw).astype(int)
    for i in np.argsort(-(raw - counts), kind="stable")[: round(raw.sum() - counts.sum())]:
        counts[i] += 1
    return [int(c) + least for c in counts]


def divide(ground: Ground, cuts: list[LineString], seed: int) -> Division:
    """All committees and grid cells, streets in the order of the atlas."""
    rng = np.random.default_rng([seed, 2])
    counts = shares(np.array([s.population for s in atlas.STREETS]), atlas.COMMITTEES)
    committees = [
        Committee(i, shape, 0.0)
        for i, (street, count) in enumerate(zip(ground.streets, counts, strict=True))
        for shape in _committees(ground, street, cuts, count, rng)
    ]
    return _with_cells(ground, committees, rng)


def _points(ground: Ground, shape: Polygon) -> tuple[g.Floats, g.Floats]:
    """Sample points of a shape and how much is lived on each."""
    points = g.sample(shape, SAMPLE_M)
    mass = 0.7 + 0.3 * np.sin(g.warp(points, 5, 400, 900).sum(axis=1) / 350)
    mass[shapely.contains_xy(ground.green, points)] = GREEN_MASS
    mass[shapely.contains_xy(ground.water, points)] = WATER_MASS
    return points, mass


def _committees(
    ground: Ground, street: Polygon, cuts: list[LineString], count: int, rng: np.random.Generator
) -> list[Polygon]:
    parts = g.pieces(street, [c for c in cuts if c.intersects(street)], SMALLEST_PIECE_M2)
    points, mass = _points(ground, street)
    parts = _heavy(parts, points, mass, mass.sum() / count)
    inside = [shapely.contains_xy(p, points) for p in parts]
    each = shares(np.array([mass[i].sum() for i in inside]), count)
    return [
        shape
        for part, here, n in zip(parts, inside, each, strict=True)
        for shape in g.divide(part, points[here], mass[here], n, rng)
    ]


def _heavy(parts: list[Polygon], points: g.Floats, mass: g.Floats, one: float) -> list[Polygon]:
    """Join pieces with too few people for a committee of their own to a neighbour."""

    def people(part: Polygon) -> float:
        return float(mass[shapely.contains_xy(part, points)].sum())

    parts = list(parts)
    while len(parts) > 1 and min(map(people, parts)) < 0.6 * one:
        parts = g.join_at(parts, int(np.argmin([people(p) for p in parts])))
    return parts


def _with_cells(ground: Ground, committees: list[Committee], rng: np.random.Generator) -> Division:
    areas = np.array([c.metres.area for c in committees])
    counts = shares(areas, atlas.GRIDS, least=2)
    owners: list[int] = []
    shapes: list[Polygon] = []
    for i, (committee, count) in enumerate(zip(committees, counts, strict=True)):
        points = g.sample(committee.metres, 14.0)
        cells = g.divide(committee.metres, points, np.ones(len(points)), count, rng)
        shapes += cells
        owners += [i] * len(cells)
    return _peopled(ground, committees, owners, shapes)


def _peopled(
    ground: Ground, committees: list[Committee], owners: list[int], shapes: list[Polygon]
) -> Division:
    degrees = g.tile(shapes)
    streets = np.array([committees[i].street for i in owners])
    mass = np.array([float(_points(ground, s)[1].sum()) + 0.01 for s in shapes])
    totals = np.bincount(streets, mass, minlength=len(atlas.STREETS))
    population = np.array([s.population for s in atlas.STREETS])
    people = mass / totals[streets] * population[streets]
    cells = tuple(
        Cell(int(streets[k]), owners[k], g.geometry_to_metres(degrees[k]), degrees[k], people[k])
        for k in range(len(shapes))
    )
    sums = np.bincount(owners, people, minlength=len(committees))
    named = tuple(
        Committee(c.street, c.metres, float(n)) for c, n in zip(committees, sums, strict=True)
    )
    return Division(named, cells)
