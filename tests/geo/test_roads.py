"""Driving by road: a grid of streets, and what must hold whatever the streets are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.geo import LocalPlane, haversine_m, roads
from chengyun.geo.road_network import build
from chengyun.geo.roads import Way

PLANE = LocalPlane(121.43, 31.19)
M = 200.0  # metres between two streets of the grid


def at(x: float, y: float) -> tuple[float, float]:
    """A place so many metres east and north of the middle, in degrees."""
    lon, lat = PLANE.to_degrees(x, y)
    return float(lon), float(lat)


def way(*points: tuple[float, float], kind: str = "minor", **more: object) -> Way:
    return Way(np.array([at(*p) for p in points]), kind, **more)  # type: ignore[arg-type]


def net(*ways: Way) -> roads.Roads:
    built = build(ways)
    assert built is not None
    return built


def grid(n: int = 6) -> list[Way]:
    """Streets that cross without a common corner, as they are drawn on most maps."""
    low, high = -50.0, (n - 1) * M + 50
    rows = [way((low, i * M), (high, i * M)) for i in range(n)]
    return rows + [way((i * M, low), (i * M, high)) for i in range(n)]


GRID = net(*grid())
inside = st.floats(0, 5 * M)
place = st.builds(at, inside, inside)


def crow(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(haversine_m(*a, *b))


def one(r: roads.Roads, a: tuple[float, float], b: tuple[float, float], **more: object) -> float:
    (found,) = r.drive(a, [b], **more)  # type: ignore[arg-type]
    assert found is not None
    return found.seconds


def test_streets_are_cut_where_they_cross() -> None:
    assert len(GRID.nodes) == 36 + 24 and len(GRID.start) == 2 * 6 * 7
    (found,) = GRID.drive(at(0, 0), [at(400, 200)])
    assert found is not None
    assert found.metres == pytest.approx(600, abs=1)
    assert found.seconds == pytest.approx(600 / (25 / 3.6), abs=0.5)


@given(place, place)
def test_a_way_is_never_shorter_than_the_crow_s(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    (found,) = GRID.drive(a, [b])
    assert found is not None
    assert found.metres >= crow(a, b) * 0.993 - 0.5
    legs = haversine_m(found.path[:-1, 0], found.path[:-1, 1], found.path[1:, 0], found.path[1:, 1])
    assert float(legs.sum()) == pytest.approx(found.metres, rel=0.01, abs=1)


@given(place, place)
def test_two_way_streets_take_as_long_there_as_back(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert one(GRID, a, b) == pytest.approx(one(GRID, b, a), abs=0.01)
    assert one(GRID, a, b) == pytest.approx(one(GRID, a, b, inward=True), abs=0.01)


@given(place, place, place)
def test_a_detour_is_never_quicker(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    assert one(GRID, a, c) <= one(GRID, a, b) + one(GRID, b, c) + 0.01


def test_the_quicker_road_is_taken_although_it_is_longer() -> None:
    r = net(
        way((0, 0), (2000, 0), kind="service"),
        way((0, 0), (0, 300), (2000, 300), (2000, 0), kind="primary"),
    )
    (found,) = r.drive(at(0, 0), [at(2000, 0)])
    assert found is not None and found.metres == pytest.approx(2600, abs=3)
    assert found.seconds == pytest.approx(2600 / (40 / 3.6), rel=0.01)


def test_a_one_way_street_is_driven_one_way() -> None:
    r = net(
        way((0, 0), (500, 0), oneway=True),
        way((500, 0), (500, 400), (0, 400), (0, 0), oneway=True),
    )
    there, back = one(r, at(100, 0), at(400, 0)), one(r, at(400, 0), at(100, 0))
    assert there == pytest.approx(300 / (25 / 3.6), abs=0.5)
    assert back == pytest.approx(1500 / (25 / 3.6), abs=0.5)
    assert one(r, at(100, 0), at(400, 0), inward=True) == pytest.approx(back, abs=0.01)


def test_what_is_shut_is_driven_around() -> None:
    free = one(GRID, at(0, 0), at(400, 0))
    shut = GRID.near([at(100, 0)], 5)
    assert len(shut) == 1
    assert one(GRID, at(-40, 0), at(400, 0), shut=shut) > free
    (lost,) = GRID.drive(at(-20, 0), [at(400, 0)], shut=frozenset(range(len(GRID.start))))
    assert lost is None


def test_what_no_road_leads_to_is_none() -> None:
    apart = net(*grid(), way((9000, 9000), (9900, 9000)))
    far, other, near = apart.drive(at(0, 0), [at(20000, 0), at(9500, 9000), at(200, 0)])
    assert far is None and other is None and near is not None
    assert apart.drive(at(50000, 50000), [at(0, 0)]) == [None]


def test_an_end_that_hangs_in_the_air_belongs_to_the_road_beside_it() -> None:
    street = way((0, 30), (0, 500), join_m=40)
    r = net(way((-500, 0), (500, 0), kind="primary"), street)
    assert one(r, at(400, 0), at(0, 400)) > 0
    assert net(way((-500, 0), (500, 0)), way((0, 30), (0, 500))).drive(
        at(400, 0), [at(0, 400)]
    ) == [None]


def test_a_motorway_is_entered_only_where_a_road_ends_on_it() -> None:
    over = way((-1000, 0), (1000, 0), kind="motorway")
    street = way((0, -800), (0, 800))
    r = net(over, street)
    assert r.drive(at(0, -700), [at(0, 700)])[0] is not None
    assert len(set(r.part.tolist())) == 2
    slip = [way((-900, -400), (-900, 0)), way((-900, -400), (0, -400)), way((900, 0), (900, -400)),
            way((900, -400), (0, -400))]  # fmt: skip
    joined = net(over, street, *slip)
    assert len(set(joined.part.tolist())) == 1
    (fast,) = joined.drive(at(-900, -10), [at(900, -10)])
    assert fast is not None and fast.seconds < 1800 / (25 / 3.6)


def surveyed(*points: tuple[float, float], **more: object) -> Way:
    return way(*points, join_m=0.0, surveyed=True, **more)


def test_surveyed_roads_meet_only_in_the_corners_they_share() -> None:
    street = surveyed((0, -800), (0, 0), (0, 800))
    under = surveyed((-1000, 0), (1000, 0))
    apart = net(street, under)
    assert apart.drive(at(0, -700), [at(700, 0)]) == [None]
    joined = net(street, surveyed((-1000, 0), (0, 0), (1000, 0)))
    (found,) = joined.drive(at(0, -700), [at(700, 0)])
    assert found is not None and found.metres == pytest.approx(1400, abs=1)
    assert len(joined.start) == 4


def test_an_end_above_another_road_does_not_join_it() -> None:
    r = net(surveyed((-1000, 0), (1000, 0)), surveyed((0, 0.5), (0, 800)))
    assert r.drive(at(-500, 0), [at(0, 500)]) == [None]


def test_a_roundabout_is_driven_round_and_left_where_roads_meet_it() -> None:
    ring = [(50.0, 0.0), (0.0, 50.0), (-50.0, 0.0), (0.0, -50.0), (50.0, 0.0)]
    r = net(
        surveyed(*ring, oneway=True),
        surveyed((50, 0), (500, 0)), surveyed((0, -50), (0, -500)),
    )  # fmt: skip
    side = 50 * 2**0.5
    (out,) = r.drive(at(450, 0), [at(0, -450)])
    (home,) = r.drive(at(0, -450), [at(450, 0)])
    assert out is not None and out.metres == pytest.approx(800 + 3 * side, abs=1)
    assert home is not None and home.metres == pytest.approx(800 + side, abs=1)


def test_from_a_bridge_or_a_tunnel_one_comes_to_no_house() -> None:
    r = net(
        surveyed((-1000, 0), (0, 0), (1000, 0), off_ground=True),
        surveyed((0, 0), (0, 60), (1000, 60)),
    )
    (spot,) = r.spots([at(700, 5)])
    assert spot is not None and spot.away == pytest.approx(55, abs=0.1)


def test_a_street_that_leads_out_of_the_map_is_nobody_s_address() -> None:
    town = [surveyed((0, 0), (800, 0), (800, 800), (0, 800), (0, 0))]
    r = net(*town, surveyed((800, 0), (1500, 0), oneway=True))
    (spot,) = r.spots([at(1000, 10)])
    assert spot is not None and spot.away == pytest.approx(200, abs=1)
    assert one(r, at(1000, 10), at(0, 400)) > 0


def test_a_drawn_road_meets_a_surveyed_one_where_it_ends() -> None:
    r = net(surveyed((-1000, 0), (1000, 0)), way((0, 30), (0, 500), join_m=40))
    (found,) = r.drive(at(-500, 0), [at(0, 400)])
    assert found is not None and found.metres == pytest.approx(900, abs=2)


def test_footways_are_not_driven_and_no_roads_are_no_network() -> None:
    assert build([way((0, 0), (100, 0), kind="steps")]) is None
    assert build([]) is None


def test_a_place_is_no_way_from_itself() -> None:
    (found,) = GRID.drive(at(13, 17), [at(13, 17)])
    assert found is not None and (found.seconds, found.metres) == (0, 0)


@given(place, place)
def test_how_far_is_the_same_with_and_without_the_path(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    (told,), (short,) = GRID.drive(a, [b]), GRID.drive(a, [b], paths=False)
    assert told is not None and short is not None
    assert (told.seconds, told.metres) == (short.seconds, short.metres)
