"""A walked track: its length, and the ground that was seen from it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from chengyun.geo.distance import Floats, LocalPlane, haversine_m

# Between two positions further apart in time nobody knows where the phone was: nothing is counted.
LONGEST_GAP_S = 300.0
# A position that is worse, or was reached faster than traffic moves in a city, is a mistake of it.
WORST_ACCURACY_M = 60.0
FASTEST_M_S = 35.0
# So far to each side an officer on foot sees what there is to see (half a street).
SEEN_M = 25.0


@dataclass(frozen=True, slots=True)
class Fix:
    """A position: when (seconds since 1970), where (WGS84 degrees), and how sure (metres)."""

    at: float
    lon: float
    lat: float
    accuracy: float = 0.0


def pieces(fixes: Sequence[Fix]) -> list[list[Fix]]:
    """The track in order of time, cut where it has a gap or a jump."""
    good = sorted((fix for fix in fixes if fix.accuracy <= WORST_ACCURACY_M), key=lambda f: f.at)
    found: list[list[Fix]] = []
    for fix in good:
        if found and _follows(found[-1][-1], fix):
            found[-1].append(fix)
        else:
            found.append([fix])
    return found


def length_m(track: Sequence[Sequence[Fix]]) -> float:
    """Metres walked, over all pieces."""
    return sum(_metres(a, b) for piece in track for a, b in pairwise(piece))


def seen_m2(
    track: Sequence[Sequence[Fix]], within: Polygon | MultiPolygon | None = None
) -> tuple[float, float]:
    """Square metres within sight of the track, and those of `within` (degrees) in all.

    With `within` only ground inside it counts; without, the second figure is 0.
    """
    first = next((piece[0] for piece in track if piece), None)
    if first is None:
        return 0.0, 0.0
    plane = LocalPlane(first.lon, first.lat)
    seen = shapely.union_all([_line(piece, plane).buffer(SEEN_M) for piece in track])
    if within is None:
        return float(seen.area), 0.0
    ground = shapely.transform(within, lambda xy: _flat(xy, plane))
    return float(seen.intersection(ground).area), float(ground.area)


def _follows(last: Fix, fix: Fix) -> bool:
    seconds = fix.at - last.at
    return seconds <= LONGEST_GAP_S and _metres(last, fix) <= FASTEST_M_S * max(seconds, 1.0)


def _metres(a: Fix, b: Fix) -> float:
    return float(haversine_m(a.lon, a.lat, b.lon, b.lat))


def _line(piece: Sequence[Fix], plane: LocalPlane) -> LineString | Point:
    x, y = plane.to_metres([fix.lon for fix in piece], [fix.lat for fix in piece])
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    return LineString(points) if len(points) > 1 else Point(points[0])


def _flat(xy: Floats, plane: LocalPlane) -> Floats:
    return np.column_stack(plane.to_metres(xy[:, 0], xy[:, 1]))
