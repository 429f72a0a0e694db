"""Which area a point lies in, for millions of points; and boundaries read from GeoJSON."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError

Boundary: TypeAlias = Polygon | MultiPolygon
Ids: TypeAlias = Sequence[int] | NDArray[np.int64]
OUTSIDE = -1


class GeometryError(ValueError):
    """A boundary that cannot be used; the message says what is wrong with it."""


class AreaIndex:
    """Finds the area of each point.

    ``ids`` are different whole numbers from 0; ``polygons`` the boundaries in the same order, in
    degrees. A point on a shared border, or where areas overlap, belongs to the smallest id: the
    answer does not depend on the order of the areas. Raises ValueError for bad ids or lengths.
    """

    def __init__(self, ids: Ids, polygons: Sequence[Boundary]) -> None:
        self.ids = np.asarray(ids, np.int64).reshape(-1)
        _check_ids(self.ids, len(polygons))
        self._polygons = np.array([*polygons, None], object)[:-1]
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    def __len__(self) -> int:
        return len(self.ids)

    def locate(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
        """Ids of the areas of points (float64[n], degrees), int64[n]; -1 for those in none."""
        x, y = (np.asarray(v, np.float64).reshape(-1) for v in (lons, lats))
        nowhere = np.iinfo(np.int64).max
        found = np.full(len(x), nowhere, np.int64)
        point, area = self._tree.query(shapely.points(x, y))
        inside = shapely.intersects_xy(self._polygons[area], x[point], y[point])
        np.minimum.at(found, point[inside], self.ids[area[inside]])
        found[found == nowhere] = OUTSIDE
        return found


def polygon_from_geojson(geometry: str | Mapping[str, Any]) -> Boundary:
    """A Polygon or MultiPolygon from GeoJSON (text or parsed; a Feature gives its geometry).

    Raises GeometryError if it is no JSON, of another type, not closed, empty, crossing itself, or
    has positions that are no longitude and latitude in degrees (RFC 7946).
    """
    data = _parsed(geometry)
    kind, rings = _rings(data)
    for ring in rings:
        _check_ring(ring)
    shape = _build(kind, data["coordinates"])
    if not shape.is_valid:
        raise GeometryError(f"the boundary is not valid: {shapely.is_valid_reason(shape)}")
    return shape


def _check_ids(ids: NDArray[np.int64], count: int) -> None:
    if len(ids) != count:
        raise ValueError(f"{len(ids)} ids for {count} polygons")
    if len(np.unique(ids)) != count or (count and ids.min() < 0):
        raise ValueError("ids must differ from each other and not be negative")


def _parsed(geometry: str | Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        data = json.loads(geometry) if isinstance(geometry, str) else geometry
    except json.JSONDecodeError as error:
        raise GeometryError(f"the boundary is not JSON: {error}") from error
    if isinstance(data, Mapping) and data.get("type") == "Feature":
        data = data.get("geometry")
    if not isinstance(data, Mapping):
        raise GeometryError("the boundary is not a GeoJSON geometry")
    return data


def _rings(data: Mapping[str, Any]) -> tuple[str, list[Any]]:
    kind, parts = data.get("type"), data.get("coordinates") or ()
    if kind not in ("Polygon", "MultiPolygon"):
        raise GeometryError(f"the boundary must be a Polygon or MultiPolygon, not {kind!r}")
    try:
        rings = list(chain.from_iterable(parts) if kind == "MultiPolygon" else parts)
    except TypeError as error:
        raise GeometryError("the boundary's coordinates are not nested lists") from error
    if not rings:
        raise GeometryError("the boundary is empty")
    return kind, rings


def _check_ring(ring: Any) -> None:
    try:
        points = np.array([position[:2] for position in ring], np.float64)
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise GeometryError("a ring is not a list of [longitude, latitude]") from error
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 4:
        raise GeometryError("a ring needs at least four positions of [longitude, latitude]")
    if not np.array_equal(points[0], points[-1]):
        raise GeometryError("a ring is not closed: its last position must repeat the first")
    # A swapped pair is the usual fault: in China it puts the longitude where 90 is the limit.
    if not (np.abs(points) <= (180.0, 90.0)).all():
        raise GeometryError("a position is not longitude and latitude in degrees, in this order")


def _build(kind: str, coordinates: Any) -> Boundary:
    try:
        shape = shapely.from_geojson(json.dumps({"type": kind, "coordinates": coordinates}))
    except (ShapelyError, TypeError) as error:
        raise GeometryError(f"the boundary cannot be read: {error}") from error
    flat: Boundary = shapely.force_2d(shape)
    return flat
