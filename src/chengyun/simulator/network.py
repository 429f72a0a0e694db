"""Roads and metro lines: the drawn ones, and those that follow committee and grid edges."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.ops import linemerge, unary_union

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.atlas import roads as drawn
from chengyun.simulator.division import Division
from chengyun.simulator.ground import Ground

CUTTING = ("motorway", "primary")
BESIDE_M = 34.0  # a generated road closer than this to a drawn one is the same road


@dataclass(frozen=True)
class Way:
    name: str
    kind: str  # motorway, primary, secondary, minor
    line: LineString


def arterials(ground: Ground) -> list[Way]:
    """The drawn roads inside the district, in metres, with the road along the river."""
    inside = ground.outline.buffer(30)
    ways = [Way(atlas.RIVERSIDE_ROAD, "primary", ground.riverside_road)]
    ways += [Way(r.name, r.kind, g.drawn(r.line)) for r in drawn.ROADS]
    return [w for way in ways for w in _clipped(way, inside, ground)]


def _clipped(way: Way, inside: shapely.Geometry, ground: Ground) -> list[Way]:
    shape = way.line.intersection(inside)
    if way.kind == "secondary" or way.name == atlas.RIVERSIDE_ROAD:
        shape = shape.difference(ground.river)
    return [Way(way.name, way.kind, line) for line in g.lines_of(shape) if line.length > 80]


def cuts(ways: list[Way]) -> list[LineString]:
    """The lines that bound neighbourhoods."""
    return [w.line for w in ways if w.kind in CUTTING]


def generated(ground: Ground, division: Division, known: list[Way], seed: int) -> list[Way]:
    """Secondary and minor roads along the edges of committees and grid cells."""
    rng = np.random.default_rng([seed, 3])
    beside = unary_union([w.line.buffer(BESIDE_M) for w in known])
    closed = unary_union([beside, ground.river.buffer(60), ground.green])
    edges = _edges(division)
    secondary = _joined(edges["committee"], closed, 60)
    near = unary_union([line.buffer(BESIDE_M) for line in secondary])
    wet = unary_union([shape.buffer(8) for _, shape in ground.creeks])
    minor = _joined(edges["cell"], unary_union([closed, wet, near.buffer(-BESIDE_M * 0.9)]), 45)
    names = _namer(ground)
    ways = [Way(names(line), "secondary", line) for line in secondary]
    return ways + [Way("", "minor", line) for line in minor if rng.random() > 0.12]


def _joined(edges: list[LineString], closed: shapely.Geometry, least: float) -> list[LineString]:
    merged = linemerge(g.lines_of(unary_union(edges).difference(closed)))
    return [line for line in g.lines_of(merged) if line.length >= least]


def _edges(division: Division) -> dict[str, list[LineString]]:
    """Edges shared by two cells, by what they divide."""
    sides: dict[tuple[tuple[float, float], ...], list[int]] = {}
    for k, cell in enumerate(division.cells):
        corners = list(cell.degrees.exterior.coords)
        for a, b in pairwise(corners):
            sides.setdefault((min(a, b), max(a, b)), []).append(k)
    found: dict[str, list[LineString]] = {"committee": [], "cell": []}
    for ends, owners in sides.items():
        if len(owners) == 2:
            one, two = (division.cells[k].committee for k in owners)
            found["cell" if one == two else "committee"].append(LineString(g.to_metres(ends)))
    return found


def _namer(ground: Ground) -> Callable[[LineString], str]:
    left = {code: names.split() for code, names in drawn.ROAD_NAMES.items()}
    tree = shapely.STRtree(ground.streets)

    def name(line: LineString) -> str:
        code = atlas.STREETS[int(tree.nearest(line.interpolate(0.5, normalized=True)))].code
        names = left[code]
        return names.pop(0) if names and line.length > 260 else ""

    return name


@dataclass(frozen=True)
class Rail:
    line: str
    color: str
    track: LineString
    stations: tuple[tuple[str, Point], ...]


def metro(ground: Ground) -> list[Rail]:
    """Metro tracks and the stations inside the district, in metres."""
    reach = ground.outline.buffer(700)
    return [_rail(m, ground, reach) for m in drawn.METRO]


def _rail(line: drawn.Metro, ground: Ground, reach: shapely.Geometry) -> Rail:
    track = g.drawn([(lon, lat) for _, lon, lat in line.path]).intersection(reach)
    track = max(g.lines_of(track), key=lambda part: part.length)
    stops = ((name, Point(g.to_metres([(lon, lat)])[0])) for name, lon, lat in line.path if name)
    inside = ground.outline.buffer(120)
    return Rail(line.line, line.color, track, tuple(s for s in stops if inside.covers(s[1])))
