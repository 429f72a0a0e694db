"""A stream and those around it."""

from typing import Any

import numpy as np
import pytest

from chengyun.detection import Alarm, Distinct, Engine, Neighbours, Peers, Readings, StreamTable
from chengyun.detection.vicinity import METRES_A_DEGREE, Place, around, same_area

from .helpers import MINUTE, MONDAY, SECOND, _about, minutes, phases, table


def neighbours(**given: Any) -> Neighbours:
    return Neighbours(**_about({"above": 50.0, "k": 2, "nearest": 3, **given}))


def peers(**given: Any) -> Peers:
    return Peers(**_about({"nearest": 5, "min_peers": 3, "floor_sd": 1.0, **given}))


def distinct(**given: Any) -> Distinct:
    return Distinct(**_about({"above": 0.5, "n": 3, "window_s": 600.0, **given}))


def street(streams: int = 6, areas: Any = None) -> StreamTable:
    """Streams 1, 2, 3 … a hundred metres apart in a row, in areas as given (one for all)."""
    lat = np.concatenate(([np.nan], 31.2 + np.arange(streams) * 100 / METRES_A_DEGREE))
    groups = np.array([[-1, *(areas or [7] * streams)]], np.int32)
    lon = np.full(streams + 1, 121.4)
    return table(streams, lon=lon, lat=lat, groups=groups, levels=("street",))


def engine(*rules: Any, **given: Any) -> Engine:
    return Engine(rules, street(**given), ["smoke"])


def say(watched: Engine, minute: float, **values: float) -> list[Alarm]:
    """Readings of streams s1, s2 … ten seconds apart."""
    streams = [int(name[1:]) for name in values]
    times = [MONDAY + int(minute * MINUTE) + i * SECOND for i in range(len(streams))]
    return watched.process(Readings.of(streams, times, list(values.values())))


def test_one_high_value_among_calm_neighbours_is_no_alarm() -> None:
    assert say(engine(neighbours()), 0, s1=10, s2=10, s3=10, s4=90) == []


def test_a_high_value_among_high_neighbours_is_an_alarm_that_names_them() -> None:
    (told,) = say(engine(neighbours()), 0, s4=60, s2=70, s3=80)
    assert (told.stream, told.detail["found"], told.detail["of"]) == (3, 2, 3)
    assert sorted(told.detail["neighbours"]) == [[2, 70.0], [4, 60.0]]


def test_those_far_away_are_no_neighbours() -> None:
    assert say(engine(neighbours(within_m=150)), 0, s5=60, s6=70, s3=80) == []


def test_a_neighbour_that_has_fallen_silent_counts_no_longer() -> None:
    watched = engine(neighbours(window_s=300))
    say(watched, 0, s2=90, s4=90)
    assert say(watched, 6, s3=90) == []


def test_it_clears_when_too_few_neighbours_are_left() -> None:
    watched = engine(neighbours())
    say(watched, 0, s2=90, s4=90, s3=90)
    say(watched, 1, s2=10)
    assert phases(say(watched, 2, s3=90)) == ["clear"]


def test_the_whole_area_may_be_the_neighbourhood() -> None:
    rule = neighbours(nearest=0, level="street")
    watched = engine(rule, areas=[1, 2, 1, 2, 1, 2])
    assert say(watched, 0, s2=90, s4=90, s3=90) == []
    assert [a.stream for a in say(watched, 1, s1=90, s5=90)] == [5]


def test_what_neighbours_are_named_is_as_it_stood_at_the_alarm() -> None:
    readings = {"s2": 70.0, "s4": 60.0, "s3": 80.0}
    (told,) = say(engine(neighbours()), 0, **readings)
    later = engine(neighbours())
    streams, values = [2, 4, 3, 2, 4], [70.0, 60.0, 80.0, 1.0, 2.0]
    times = MONDAY + np.arange(5) * SECOND
    assert later.process(Readings.of(streams, times, values))[0].detail == told.detail


def test_a_sensor_unlike_its_peers_is_an_alarm_though_the_value_is_common() -> None:
    watched = engine(peers(floor_sd=0.1))
    calm = {"s1": 20.0, "s2": 21.0, "s3": 19.0, "s4": 20.5, "s5": 22.0}
    assert say(watched, 0, **calm) == []
    (told,) = say(watched, 1, s6=60.0)
    assert told.detail["median"] == 20.5
    assert told.detail["deviation"] == pytest.approx(0.5 * 1.4826)
    assert told.detail["z"] == pytest.approx((60 - 20.5) / 0.7413)
    assert len(told.detail["neighbours"]) == 5


