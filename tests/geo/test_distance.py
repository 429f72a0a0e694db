import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.geo import LocalPlane, haversine_m

CENTRE = LocalPlane(121.4365, 31.1884)
metres = st.floats(-15_000, 15_000)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert haversine_m(121.0, 31.0, 121.0, 32.0) == pytest.approx(111_195, rel=1e-4)


def test_shanghai_to_beijing() -> None:
    assert haversine_m(121.4737, 31.2304, 116.4074, 39.9042) == pytest.approx(1_067_300, rel=1e-3)


def test_distances_of_columns_broadcast() -> None:
    found = haversine_m([121.0, 121.1, 121.0], 31.0, 121.0, 31.0)
    assert found.shape == (3,)
    assert found[0] == found[2] == 0
    assert found[1] > 9_000


def test_the_other_side_of_the_earth_is_a_number() -> None:
    assert haversine_m(0.0, 0.0, 180.0, 0.0) == pytest.approx(np.pi * 6_371_008.8)


@given(metres, metres)
def test_the_local_plane_comes_back(x: float, y: float) -> None:
    lon, lat = CENTRE.to_degrees(x, y)
    assert CENTRE.to_metres(lon, lat) == pytest.approx((x, y), abs=1e-5)


@given(metres, metres)
def test_the_local_plane_agrees_with_the_sphere(x: float, y: float) -> None:
    lon, lat = CENTRE.to_degrees(x, y)
    sphere = haversine_m(CENTRE.lon, CENTRE.lat, lon, lat)
    assert np.hypot(x, y) == pytest.approx(sphere, rel=0.006, abs=0.01)
