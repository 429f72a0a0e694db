"""How far a track goes, and what was seen from it."""

import pytest
from shapely import box

from chengyun.geo.track import Fix, length_m, pieces, seen_m2

LON, LAT = 121.4319, 31.1919
# A hundred metres of longitude there.
STEP = 0.00105


def walk(count: int, every_s: float = 60.0, start: float = 0.0) -> list[Fix]:
    return [Fix(start + n * every_s, LON + n * STEP, LAT, 8.0) for n in range(count)]


def test_a_straight_walk_is_as_long_as_it_is() -> None:
    assert length_m(pieces(walk(11))) == pytest.approx(1000, rel=0.01)


def test_what_comes_in_any_order_and_twice_is_the_same_walk() -> None:
    once = walk(11)
    assert length_m(pieces([*reversed(once), *once])) == pytest.approx(length_m(pieces(once)))


def test_nothing_is_counted_where_nobody_knows_where_the_phone_was() -> None:
    away = [Fix(fix.at, fix.lon + 20 * STEP, fix.lat, 8.0) for fix in walk(3, start=3600)]
    found = pieces([*walk(3), *away])
    assert len(found) == 2
    assert length_m(found) == pytest.approx(400, rel=0.01)


@pytest.mark.parametrize("wrong", [Fix(30, LON + 0.1, LAT, 5.0), Fix(30, LON, LAT + 0.001, 300.0)])
def test_a_jump_or_a_vague_position_adds_nothing(wrong: Fix) -> None:
    assert length_m(pieces([*walk(3), wrong])) <= 200.1


def test_a_street_is_seen_to_both_sides_and_only_within_the_area() -> None:
    track = pieces(walk(11))
    open_end, _ = seen_m2(track)
    assert open_end == pytest.approx(1000 * 50 + 3.14 * 25**2, rel=0.02)
    half = box(LON, LAT - 0.01, LON + 5 * STEP, LAT + 0.01)
    seen, whole = seen_m2(track, half)
    assert seen == pytest.approx(500 * 50, rel=0.02)
    assert whole == pytest.approx(500 * 2218, rel=0.02)


def test_no_positions_are_no_ground() -> None:
    assert seen_m2([]) == (0.0, 0.0)
