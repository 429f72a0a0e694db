"""The road network of the base map: read from its layer, built again when that has changed."""

from typing import Any

import pytest

from chengyun.places import roads
from chengyun.places.layers import put_layer

pytestmark = pytest.mark.django_db


def feature(*points: tuple[float, float], kind: str = "LineString", **about: Any) -> dict[str, Any]:
    at = [list(point) for point in points]
    shape = {"type": kind, "coordinates": [at] if kind == "MultiLineString" else at}
    return {"type": "Feature", "properties": about, "geometry": shape}


def drawn(*features: dict[str, Any], origin: str = "") -> None:
    put_layer("road", {"features": list(features)}, origin)


def test_without_a_road_layer_there_is_no_network() -> None:
    assert roads.network() is None
    drawn()
    assert roads.network() is None


def test_the_network_is_built_once_for_each_state_of_the_layer() -> None:
    drawn(feature((121.4, 31.2), (121.41, 31.2)))
    first = roads.network()
    assert first is not None and roads.network() is first
    drawn(feature((121.4, 31.3), (121.41, 31.3)))
    second = roads.network()
    assert second is not None and second is not first
    assert second.plane.lat == pytest.approx(31.3)


def test_lines_in_parts_are_read_and_what_is_no_line_is_passed_over() -> None:
    (way,) = roads.ways(feature((121.4, 31.2), (121.41, 31.2), kind="MultiLineString", oneway=True))
    assert way.line.shape == (2, 2) and way.oneway
    square = feature((121.4, 31.2), (121.41, 31.2), (121.4, 31.21), kind="Polygon")
    assert list(roads.ways(square)) == []


def test_drawn_roads_are_joined_over_a_gap_and_surveyed_ones_are_not() -> None:
    (mine,) = roads.ways(feature((121.4, 31.2), (121.41, 31.2)))
    (osm,) = roads.ways(feature((121.4, 31.2), (121.41, 31.2), origin="osm"))
    assert mine.join_m == roads.DRAWN_M > osm.join_m
    assert osm.surveyed and not mine.surveyed


def test_what_an_extract_tells_of_a_road_is_read() -> None:
    about = {"origin": "osm", "class": "primary", "link": True, "off_ground": True, "oneway": True}
    (ramp,) = roads.ways(feature((121.4, 31.2), (121.41, 31.2), **about))
    assert (ramp.kind, ramp.oneway, ramp.off_ground) == ("primary_link", True, True)


def test_more_roads_than_can_be_held_are_no_network(monkeypatch: Any) -> None:
    monkeypatch.setattr("chengyun.geo.road_network.MOST_LINES", 1)
    drawn(feature((121.4, 31.2), (121.41, 31.25)), feature((121.4, 31.21), (121.41, 31.2)))
    assert roads.network() is None
