import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from chengyun.geo import AreaIndex, GeometryError, polygon_from_geojson

SQUARE = [[121.0, 31.0], [122.0, 31.0], [122.0, 32.0], [121.0, 32.0], [121.0, 31.0]]
BLOCKS = {7: box(0, 0, 1, 1), 3: box(1, 0, 2, 1), 5: box(0, 1, 2, 2)}
quarters = st.integers(-2, 10).map(lambda i: i / 4)


def index(order: list[int] | None = None) -> AreaIndex:
    ids = order or list(BLOCKS)
    return AreaIndex(ids, [BLOCKS[i] for i in ids])


def test_points_find_their_area_and_strangers_none() -> None:
    found = index().locate([0.5, 1.5, 1.0, 9.0], [0.5, 0.5, 1.5, 9.0])
    assert found.dtype == np.int64
    assert found.tolist() == [7, 3, 5, -1]


def test_a_point_on_a_shared_border_belongs_to_the_smallest_id() -> None:
    assert index().locate([1.0, 0.5, 1.0, 0.0], [0.5, 1.0, 1.0, 0.0]).tolist() == [3, 5, 3, 7]


@given(st.permutations(list(BLOCKS)), st.lists(st.tuples(quarters, quarters), max_size=20))
def test_the_answer_is_the_definition_and_order_does_not_matter(
    order: list[int], points: list[tuple[float, float]]
) -> None:
    found = index(order).locate([x for x, _ in points], [y for _, y in points])
    touching = [[i for i in BLOCKS if BLOCKS[i].intersects(Point(p))] for p in points]
    assert found.tolist() == [min(ids, default=-1) for ids in touching]


def test_a_hole_is_outside() -> None:
    ring = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    assert AreaIndex([1], [ring]).locate([1.5, 3.0], [1.5, 3.0]).tolist() == [-1, 1]


def test_a_missing_position_is_outside() -> None:
    assert index().locate([np.nan, np.inf, 0.5], [0.5, 0.5, 0.5]).tolist() == [-1, -1, 7]


def test_no_areas_and_no_points_are_fine() -> None:
    assert AreaIndex([], []).locate([1.0], [1.0]).tolist() == [-1]
    assert index().locate([], []).tolist() == []
    assert len(index()) == 3


@pytest.mark.parametrize("ids", [[1], [1, 1], [-1, 2]])
def test_ids_that_do_not_fit_are_refused(ids: list[int]) -> None:
    with pytest.raises(ValueError, match="ids"):
        AreaIndex(ids, [box(0, 0, 1, 1), box(1, 1, 2, 2)])


def geojson(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def test_a_boundary_is_read_from_text_object_and_feature() -> None:
    geometry = geojson("Polygon", [SQUARE])
    feature = {"type": "Feature", "geometry": geometry, "properties": {}}
    wanted = box(121, 31, 122, 32)
    for form in (geometry, json.dumps(geometry), feature):
        assert polygon_from_geojson(form).equals(wanted)


def test_several_parts_and_heights_are_read() -> None:
    high = [[*position, 4.0] for position in SQUARE]
    shape = polygon_from_geojson(geojson("MultiPolygon", [[high]]))
    assert isinstance(shape, MultiPolygon)
    assert not shape.has_z


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not a GeoJSON geometry"),
        ({"type": "Feature", "geometry": None}, "not a GeoJSON geometry"),
        (geojson("Point", [121, 31]), "not 'Point'"),
        (geojson("Polygon", None), "empty"),
        (geojson("Polygon", []), "empty"),
        (geojson("MultiPolygon", [[]]), "empty"),
        (geojson("Polygon", 5), "nested lists"),
        (geojson("MultiPolygon", [5]), "nested lists"),
        (geojson("Polygon", [5]), "not a list of"),
        (geojson("Polygon", [[["a", "b"]] * 4]), "not a list of"),
        (geojson("Polygon", [SQUARE[:3]]), "at least four"),
        (geojson("Polygon", [SQUARE[:4]]), "not closed"),
        (geojson("Polygon", [[[y, x] for x, y in SQUARE]]), "in this order"),
        (geojson("Polygon", [[[float("nan"), 1.0]] * 5]), "not"),
        (geojson("Polygon", [[SQUARE[i] for i in (0, 2, 1, 3, 0)]]), "Self-intersection"),
    ],
)
def test_a_bad_boundary_is_refused_with_its_reason(geometry: Any, why: str) -> None:
    with pytest.raises(GeometryError, match=why):
        polygon_from_geojson(geometry)
