"""A network of roads made of lines.

Drawn lines are cut where they cross; motorways among them stand on pillars or in cuttings and are
entered only where a road ends on them. Surveyed lines, as OpenStreetMap's, meet only in corners
that they share: a street that lies above a tunnel has no way into it.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.ops import substring

from chengyun.geo.distance import Floats, LocalPlane
from chengyun.geo.roads import OTHER_KMH, SPEEDS, Ints, Onward, Roads, Way

NOT_DRIVEN = frozenset({"footway", "steps", "path", "cycleway", "pedestrian"})
GRID_M = 0.1  # corners nearer than this are one
ON_M = 2.0  # a road that ends so near a motorway ends on it
LONE_SHARE = 0.01  # pieces of less than this share of all roads are drawn by mistake
MOST_LINES = 80_000


def build(ways: Sequence[Way]) -> Roads | None:
    """The network of some roads; None without any that is driven.

    Raises ValueError for more than `MOST_LINES`, which would take minutes.
    """
    driven = [way for way in ways if way.kind not in NOT_DRIVEN and len(way.line) > 1]
    if len(driven) > MOST_LINES:
        raise ValueError(f"{len(driven)} roads are too many: {MOST_LINES} at most")
    if not driven:
        return None
    plane = LocalPlane(*(float(v) for v in np.vstack([w.line for w in driven]).mean(axis=0)))
    lines = np.array([_line(way, plane) for way in driven])
    alive = shapely.length(lines) > GRID_M
    lines, driven = lines[alive], [w for w, keep in zip(driven, alive, strict=True) if keep]
    return _network(plane, lines, driven) if len(lines) else None


def _line(way: Way, plane: LocalPlane) -> LineString:
    return LineString(np.column_stack(plane.to_metres(*np.asarray(way.line, np.float64).T)))


def _network(plane: LocalPlane, lines: NDArray[np.object_], ways: Sequence[Way]) -> Roads | None:
    apart = np.array([way.apart for way in ways])
    surveyed = np.array([way.surveyed for way in ways])
    links, owner = _links(lines, ways, apart)
    every, own = np.concatenate([lines, links]), np.concatenate([np.arange(len(ways)), owner])
    # A link runs on the ground, whatever it is a link of.
    linked = np.arange(len(every)) >= len(lines)
    flat = linked | ~(apart | surveyed)[own]
    ground = every[flat]
    noded = shapely.get_parts(shapely.union_all(ground, grid_size=GRID_M)) if len(ground) else []
    noded = np.array(noded, dtype=object)
    ends = shapely.STRtree(_ends_of(every[linked | ~surveyed[own]]))
    cut: list[tuple[LineString, int]] = [
        (piece, i)
        for i in np.flatnonzero(apart & ~surveyed).tolist()
        for piece in _cut(lines[i], ends)
    ]
    for piece, i in _between_corners(lines, np.flatnonzero(surveyed)):
        cut += [(part, i) for part in _cut(piece, ends)]
    owned = _owners(noded, every, [ways[i] for i in own], flat) if len(noded) else np.empty(0, int)
    noded_ways = [ways[int(own[i])] for i in owned]
    noded = _along(noded, every[owned], np.array([way.oneway for way in noded_ways], bool))
    pieces = np.array([*noded, *(piece for piece, _ in cut)], dtype=object)
    kept = [*noded_ways, *(ways[i] for _, i in cut)]
    alive = shapely.length(pieces) > 0
    kept = [way for way, keep in zip(kept, alive, strict=True) if keep]
    return _graph(plane, pieces[alive], kept) if len(kept) else None


def _between_corners(lines: NDArray[np.object_], of: Ints) -> Iterator[tuple[LineString, int]]:
    """The lines of these roads, cut in the corners that they share, and whose each piece is."""
    if not len(of):
        return
    points, at = shapely.get_coordinates(lines[of], return_index=True)
    _, which, often = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    shared = often[np.ravel(which)] > 1
    for n, i in enumerate(of.tolist()):
        own = np.arange(*np.searchsorted(at, [n, n + 1]))
        marks = own[shared[own]]
        marks = np.unique(np.concatenate([own[:1], marks, own[-1:]]))
        for a, b in itertools.pairwise(marks):
            yield LineString(points[a : b + 1]), i


def _links(
    lines: NDArray[np.object_], ways: Sequence[Way], apart: NDArray[np.bool_]
) -> tuple[NDArray[np.object_], Ints]:
    """Short lines from ends that hang in the air to the road that they belong to, and whose.

    Drawn maps seldom meet exactly; surveyed roads do. A road joins a motorway only where it ends
    on it.
    """
    mine = np.tile(np.flatnonzero([not way.surveyed for way in ways]), 2)
    if not len(mine):
        return np.empty(0, dtype=object), np.empty(0, np.int64)
    half = mine[: len(mine) // 2]
    ends = _ends_of(lines[half])
    reach = np.array([way.join_m for way in ways])[mine]
    i, j = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=reach)
    far = shapely.distance(ends[i], lines[j])
    right = (mine[i] != j) & (~apart[j] | (far <= ON_M))
    i, j, far = i[right], j[right], far[right]
    order = np.lexsort((j, far, i))
    _, first = np.unique(i[order], return_index=True)
    chosen = order[first]
    i, j, far = i[chosen], j[chosen], far[chosen]
    hanging = far > 0
    links = shapely.shortest_line(ends[i[hanging]], lines[j[hanging]])
    return np.asarray(links, dtype=object), mine[i[hanging]]


def _ends_of(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])


def _cut(line: LineString, ends: shapely.STRtree) -> Iterator[LineString]:
    """A line, cut where another road ends on it."""
    close = ends.geometries[ends.query(line, predicate="dwithin", distance=GRID_M)]
    if not len(close):
        yield line
        return
    marks = np.unique(np.round(shapely.line_locate_point(line, close), 1))
    marks = np.unique(np.concatenate([[0.0], marks, [line.length]]))
    for a, b in itertools.pairwise(marks):
        piece = substring(line, float(a), float(b))
        if piece.length > GRID_M:
            yield piece


def _graph(plane: LocalPlane, pieces: NDArray[np.object_], ways: Sequence[Way]) -> Roads | None:
    """The network of pieces and the road that each of them is of."""
    metres = shapely.length(pieces)
    speed = np.array([SPEEDS.get(way.kind, OTHER_KMH) for way in ways]) / 3.6
    corners, ends = _nodes(pieces)
    part = _parts(len(corners), ends, metres)
    keep = part >= 0
    if not keep.any():
        return None
    oneway = np.array([way.oneway for way in ways])[keep]
    apart = np.array([way.apart for way in ways])[keep]
    start, end, lines, part = ends[keep, 0], ends[keep, 1], pieces[keep], part[keep]
    metres, seconds = metres[keep], (metres / speed)[keep]
    onward, backward = _adjacent(len(corners), start, end, seconds, metres, oneway)
    there = _there_and_back(start, end, metres, part, onward)
    doors = np.flatnonzero(~apart & there) if (~apart & there).any() else np.arange(len(lines))
    return Roads(plane, corners, start, end, metres, seconds, oneway, part,
                 lines, doors, shapely.STRtree(lines[doors]), onward, backward)  # fmt: skip


def _owners(
    pieces: NDArray[np.object_], every: NDArray[np.object_], ways: Sequence[Way],
    flat: NDArray[np.bool_],
) -> Ints:  # fmt: skip
    """Which of the flat roads each piece is of: where two lie on one another, the faster one."""
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    which = np.flatnonzero(flat)
    tree = shapely.STRtree(every[which])
    i, j = tree.query(middle, predicate="dwithin", distance=5 * GRID_M)
    speed = np.array([SPEEDS.get(ways[n].kind, OTHER_KMH) for n in which.tolist()])
    order = np.lexsort((speed[j], i))
    own = np.asarray(tree.nearest(middle), np.int64)
    own[i[order]] = j[order]
    return np.asarray(which[own], np.int64)


def _along(
    pieces: NDArray[np.object_], roads: NDArray[np.object_], oneway: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """The pieces of one-way roads turned so that they run as the road does."""
    first = shapely.line_locate_point(roads, shapely.get_point(pieces, 0))
    last = shapely.line_locate_point(roads, shapely.get_point(pieces, -1))
    turned = oneway & (first > last)
    return np.where(turned, shapely.reverse(pieces), pieces)


def _nodes(pieces: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Corners in metres, float64[n, 2], and the two of each piece, int64[m, 2]."""
    ends = [shapely.get_coordinates(shapely.get_point(pieces, i)) for i in (0, -1)]
    grid = np.round(np.vstack(ends) / GRID_M).astype(np.int64)
    corners, which = np.unique(grid, axis=0, return_inverse=True)
    ends_of = np.asarray(which, np.int64).reshape(2, -1).T
    return np.asarray(corners * GRID_M, np.float64), np.asarray(ends_of)


