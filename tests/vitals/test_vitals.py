"""Vital signs from live columns to the wall."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from chengyun.people.policy import viewer_of
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.vitals import queries, services, tasks
from chengyun.vitals.models import VitalReading, VitalSign

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NOW_US = int(NOW.timestamp()) * 1_000_000


@dataclass
class Live:
    time: Any
    value: Any
    state: Any


@pytest.fixture
def streams(district: Any) -> list[Datastream]:
    """Three air sensors, two in 徐家汇 and one in 田林, and the vital sign over them."""
    pm25 = ObservedProperty.objects.create(
        code="pm25", name_zh="细颗粒物", unit="µg/m³", minimum=0, maximum=1000
    )
    VitalSign.objects.create(
        key="air", pack="environment", title_zh="空气", title_en="Air", unit="µg/m³",
        low=0, high=75, observed_property="pm25", aggregate="mean", digits=1,
    )  # fmt: skip
    made = []
    for i, area in enumerate([district.grid, district.xujiahui, district.tianlin]):
        thing = Thing.objects.create(key=f"t{i}", name="站", kind="air", area=area, lon=0, lat=0)
        made.append(
            Datastream.objects.create(
                key=f"d{i}", thing=thing, observed_property=pm25, interval_s=60
            )
        )
    return made


def live(streams: list[Datastream], values: list[float], age_s: list[int]) -> Live:
    size = max(s.pk for s in streams) + 1
    columns = Live(np.zeros(size, np.int64), np.zeros(size), np.zeros(size, np.uint8))
    for stream, value, age in zip(streams, values, age_s, strict=True):
        columns.time[stream.pk] = NOW_US - age * 1_000_000
        columns.value[stream.pk] = value
    return columns


def test_streets_and_the_district_have_their_own_value(streams: list[Datastream]) -> None:
    result = tasks.compute(tasks.load_index(), live(streams, [30, 50, 100], [5, 10, 15]), NOW_US)
    found = {code: one[0] for code, one in result.items()}
    assert found["310104014"] == {"key": "air", "value": 40.0, "state": "good", "age_s": 5}
    assert found["310104011"] == {"key": "air", "value": 100.0, "state": "bad", "age_s": 15}
    assert found["310104"]["value"] == 60.0


def test_a_value_without_fresh_readings_says_how_old_it_is(streams: list[Datastream]) -> None:
    result = tasks.compute(tasks.load_index(), live(streams, [30, 50, 100], [5, 5, 900]), NOW_US)
    stale = {"key": "air", "value": None, "state": "stale", "age_s": 900}
    assert result["310104011"] == [stale]


def test_the_streams_are_read_once_and_the_database_is_left_alone_then(
    streams: list[Datastream], django_assert_num_queries: Any
) -> None:
    columns = live(streams, [30, 50, 100], [5, 5, 5])
    with django_assert_num_queries(3):  # areas, streams, vital signs
        index = tasks.load_index()
    with django_assert_num_queries(0):
        tasks.compute(index, columns, NOW_US)


def test_a_stream_that_is_newer_than_the_live_columns_is_left_out(
    streams: list[Datastream],
) -> None:
    columns = live(streams[:2], [30, 50], [5, 5])
    assert tasks.compute(tasks.load_index(), columns, NOW_US)["310104"][0]["value"] == 40.0


def test_a_minute_is_kept_once(streams: list[Datastream]) -> None:
    result = tasks.compute(tasks.load_index(), live(streams, [30, 50, 100], [5, 5, 5]), NOW_US)
    services.record(result, NOW.timestamp())
    services.record(result, NOW.timestamp() + 20)
    assert VitalReading.objects.count() == 3
    assert services.forget(NOW + timedelta(days=9)) == 3


def test_the_duty_officer_sees_the_value_its_band_and_its_last_day(
    streams: list[Datastream], district: Any, zhoumin: Any
) -> None:
    for minute in range(120):
        at = NOW - timedelta(minutes=120 - minute)
        services.record({"310104": [{"key": "air", "value": float(minute)}]}, at.timestamp())
    (air,) = queries.current(viewer_of(zhoumin), district.root, NOW)
    assert air["value"] == 119.0
    assert air["state"] == "bad"
    assert (air["low"], air["high"], air["unit"], air["age_s"]) == (0, 75, "µg/m³", 60)
    assert 24 <= len(air["spark"]) <= 48
    assert air["spark"] == sorted(air["spark"])


def test_an_old_reading_is_shown_as_stale(
    streams: list[Datastream], district: Any, zhoumin: Any
) -> None:
    services.record({"310104": [{"key": "air", "value": 20.0}]}, NOW.timestamp() - 1800)
    (air,) = queries.current(viewer_of(zhoumin), district.root, NOW)
    assert (air["state"], air["age_s"]) == ("stale", 1800)


def test_live_values_come_before_stored_ones(
    streams: list[Datastream], district: Any, zhoumin: Any
) -> None:
    now = {"key": "air", "value": 12.0, "state": "good", "age_s": 1}
    services.record({"310104": [{"key": "air", "value": 20.0}]}, NOW.timestamp())
    (air,) = queries.current(viewer_of(zhoumin), district.root, NOW, live=[now])
    assert (air["value"], air["age_s"]) == (12.0, 1)


def test_a_grid_officer_sees_no_other_sub_district(
    streams: list[Datastream], district: Any, wangfang: Any
) -> None:
    services.record({"310104011": [{"key": "air", "value": 20.0}]}, NOW.timestamp())
    assert queries.current(viewer_of(wangfang), district.tianlin, NOW) == []


def test_what_is_foreseen_to_leave_its_band_is_what_the_wall_draws(
    streams: list[Datastream], district: Any, zhoumin: Any, wangfang: Any
) -> None:
    for minute in range(60):
        at = NOW - timedelta(minutes=59 - minute)
        services.record({"310104": [{"key": "air", "value": 10 + 1.08 * minute}]}, at.timestamp())
    (drawn,) = queries.current(viewer_of(zhoumin), district.root, NOW)
    (told,) = queries.leaving(viewer_of(zhoumin), district.root, NOW)
    assert (told.sign.key, told.limit) == ("air", 75)
    assert told.at.isoformat() == drawn["forecast"]["leaves_at"] and told.at > NOW
    assert queries.leaving(viewer_of(wangfang), district.root, NOW) == []


def test_a_sign_that_is_outside_already_is_not_foreseen_to_leave(
    streams: list[Datastream], district: Any, zhoumin: Any
) -> None:
    for minute in range(60):
        at = NOW - timedelta(minutes=59 - minute)
        services.record({"310104": [{"key": "air", "value": 70.0 + minute}]}, at.timestamp())
    assert queries.leaving(viewer_of(zhoumin), district.root, NOW) == []
