import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.geo import Crs, convert, haversine_m
from chengyun.geo.crs import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02

lons, lats = st.floats(73.5, 134.5), st.floats(4.0, 53.5)
systems = st.sampled_from(Crs)
SHANGHAI = 121.4365, 31.1884


# Figures that the programs in common use give for Beijing.
@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (wgs84_to_gcj02, (116.41024449916938, 39.91640428150164)),
        (gcj02_to_bd09, (116.41036949371029, 39.92133699351021)),
    ],
)
def test_the_shifts_give_the_known_figures(step: object, wanted: tuple[float, float]) -> None:
    assert step(116.404, 39.915) == pytest.approx(wanted, abs=1e-10)  # type: ignore[operator]


@given(lons, lats, systems, systems)
def test_there_and_back_is_the_same_point(lon: float, lat: float, a: Crs, b: Crs) -> None:
    back = convert(*convert(lon, lat, a, b), b, a)
    assert back == pytest.approx((lon, lat), abs=1e-9)


@given(st.lists(st.tuples(lons, lats), max_size=20), systems, systems)
def test_a_column_gives_what_its_points_give(
    points: list[tuple[float, float]], a: Crs, b: Crs
) -> None:
    columns = convert([p[0] for p in points], [p[1] for p in points], a, b)
    for i, point in enumerate(points):
        single = tuple(map(float, convert(*point, a, b)))
        assert (columns[0][i], columns[1][i]) == pytest.approx(single, abs=1e-9)


def test_in_shanghai_the_shift_is_about_half_a_kilometre() -> None:
    shifted = wgs84_to_gcj02(*SHANGHAI)
    assert 300 < haversine_m(*SHANGHAI, *shifted) < 700


def test_outside_china_nothing_is_shifted() -> None:
    paris = 2.3522, 48.8566
    assert wgs84_to_gcj02(*paris) == paris
    assert gcj02_to_wgs84(*paris) == paris


def test_the_national_frame_is_taken_as_wgs84() -> None:
    assert convert(*SHANGHAI, Crs.CGCS2000, Crs.WGS84) == SHANGHAI


def test_an_empty_column_stays_empty() -> None:
    lon, lat = convert([], [], Crs.BD09, Crs.WGS84)
    assert (len(lon), len(lat)) == (0, 0)


def test_a_missing_position_spoils_no_other() -> None:
    lon, _ = bd09_to_gcj02([np.nan, SHANGHAI[0]], [31.0, SHANGHAI[1]])
    assert np.isnan(lon[0])
    assert lon[1] == pytest.approx(bd09_to_gcj02(*SHANGHAI)[0], abs=1e-10)
