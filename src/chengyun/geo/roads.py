"""Driving by road: the fastest way along a network that `road_network.build` made of lines.

Speeds are assumptions by kind of road, for an engine with its siren in a dense city; they are
nobody's measurement. One-way streets are kept to, although an engine on its way need not (消防法
art. 47).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.ops import substring

from chengyun.geo.distance import Floats, LocalPlane

Ints = NDArray[np.int64]
Lonlat = tuple[float, float]

# km/h, by OpenStreetMap's kinds of road and by ours (`minor`).
SPEEDS: Mapping[str, float] = {
    "motorway": 60, "trunk": 50, "primary": 40, "secondary": 35, "tertiary": 30, "minor": 25,
    "unclassified": 25, "residential": 20, "living_street": 15, "service": 15,
    # Ramps.
    "motorway_link": 40, "trunk_link": 35, "primary_link": 30, "secondary_link": 30,
    "tertiary_link": 25,
}  # fmt: skip
OTHER_KMH = 20.0
# From the road to the door, and from the yard to the road.
APPROACH_KMH = 15.0
APART = frozenset({"motorway"})

REACH_M = 600.0  # a place further than this from every road cannot be driven to
LIMIT_S = 2 * 3600.0
# A neighbour: its node, the edge to it, seconds and metres.
Onward = tuple[int, int, float, float]
# Instead of the node before: by which end of its edge one has left the place.
TO_END, TO_START = -1, -2


@dataclass(frozen=True, eq=False)
class Way:
    """A road. line: float64[k, 2], longitude and latitude; kind as in `SPEEDS`; oneway: only along
    the line. Its ends belong to whatever road lies within join_m of them. surveyed: it meets other
    surveyed roads where they have a corner in common, and nowhere else. off_ground: a bridge or a
    tunnel, from which one comes to no house."""

    line: Floats
    kind: str
    oneway: bool = False
    join_m: float = 1.0
    surveyed: bool = False
    off_ground: bool = False

    @property
    def apart(self) -> bool:
        """Whether one comes to no house from it, and to a road drawn by hand only at its end."""
        return self.kind in APART or self.off_ground


@dataclass(frozen=True)
class Drive:
    """The fastest way: seconds, metres, and where it goes, float64[k, 2] in degrees; k is 0 where
    that was not asked."""

    seconds: float
    metres: float
    path: Floats


@dataclass(frozen=True)
class Spot:
    """Where a place meets the network: so many metres along an edge, so many away from it."""

    edge: int
    along: float
    away: float


@dataclass(frozen=True, eq=False)
class Roads:
    """The network. nodes: float64[n, 2] metres in `plane`; start, end: int64[m] nodes of each edge;
    metres, seconds: float64[m]; oneway: bool[m]; part: int64[m], the connected part it is of;
    lines: LineString[m] from start to end; doors: int64[k], edges that places lie on (`tree` is
    of them): from a motorway, a bridge or a tunnel one comes to no house, and no place lies where
    one-way streets lead only out of the map or only into it."""

    plane: LocalPlane
    nodes: Floats
    start: Ints
    end: Ints
    metres: Floats
    seconds: Floats
    oneway: NDArray[np.bool_]
    part: Ints
    lines: NDArray[np.object_]
    doors: Ints
    tree: shapely.STRtree
    # By node: what one may go on to, and what one may have come from.
    onward: Sequence[Sequence[Onward]]
    backward: Sequence[Sequence[Onward]]

    def spots(self, places: Sequence[Lonlat]) -> list[Spot | None]:
        """The nearest road of each place (degrees); None beyond `REACH_M`."""
        if not places:
            return []
        x, y = self.plane.to_metres(*np.asarray(places, np.float64).T)
        points = shapely.points(x, y)
        edges = self.doors[self.tree.nearest(points)]
        away = shapely.distance(points, self.lines[edges])
        along = shapely.line_locate_point(self.lines[edges], points)
        return [
            Spot(int(e), float(s), float(a)) if a <= REACH_M else None
            for e, s, a in zip(edges, along, away, strict=True)
        ]

    def near(self, places: Sequence[Lonlat], metres: float) -> frozenset[int]:
        """The edges within so many metres of any of the places."""
        if not places:
            return frozenset()
        x, y = self.plane.to_metres(*np.asarray(places, np.float64).T)
        _, found = self.tree.query(shapely.points(x, y), predicate="dwithin", distance=metres)
        return frozenset(self.doors[found].tolist())

    def drive(
        self,
        start: Lonlat,
        to: Sequence[Lonlat],
        shut: frozenset[int] = frozenset(),
        inward: bool = False,
        paths: bool = True,
    ) -> list[Drive | None]:
        """The fastest way from a place to each of others, or, inward, from each of them to it.

        None where there is none. shut: edges that nobody drives through; one may begin or end
        there. Places in degrees. Without paths it is told how long and far, not where: quicker.
        """
        here, *others = self.spots([start, *to])
        if here is None:
            return [None] * len(to)
        search = _Search(self, here, shut, inward)
        search.run({n for spot in others if spot for n in (self._ends(spot.edge))})
        return [
            self._drive(search, start, place, spot, paths)
            for place, spot in zip(to, others, strict=True)
        ]

    def _ends(self, edge: int) -> tuple[int, int]:
        return int(self.start[edge]), int(self.end[edge])

    def _drive(
        self, search: "_Search", start: Lonlat, place: Lonlat, spot: Spot | None, paths: bool
    ) -> Drive | None:
        if start == place:
            return Drive(0.0, 0.0, np.array([start, place], np.float64))
        end = search.best(spot) if spot and self.part[spot.edge] == search.part else None
        if spot is None or end is None:
            return None
        away = search.here.away + spot.away
        seconds, metres = end.seconds + away / (APPROACH_KMH / 3.6), end.metres + away
        if not paths:
            return Drive(seconds, metres, np.empty((0, 2)))
        inside = np.array(self.plane.to_degrees(*search.way(end, spot).T)).T
        path = np.vstack([[start], inside, [place]])
        return Drive(seconds, metres, path[::-1] if search.inward else path)


@dataclass(frozen=True, order=True)
class _End:
    """How one comes to a spot: after so many seconds and metres, from a node (-1: along the edge
    that one began on), having come along the spot's edge from so many metres of it."""

    seconds: float
    metres: float
    node: int
    began: float


