"""Readings: rhythm without alarms, incidents that cross the line, faults, and determinism."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from chengyun.simulator import incidents, rhythm
from chengyun.simulator.fleet import Fleet
from chengyun.simulator.incidents import Incident, Schedule
from chengyun.simulator.readings import SECOND_US, Clock, Generator
from chengyun.simulator.weather import Weather

START_US = 1_760_000_000 * SECOND_US
QUIET = math.inf


@pytest.fixture(scope="module")
def fleet(seven: dict[str, Any]) -> Fleet:
    return Fleet.of(seven)


def generator(fleet: Fleet, speed: float = 1.0, pace: float = 25.0) -> Generator:
    schedule = Schedule(fleet, 7, START_US / SECOND_US, pace)
    return Generator(fleet, 7, Clock(START_US, speed), schedule)


def quiet(fleet: Fleet) -> Generator:
    """A district in which nothing ever happens."""
    made = generator(fleet)
    made.schedule._next_s = QUIET
    return made


def incident(fleet: Fleet, prop: str, fault: str = "", peak: float = 1.0) -> Incident:
    stream = int(np.flatnonzero(fleet.props == prop)[0])
    lon, lat = fleet.at(stream)
    start = START_US / SECOND_US + 100
    return Incident(0, "x", prop, fault, (stream,), lon, lat, start, 5, start + 900, peak, 0)


def test_a_minute_brings_each_device_about_as_often_as_its_interval(fleet: Fleet) -> None:
    columns = quiet(fleet).between(START_US, START_US + 900 * SECOND_US)
    counts = np.bincount(columns.stream, minlength=len(fleet.keys))
    assert np.all(np.abs(counts - 900 / fleet.interval_s) <= 1)
    assert np.all(np.diff(columns.time) >= 0)
    assert columns.time.min() >= START_US


def test_windows_join_without_loss_or_repeat(fleet: Fleet) -> None:
    whole = quiet(fleet).between(START_US, START_US + 60 * SECOND_US)
    parts = quiet(fleet)
    edges = START_US + np.array([0, 7, 7, 31, 60]) * SECOND_US
    joined = [parts.between(int(a), int(b)) for a, b in itertools.pairwise(edges)]
    assert sum(map(len, joined)) == len(whole)
    assert np.array_equal(np.concatenate([c.value for c in joined]), whole.value)


def test_the_same_seed_gives_the_same_day(fleet: Fleet) -> None:
    one, two = generator(fleet), generator(fleet)
    until = START_US + 300 * SECOND_US
    first, second = one.between(START_US, until), two.between(START_US, until)
    assert np.array_equal(first.stream, second.stream)
    assert np.array_equal(first.value, second.value)
    assert one.schedule.made == two.schedule.made


def test_nothing_looks_like_an_alarm_when_nothing_is_wrong(fleet: Fleet) -> None:
    city, highest = quiet(fleet), dict.fromkeys(rhythm.ALARM, 0.0)
    for hour in range(0, 24 * 21, 3):
        values = city.everyone(START_US + hour * 3600 * SECOND_US).value
        assert np.isfinite(values).all()
        assert values.min() >= 0
        for prop in highest:
            highest[prop] = max(highest[prop], float(values[fleet.props == prop].max()))
    for prop, level in rhythm.ALARM.items():
        assert highest[prop] < 0.85 * level, prop


def test_rain_falls_now_and_then_and_leaves_the_streets_wet() -> None:
    weather, at = Weather(7), 1.76e9 + np.arange(0, 30 * 86_400, 600.0)
    place = np.full(len(at), 121.43), np.full(len(at), 31.19)
    rain, wet = weather.rain(at, *place), weather.wetness(at)
    assert 0.02 < (rain > 0).mean() < 0.4
    assert rain.max() < 60
    assert wet[rain > 5].mean() > 5 * wet[rain == 0].mean()


def test_the_first_incident_comes_within_ten_seconds(fleet: Fleet) -> None:
    city = generator(fleet)
    seen = city.between(START_US, START_US + 10 * SECOND_US)
    [first] = city.schedule.made
    own = seen.value[seen.stream == first.streams[0]]
    assert own.max() >= rhythm.ALARM[first.prop]
    assert not first.fault


def test_incidents_come_about_as_often_as_the_pace_says(fleet: Fleet) -> None:
    schedule = Schedule(fleet, 7, 0.0, 25.0)
    assert len(schedule.until(25_000.0)) == pytest.approx(1000, rel=0.05)


def test_every_alarm_level_belongs_to_an_incident_or_a_fault(fleet: Fleet) -> None:
    city = generator(fleet)
    columns = city.between(START_US, START_US + 1200 * SECOND_US)
    level = np.array([rhythm.ALARM.get(str(p), np.inf) for p in fleet.props])[columns.stream]
    loud = {int(s) for s in columns.stream[columns.value >= level]}
    explained = {s for i in city.schedule.made for s in i.streams}
    assert loud
    assert loud <= explained


@pytest.mark.parametrize("kind", incidents.KINDS, ids=lambda k: k.case_type)
def test_each_kind_of_incident_crosses_its_line(fleet: Fleet, kind: incidents.Kind) -> None:
    assert min(kind.watch) >= rhythm.ALARM[kind.prop]
    trouble = incident(fleet, kind.prop, peak=kind.watch[0])
    times = START_US + np.arange(100, 400) * SECOND_US
    values = quiet(fleet).values(np.full(300, trouble.streams[0]), times, [trouble])
    assert np.all(values[10:] >= rhythm.ALARM[kind.prop])


def test_an_incident_ends_when_somebody_has_seen_to_it(fleet: Fleet) -> None:
    city = generator(fleet)
    city.between(START_US, START_US + 60 * SECOND_US)
    first = city.schedule.made[0]
    now_s = START_US / SECOND_US + 60
    assert city.schedule.settle(first.case_type, first.lon, first.lat, now_s)
    assert first.end_s == now_s
    later = np.array([START_US + 200 * SECOND_US])
    value = city.values(np.array([first.streams[0]]), later, city.schedule.made)
    assert value[0] < rhythm.ALARM[first.prop]
    assert not city.schedule.settle("manhole", 120.0, 30.0, now_s)


def test_a_silent_device_says_nothing(fleet: Fleet) -> None:
    city, fault = quiet(fleet), incident(fleet, "pm25", "silent")
    city.schedule.made.append(fault)
    columns = city.between(START_US + 100 * SECOND_US, START_US + 900 * SECOND_US)
    assert fault.streams[0] not in columns.stream


def test_a_stuck_device_repeats_itself(fleet: Fleet) -> None:
    city, fault = quiet(fleet), incident(fleet, "noise", "stuck")
    times = START_US + np.arange(100, 400) * SECOND_US
    values = city.values(np.full(300, fault.streams[0]), times, [fault])
    assert len(set(values)) == 1


def test_speed_hastens_the_story_but_not_the_clock(fleet: Fleet) -> None:
    fast = generator(fleet, speed=60.0)
    columns = fast.between(START_US, START_US + 60 * SECOND_US)
    assert columns.time.max() < START_US + 60 * SECOND_US
    assert len(fast.schedule.made) == pytest.approx(3600 / 25, rel=0.15)


def test_an_unusual_device_reports_more_often(fleet: Fleet) -> None:
    city, trouble = quiet(fleet), incident(fleet, "manhole_tilt", peak=40.0)
    city.schedule.made.append(trouble)
    columns = city.between(START_US, START_US + 160 * SECOND_US)
    times = columns.time[columns.stream == trouble.streams[0]] // SECOND_US
    assert START_US // SECOND_US + 102 in times
    assert len(times) >= 7
