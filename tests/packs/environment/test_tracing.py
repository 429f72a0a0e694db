"""Candidates of an exceedance: each term by itself, and that the score is their product."""

from dataclasses import replace
from math import exp, prod

import pytest

from chengyun.packs.environment import tracing
from chengyun.packs.environment.tracing import Asked, Blow, Outfall, Reach, Source

HERE = (121.43, 31.19)
DEGREE_M = 111_195  # of latitude
DUSTY = {"pm10": 1.0, "noise": 1.0}


def source(key: str, north_m: float = 0.0, east_m: float = 0.0, **more: object) -> Source:
    told: dict[str, object] = {"emits": DUSTY, **more}
    lon = HERE[0] + east_m / (DEGREE_M * 0.8555)
    return Source(key, key, "site", lon, HERE[1] + north_m / DEGREE_M, **told)  # type: ignore[arg-type]


def asked(*wind: Blow, item: str = "pm10", hours: tuple[int, ...] = (10,)) -> Asked:
    return Asked(*HERE, item, hours, wind)


NORTH = Blow(0, 3)


def test_what_lies_upwind_comes_before_what_lies_downwind() -> None:
    found = tracing.candidates(asked(NORTH), [source("south", -500), source("north", 500)])
    assert [one.source.key for one in found] == ["north", "south"]
    assert found[0].term("direction").value == pytest.approx(1, abs=0.01)
    assert found[1].term("direction").value < 1e-6


def test_the_score_is_the_product_of_the_terms_that_are_shown() -> None:
    one = source("a", 800, 200, hours=((6, 22),), own=0.4)
    (found,) = tracing.candidates(asked(NORTH, Blow(40, 2)), [one])
    assert {term.key for term in found.terms} == {"direction", "distance", "hours", "emits", "own"}
    assert found.score == pytest.approx(100 * prod(term.value for term in found.terms))
    assert all(0 <= term.value <= 1 for term in found.terms)


def test_of_two_upwind_the_nearer_comes_first_and_beyond_reach_is_none() -> None:
    rows = [source("far", 2000), source("near", 300), source("out", 3500)]
    found = tracing.candidates(asked(NORTH), rows)
    assert [one.source.key for one in found] == ["near", "far"]
    assert found[1].term("distance").value == pytest.approx(exp(-2), abs=0.01)


def test_in_a_calm_every_side_is_alike() -> None:
    found = tracing.candidates(asked(Blow(0, 0.2)), [source("n", 500), source("s", -500)])
    assert {one.term("direction").value for one in found} == {tracing.NO_WIND}
    (alone,) = tracing.candidates(asked(), [source("n", 500)])
    assert alone.term("direction").value == tracing.NO_WIND


def test_light_air_spreads_wider_than_wind() -> None:
    aside = 50.0
    assert tracing.aligned(aside, Blow(0, 1)) > tracing.aligned(aside, Blow(0, 4))


def test_a_wind_that_turned_blames_nobody_fully() -> None:
    (found,) = tracing.candidates(asked(NORTH, Blow(180, 3)), [source("n", 500)])
    assert found.term("direction").value == pytest.approx(0.5, abs=0.01)


def test_a_source_that_rested_in_those_hours_is_no_candidate_of_weight() -> None:
    rows = [source("day", 500, hours=((6, 22),)), source("night", 500, hours=((22, 6),))]
    found = tracing.candidates(asked(NORTH, hours=(23, 0, 1, 2)), rows)
    assert {one.source.key: one.term("hours").value for one in found} == {"day": 0.1, "night": 1}
    (half,) = tracing.candidates(asked(NORTH, hours=(21, 22)), rows[:1])
    assert half.term("hours").value == 0.5


def test_what_gives_off_no_such_thing_is_none() -> None:
    assert tracing.candidates(asked(NORTH, item="pm25"), [source("a", 500)]) == []


def test_a_monitor_at_the_background_halves_and_twice_the_background_does_not() -> None:
    one = source("a", 500)
    values = [
        tracing.candidates(asked(NORTH), [replace(one, own=own)])[0].term("own").value
        for own in (0.0, 1.0, 5.0, -0.9)
    ]
    assert values == [0.5, 1.0, 1.0, 0.25]


def test_noise_knows_no_wind() -> None:
    found = tracing.candidates(asked(NORTH, item="noise"), [source("s", -300)])
    assert {term.key for term in found[0].terms} == {"distance", "hours", "emits"}


def test_bearings_and_metres() -> None:
    metres, bearing = tracing.apart(*HERE, HERE[0], HERE[1] + 0.01)
    assert (round(metres), round(bearing)) == (1112, 0)
    assert round(tracing.apart(*HERE, HERE[0] - 0.01, HERE[1])[1]) == 270
    assert tracing.off(350, 20) == 30


def test_winds_are_meant_as_vectors() -> None:
    mean = tracing.mean_wind([Blow(350, 2), Blow(10, 2)])
    assert mean and tracing.off(mean.from_deg, 0) < 0.01 and mean.speed < 2
    opposed = tracing.mean_wind([Blow(0, 2), Blow(180, 2)])
    assert opposed and opposed.speed < 1e-9
    assert tracing.mean_wind([]) is None


def test_outfalls_below_a_section_are_none_and_the_load_that_is_left_ranks_those_above() -> None:
    rows = [
        Outfall("below", "below", 5.0, 900, 9),
        Outfall("far", "far", 0.5, 500, 8),
        Outfall("near", "near", 3.5, 500, 8),
        Outfall("small", "small", 3.9, 10, 8),
    ]
    found = tracing.upstream(Reach(4.0, decay=0.2, speed=0.1), rows)
    assert [one.outfall.key for one in found] == ["near", "far", "small"]
    near = found[0]
    assert near.load == 4.0 and near.share == 1.0
    assert near.hours == pytest.approx(500 / 0.1 / 3600)
    assert near.left == pytest.approx(exp(-0.2 * 5000 / 86_400))
    assert near.score == pytest.approx(100 * near.left)
