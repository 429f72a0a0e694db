"""Coordinates, distances and areas."""

from chengyun.geo.areas import AreaIndex, GeometryError, polygon_from_geojson
from chengyun.geo.crs import Crs, convert
from chengyun.geo.distance import LocalPlane, haversine_m

__all__ = [
    "AreaIndex",
    "Crs",
    "GeometryError",
    "LocalPlane",
    "convert",
    "haversine_m",
    "polygon_from_geojson",
]
