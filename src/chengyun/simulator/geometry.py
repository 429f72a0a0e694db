"""Plane geometry of the made-up city: metres, smooth lines, power cells, cuts, exact tilings."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

Floats = NDArray[np.float64]

ORIGIN = (121.43, 31.165)
METRES_PER_DEGREE = np.array([111_320.0 * math.cos(math.radians(ORIGIN[1])), 110_870.0])
DEGREE_GRID = 1e-6  # every corner of the tiling lies on this grid


def to_metres(lonlat: Sequence[tuple[float, float]] | Floats) -> Floats:
    """(lon, lat) rows to metres east and north of ORIGIN."""
    return np.asarray((np.asarray(lonlat) - ORIGIN) * METRES_PER_DEGREE)


def to_degrees(metres: Floats) -> Floats:
    """Metres east and north of ORIGIN back to (lon, lat) rows."""
    return np.asarray(np.asarray(metres) / METRES_PER_DEGREE + ORIGIN)


def geometry_to_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, to_metres)


def geometry_to_degrees(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, to_degrees)


def smooth(points: Floats, step: float = 40.0) -> Floats:
    """A centripetal-free Catmull-Rom curve through `points`, sampled about every `step` metres."""
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    parts = [_span(ends[i : i + 4], step) for i in range(len(points) - 1)]
    return np.vstack([*parts, points[-1:]])


def _span(four: Floats, step: float) -> Floats:
    p0, p1, p2, p3 = four
    count = max(2, round(float(np.hypot(*(p2 - p1))) / step))
    t = (np.arange(count) / count)[:, None]
    curve = 2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
    return np.asarray((curve + (3 * p1 - p0 - 3 * p2 + p3) * t**3) / 2)


def drawn(line: Sequence[tuple[float, float]], step: float = 40.0) -> LineString:
    """A hand-drawn (lon, lat) line as a smooth line in metres."""
    return LineString(smooth(to_metres(line), step))


def sample(shape: BaseGeometry, spacing: float) -> Floats:
    """Points of a square lattice that lie inside `shape`."""
    west, south, east, north = shape.bounds
    xs, ys = np.arange(west, east, spacing), np.arange(south, north, spacing)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return np.asarray(points[shapely.contains_xy(shape, points)])


def fitted_weights(points: Floats, sites: Floats, targets: Floats, rounds: int = 400) -> Floats:
    """Power-diagram weights (m²) that give each site its share of `points`.

    Fixed-point steps on the weights: a site that owns too little grows (Aurenhammer 1998).
    """
    share = targets / targets.sum()
    distance2 = ((points[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
    weights = np.zeros(len(sites))
    for turn in range(rounds):
        owner = (distance2 - weights).argmin(axis=1)
        have = np.bincount(owner, minlength=len(sites)) / len(points)
        weights += (share - have) * 2.0e7 / (1 + turn / 40)
    return weights


def power_cells(outline: Polygon, sites: Floats, weights: Floats) -> list[Polygon]:
    """The power diagram of weighted sites, clipped to `outline`."""
    return [_power_cell(outline, sites, weights, i) for i in range(len(sites))]


def _power_cell(outline: Polygon, sites: Floats, weights: Floats, i: int) -> Polygon:
    cell = outline
    for j in range(len(sites)):
        if j != i:
            offset = (sites[j] @ sites[j] - sites[i] @ sites[i] + weights[i] - weights[j]) / 2
            cell = cell.intersection(half_plane(sites[j] - sites[i], float(offset)))
    return cell


def half_plane(normal: Floats, offset: float, reach: float = 60_000.0) -> Polygon:
    """The points p with normal·p ≤ offset, as a very large rectangle."""
    unit = normal / np.hypot(*normal)
    edge = unit * offset / np.hypot(*normal)
    along = np.array([-unit[1], unit[0]]) * reach
    back = -unit * reach
    return Polygon([edge + along, edge - along, edge - along + back, edge + along + back])


def warp(points: Floats, seed: int, amplitude: float, wavelength: float) -> Floats:
    """Move points by a smooth field: the same place always moves the same way."""
    rng = np.random.default_rng(seed)
    moved = points.copy()
    for scale in (1.0, 0.45, 0.2):
        angle, phase = rng.uniform(0, 2 * np.pi, 6), rng.uniform(0, 2 * np.pi, (6, 2))
        wave = np.stack([np.cos(angle), np.sin(angle)]) * (2 * np.pi / (wavelength * scale))
        turns = (points @ wave)[:, :, None] + phase[None, :, :]
        moved += np.sin(turns).sum(axis=1) * amplitude * scale / 2.5
    return moved


def pieces(shape: Polygon, cuts: Iterable[LineString], smallest: float) -> list[Polygon]:
    """`shape` cut along lines; slivers under `smallest` m² join their longest neighbour."""
    lines = shapely.union_all([shape.exterior, *cuts])
    faces = [f for f in polygonize(lines) if shape.covers(f.representative_point())]
    return merge_small(faces, smallest)


def merge_small(faces: list[Polygon], smallest: float) -> list[Polygon]:
    """Join the smallest face to the neighbour it touches longest, until all are large enough."""
    while len(faces) > 1 and min(f.area for f in faces) < smallest:
        faces = join_at(faces, min(range(len(faces)), key=lambda i: faces[i].area))
    return faces


def join_at(faces: list[Polygon], index: int) -> list[Polygon]:
    """Join one face to the neighbour it touches longest."""
    small, rest = faces[index], faces[:index] + faces[index + 1 :]
    best = int(np.argmax([_shared_length(small, other) for other in rest]))
    joined = rest[best].union(small.buffer(1e-6))
    rest[best] = _largest(joined)
    return rest


def _shared_length(one: Polygon, other: Polygon) -> float:
    return float(one.buffer(0.5).intersection(other).area)


def divide(
    shape: Polygon, points: Floats, mass: Floats, parts: int, rng: np.random.Generator
) -> list[Polygon]:
    """Cut a polygon across its long side again and again into `parts` of about equal mass.

    points: float64[n, 2] inside the polygon; mass: float64[n]. The cuts follow the polygon's own
    direction with a few degrees of play, so the blocks look laid out, not ruled.
    """
    if parts <= 1 or len(points) < 2 * parts:
        return [shape]
    left = parts // 2
    normal = _long_axis(shape, rng)
    where = points @ normal
    offset = _quantile(where, mass, left / parts)
    sides = (shape.intersection(half_plane(s * normal, s * offset)) for s in (1.0, -1.0))
    one, two = (_largest(side) for side in sides)
    inside = where <= offset
    return [
        *divide(one, points[inside], mass[inside], left, rng),
        *divide(two, points[~inside], mass[~inside], parts - left, rng),
    ]


def _largest(shape: BaseGeometry) -> Polygon:
    polygons = [g for g in getattr(shape, "geoms", [shape]) if g.geom_type == "Polygon"]
    return max(polygons, key=lambda g: g.area)


def _long_axis(shape: Polygon, rng: np.random.Generator) -> Floats:
    corners = np.array(shape.minimum_rotated_rectangle.exterior.coords)[:3]
    sides = corners[1:] - corners[:-1]
    long = sides[np.hypot(sides[:, 0], sides[:, 1]).argmax()]
    angle = math.atan2(long[1], long[0]) + rng.normal(0, 0.05)
    return np.array([math.cos(angle), math.sin(angle)])


def _quantile(where: Floats, mass: Floats, share: float) -> float:
    order = where.argsort()
    total = mass[order].cumsum()
    k = min(int(np.searchsorted(total, share * total[-1])), len(where) - 2)
    return float((where[order[k]] + where[order[k + 1]]) / 2)


def tile(parts: list[Polygon]) -> list[Polygon]:
    """Snap polygons in metres to one shared net in degrees: no gap, no overlap, one owner a face.

    Returns polygons in (lon, lat), in the same order; every corner is a multiple of DEGREE_GRID.
    """
    degrees = [geometry_to_degrees(p) for p in parts]
    net = shapely.union_all([p.boundary for p in degrees], grid_size=DEGREE_GRID)
    net = shapely.transform(net, lambda xy: np.round(xy, 6))
    tree = shapely.STRtree(degrees)
    owned: dict[int, list[Polygon]] = {i: [] for i in range(len(parts))}
    for face in polygonize(net):
        owned[int(tree.nearest(face.representative_point()))].append(face)
    return [_largest(shapely.coverage_union_all(owned[i])) for i in range(len(parts))]


def fit_area(shape: Polygon, within: Polygon, target: float) -> Polygon:
    """`shape` grown or shrunk inside `within` until the common part has the target area (m²)."""
    low, high = -600.0, 600.0
    for _ in range(40):
        middle = (low + high) / 2
        small = _grown(shape, within, middle).area < target
        low, high = (middle, high) if small else (low, middle)
    return _grown(shape, within, (low + high) / 2)


def _grown(shape: Polygon, within: Polygon, distance: float) -> Polygon:
    return _largest(shape.buffer(distance, join_style="mitre").intersection(within))


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """The line strings inside any geometry."""
    if shape.geom_type == "LineString":
        return [shape] if shape.length > 0 else []
    return [line for part in getattr(shape, "geoms", []) for line in lines_of(part)]


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """The polygons inside any geometry."""
    if shape.geom_type == "Polygon":
        return [] if shape.is_empty else [shape]
    return [p for part in getattr(shape, "geoms", []) for p in polygons_of(part)]


def blob(centre: Floats, length: float, width: float, turn: float, seed: int) -> Polygon:
    """A park-like shape: a rounded rectangle with an uneven edge."""
    shape = box(-length / 2, -width / 2, length / 2, width / 2)
    radius = min(length, width) * 0.22
    shape = shape.buffer(-radius).buffer(radius, quad_segs=4).segmentize(40)
    spin = math.radians(turn)
    rotate = np.array([[math.cos(spin), math.sin(spin)], [-math.sin(spin), math.cos(spin)]])
    wobble = min(length, width) * 0.05
    return shapely.transform(
        shape, lambda xy: warp(xy @ rotate + centre, seed, wobble, max(length, width))
    )