def test_when_all_rise_together_no_one_is_odd() -> None:
    watched = engine(peers())
    for minute in range(10):
        assert say(watched, minute, **{f"s{s}": 20.0 + 10 * minute + s for s in range(1, 7)}) == []


def test_too_few_fresh_peers_say_nothing() -> None:
    watched = engine(peers(window_s=300))
    say(watched, 0, s1=20, s2=21, s3=20)
    assert say(watched, 6, s4=900) == []


def test_streams_without_a_place_have_no_peers() -> None:
    watched = Engine([peers()], table(6), ["smoke"])
    assert say(watched, 0, s1=1, s2=1, s3=1, s4=1, s5=900) == []


def test_different_streams_of_an_area_within_a_time_are_one_alarm() -> None:
    told = say(engine(distinct()), 0, s1=1, s2=1, s5=1, s6=1)
    assert [(a.stream, a.phase) for a in told] == [(5, "onset")]
    assert told[0].detail["streams"] == [5, 2, 1]
    assert (told[0].detail["found"], told[0].detail["level"]) == (3, "street")


def test_one_stream_many_times_is_not_many_streams() -> None:
    watched = engine(distinct())
    assert [a for m in range(9) for a in say(watched, m, s1=1)] == []


def test_areas_are_counted_apart() -> None:
    watched = engine(distinct(), areas=[1, 2, 1, 2, 1, 2])
    assert [a.stream for a in say(watched, 0, s1=1, s2=1, s3=1, s4=1, s5=1)] == [5]


def test_an_area_clears_by_the_clock_when_the_time_is_over() -> None:
    watched = engine(distinct())
    say(watched, 0, s1=1, s2=1, s3=1)
    told = [a for m in range(1, 30) for a in watched.tick(MONDAY + m * MINUTE)]
    assert minutes(told) == [("clear", 11)]
    assert phases(say(watched, 40, s1=1, s2=1, s4=1)) == ["onset"]


@pytest.mark.parametrize("rule", [neighbours(), peers(), distinct()], ids=lambda rule: rule.kind)
@pytest.mark.parametrize("size", [1, 7, 50])
def test_where_a_batch_is_cut_changes_nothing(rule: Any, size: int) -> None:
    random = np.random.default_rng(4)
    times = MONDAY + np.arange(400) * 20 * SECOND
    values = random.choice([0.2, 10, 12, 14, 60, 70], 400)
    readings = Readings.of(random.integers(1, 7, 400), times, values)
    whole, parts = engine(rule), engine(rule)
    told = [a for row in range(0, 400, size) for a in parts.process(readings[row : row + size])]
    assert told
    assert told == whole.process(readings)
    assert whole.snapshot() == parts.snapshot()


@pytest.mark.parametrize("rule", [neighbours(), peers(), distinct()], ids=lambda rule: rule.kind)
def test_a_snapshot_in_between_loses_nothing(rule: Any) -> None:
    random = np.random.default_rng(5)
    times = MONDAY + np.arange(400) * 20 * SECOND
    readings = Readings.of(random.integers(1, 7, 400), times, random.choice([0, 10, 60], 400))
    steady, stopped = engine(rule), engine(rule)
    steady.process(readings[:200])
    stopped.process(readings[:200])
    again = Engine.restore(stopped.snapshot(), [rule], street(), ["smoke"])
    assert steady.process(readings[200:]) == again.process(readings[200:])


def test_the_nearest_are_those_that_a_search_of_all_finds() -> None:
    random = np.random.default_rng(6)
    lon, lat = random.uniform(121.3, 121.5, 301), random.uniform(31.1, 31.3, 301)
    area = random.integers(0, 3, (1, 301)).astype(np.int32)
    place = Place(
        np.arange(301, dtype=np.int32),
        table(300, lon=lon, lat=lat, groups=area, levels=("street",)),
    )
    x, y = place.metres()
    near = around(place, 6, 3000.0, "street")
    for slot in range(301):
        gaps = np.hypot(x - x[slot], y - y[slot])
        gaps[(area[0] != area[0, slot]) | (np.arange(301) == slot)] = np.inf
        wanted = [s for s in np.argsort(gaps)[:6] if gaps[s] <= 3000.0]
        assert near.of(slot).tolist() == wanted


def test_streams_in_no_area_are_in_nobodys() -> None:
    place = Place(np.array([1, 2, 3], np.int32), street(3, areas=[5, -1, 5]))
    near = same_area(place, "street")
    assert [near.of(slot).tolist() for slot in range(3)] == [[2], [], [0]]