class _Search:
    """Dijkstra's search from one spot, until the nodes that are wanted are known."""

    def __init__(self, roads: Roads, here: Spot, shut: frozenset[int], inward: bool) -> None:
        self.roads, self.here, self.shut, self.inward = roads, here, shut, inward
        self.part = int(roads.part[here.edge])
        self.known: dict[int, tuple[float, float]] = {}  # node → seconds and metres to it
        self.came: dict[int, tuple[int, int]] = {}  # node → the node before it, and the edge

    def run(self, wanted: set[int]) -> None:
        out = self.roads.backward if self.inward else self.roads.onward
        queue = sorted((s, m, node, way, self.here.edge) for node, s, m, way in self._first())
        left = set(wanted)
        while queue and left:
            seconds, metres, node, before, edge = heappop(queue)
            if node in self.known:
                continue
            if seconds > LIMIT_S:
                return
            self.known[node] = seconds, metres
            self.came[node] = (before, edge)
            left.discard(node)
            for other, by, took, far in out[node]:
                if other not in self.known and by not in self.shut:
                    heappush(queue, (seconds + took, metres + far, other, node, by))

    def _first(self) -> Iterator[tuple[int, float, float, int]]:
        """The ends of the edge that one begins on, seconds and metres to each, and which it is."""
        edge, (a, b) = self.here.edge, self.roads._ends(self.here.edge)
        took, far = float(self.roads.seconds[edge]), float(self.roads.metres[edge])
        share = self._share(self.here)
        if self._passes(edge, forward=True):
            yield b, took * (1 - share), far * (1 - share), TO_END
        if self._passes(edge, forward=False):
            yield a, took * share, far * share, TO_START

    def _share(self, spot: Spot) -> float:
        return spot.along / float(self.roads.metres[spot.edge])

    def _passes(self, edge: int, forward: bool) -> bool:
        """True if one may leave the place along the edge in that direction."""
        return forward != self.inward or not bool(self.roads.oneway[edge])

    def best(self, spot: Spot) -> _End | None:
        """The quickest way to a spot along the road; None where there is none."""
        edge, (a, b) = spot.edge, self.roads._ends(spot.edge)
        took, far = float(self.roads.seconds[edge]), float(self.roads.metres[edge])
        share, ways = self._share(spot), []
        if a in self.known and self._passes(edge, forward=True):
            seconds, metres = self.known[a]
            ways.append(_End(seconds + took * share, metres + far * share, a, 0.0))
        if b in self.known and self._passes(edge, forward=False):
            seconds, metres = self.known[b]
            ways.append(_End(seconds + took * (1 - share), metres + far * (1 - share), b, far))
        if edge == self.here.edge and self._passes(edge, forward=spot.along >= self.here.along):
            apart = abs(share - self._share(self.here))
            ways.append(_End(took * apart, far * apart, -1, self.here.along))
        return min(ways, default=None)

    def way(self, end: _End, spot: Spot) -> Floats:
        """Where one drives: float64[k, 2], metres in the plane."""
        last = substring(self.roads.lines[spot.edge], end.began, spot.along)
        return np.array(_joined(_coords([*self._way(end.node), last])), np.float64)

    def _way(self, node: int) -> Iterator[LineString]:
        """The lines from where one is to a node, in the order in which they are driven."""
        found: list[LineString] = []
        while node >= 0:
            before, edge = self.came[node]
            line, ends = self.roads.lines[edge], self.roads._ends(edge)
            if before < 0:
                last = float(self.roads.metres[edge]) if before == TO_END else 0.0
                found.append(substring(line, self.here.along, last))
            else:
                found.append(line if (before, node) == ends else line.reverse())
            node = before
        yield from reversed(found)


def _coords(lines: Iterable[shapely.Geometry]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for line in lines for x, y in line.coords]


def _joined(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without the same point twice; a line has two points at least."""
    kept = [p for i, p in enumerate(points) if not i or p != points[i - 1]]
    return kept if len(kept) > 1 else kept * 2