def _parts(n: int, ends: Ints, metres: Floats) -> Ints:
    """The connected part that each edge is of, numbered by its least node; -1 for lone pieces."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[ends[:, 0]], label[ends[:, 1]])
        fresh = label.copy()
        np.minimum.at(fresh, ends[:, 0], low)
        np.minimum.at(fresh, ends[:, 1], low)
        fresh = fresh[fresh]
        if (fresh == label).all():
            break
        label = fresh
    part = label[ends[:, 0]]
    whole = np.bincount(part, weights=metres, minlength=n)
    return np.where(whole[part] >= LONE_SHARE * metres.sum(), part, -1)


def _there_and_back(
    start: Ints, end: Ints, metres: Floats, part: Ints, onward: Sequence[Sequence[Onward]]
) -> NDArray[np.bool_]:
    """bool[m]: the edges of a part from which one comes to most of it and back again.

    Where most of a part is one-way streets that lead nowhere back, all of its edges are.
    """
    group = _strong(onward)
    inside = group[start] == group[end]
    size = np.bincount(group[start], weights=np.where(inside, metres, 0.0), minlength=len(onward))
    found = np.zeros(len(start), np.bool_)
    for one in np.unique(part):
        mine = part == one
        here = mine & inside
        best = group[start[here]][np.argmax(size[group[start[here]]])] if here.any() else -1
        main = here & (group[start] == best)
        found |= main if metres[main].sum() > metres[mine].sum() / 2 else mine
    return found


def _strong(onward: Sequence[Sequence[Onward]]) -> Ints:
    """For each node the group of those that lead to it and that it leads to (Tarjan, 1972)."""
    n, count = len(onward), itertools.count()
    order, low = [-1] * n, [0] * n
    group, open_, path = np.full(n, -1, np.int64), [], []
    for root in range(n):
        if order[root] >= 0:
            continue
        path.append((root, iter(onward[root])))
        order[root] = low[root] = next(count)
        open_.append(root)
        while path:
            node, rest = path[-1]
            for other, *_ in rest:
                if order[other] < 0:
                    order[other] = low[other] = next(count)
                    open_.append(other)
                    path.append((other, iter(onward[other])))
                    break
                if group[other] < 0:
                    low[node] = min(low[node], order[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    while group[node] < 0:
                        group[open_.pop()] = node
    return group


def _adjacent(
    n: int, start: Ints, end: Ints, seconds: Floats, metres: Floats, oneway: NDArray[np.bool_]
) -> tuple[list[list[Onward]], list[list[Onward]]]:
    onward: list[list[Onward]] = [[] for _ in range(n)]
    backward: list[list[Onward]] = [[] for _ in range(n)]
    columns = (one.tolist() for one in (start, end, seconds, metres, oneway))
    for edge, (a, b, took, far, one) in enumerate(zip(*columns, strict=True)):
        onward[a].append((b, edge, took, far))
        backward[b].append((a, edge, took, far))
        if not one:
            onward[b].append((a, edge, took, far))
            backward[a].append((b, edge, took, far))
    return onward, backward
