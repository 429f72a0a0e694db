"""Observations: what history holds, what is kept beside it, and their ids."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.api.sensorthings import door, ids
from chengyun.bus.batch import Batch
from chengyun.sensing.history_rows import Past
from chengyun.sensing.recent import Recent
from chengyun.sensing.sta_models import ObservationExtra
from tests.api.sensorthings.conftest import NoBus, Sta, Station, location

T0 = 1_772_352_000_000_000  # 2026-03-01T08:00:00Z


@given(st.integers(1, ids.STREAMS - 1), st.integers(946_684_800_000, 3_000_000_000_000))
def test_an_id_leads_back_to_its_datastream_and_millisecond(stream: int, ms: int) -> None:
    key = ids.encode(stream, ms * 1000)
    assert ids.decode(key) == (stream, ms * 1000)
    assert 0 < key < 1 << 63
    assert key < 1 << 53 or ms % 1000


def test_an_observation_is_read_at_once_and_after_history_has_it(
    sta: Sta, station: Station, no_bus: NoBus
) -> None:
    key = sta.post(f"Datastreams({station.stream})/Observations",
                   {"phenomenonTime": "2026-03-01T08:00:00Z", "result": 3.5})  # fmt: skip
    before = sta.get(f"Observations({key})")
    history = door.past().history
    history.append(no_bus.batches, 7)
    assert sta.get("Observations", count="true")["@iot.count"] == 1
    door.hold(no_bus, Past(history, Recent()))
    assert sta.get(f"Observations({key})") == before
    assert before["result"] == 3.5
    assert before["phenomenonTime"] == "2026-03-01T08:00:00Z"
    assert ObservationExtra.objects.count() == 0


def test_readings_of_other_doors_are_observations_too(sta: Sta, station: Station) -> None:
    times = T0 + np.arange(3, dtype=np.int64) * 60_000_000
    batch = Batch(np.full(3, station.stream, np.int32), times, np.array([1.0, 2.0, 3.0]))
    door.past().history.append([batch], 1)
    row = sta.get(f"Datastreams({station.stream})/Observations", orderby="phenomenonTime desc")
    assert [o["result"] for o in row["value"]] == [3, 2, 1]
    assert row["value"][0]["resultTime"] is None
    assert (
        sta.get(f"Observations({row['value'][0]['@iot.id']})/FeatureOfInterest")["name"] == "徐家汇"
    )


@pytest.mark.parametrize(
    "result",
    [1, 1.5, -3, True, False, "text", {"a": [1]}, [1, 2], None, 2**60, 1e308],
    ids=repr,
)
def test_a_result_comes_back_as_it_was_sent(sta: Sta, station: Station, result: Any) -> None:
    key = sta.post(f"Datastreams({station.stream})/Observations", {"result": result})
    told = sta.get(f"Observations({key})")["result"]
    assert told == result
    assert isinstance(told, bool) == isinstance(result, bool)


def test_everything_else_of_an_observation_comes_back(sta: Sta, station: Station) -> None:
    body = {
        "phenomenonTime": "2026-03-01T08:00:00Z/2026-03-01T09:00:00Z",
        "resultTime": "2026-03-01T09:00:01Z",
        "validTime": "2026-03-01T08:00:00Z/2026-03-02T08:00:00Z",
        "resultQuality": {"code": "N"},
        "parameters": {"height": 3},
        "result": 5,
    }
    key = sta.post(f"Datastreams({station.stream})/Observations", body)
    row = sta.get(f"Observations({key})")
    assert {name: row[name] for name in body} == body


def test_observations_of_one_time_are_several(sta: Sta, station: Station) -> None:
    way, when = f"Datastreams({station.stream})/Observations", "2026-03-01T08:00:00Z"
    keys = {sta.post(way, {"phenomenonTime": when, "result": n}) for n in range(3)}
    assert len(keys) == 3
    rows = sta.get(way)["value"]
    assert [row["phenomenonTime"] for row in rows] == [when] * 3
    assert len(sta.get(way, filter=f"phenomenonTime eq {when}")["value"]) == 3


def test_without_a_time_it_is_now_and_each_is_one(sta: Sta, station: Station) -> None:
    way = f"Datastreams({station.stream})/Observations"
    keys = [sta.post(way, {"result": n}) for n in range(3)]
    assert sta.results(way, orderby="phenomenonTime") == [0, 1, 2]
    assert len(set(keys)) == 3
    assert sta.results(way, filter="phenomenonTime gt now() sub duration'PT1M'") == [0, 1, 2]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "result"),
        ({"result": 1, "phenomenonTime": "yesterday"}, "phenomenonTime"),
        ({"result": 1, "phenomenonTime": "2026-03-01T08:00:00"}, "zone"),
        ({"result": 1, "phenomenonTime": "2126-03-01T08:00:00Z"}, "ahead"),
        ({"result": 1, "phenomenonTime": "1999-03-01T08:00:00Z"}, "2000"),
        ({"result": 1, "validTime": "2026-03-01T08:00:00Z"}, "interval"),
        ({"result": 1, "FeatureOfInterest": {"@iot.id": 99}}, "99"),
        ({"result": 1, "FeatureOfInterest": {"name": "x", "description": "x"}}, "encodingType"),
    ],
)
def test_a_wrong_observation_is_400_and_says_why(
    sta: Sta, station: Station, body: Any, named: str
) -> None:
    assert named in sta.refused("POST", f"Datastreams({station.stream})/Observations", body)
    assert sta.get("Observations")["value"] == []
    assert ObservationExtra.objects.count() == 0


def test_the_feature_is_made_once_from_where_the_thing_is(sta: Sta, station: Station) -> None:
    way = f"Datastreams({station.stream})/Observations"
    for n in range(2):
        sta.post(way, {"result": n, "phenomenonTime": f"2026-03-01T08:0{n}:00Z"})
    (feature,) = sta.get("FeaturesOfInterest")["value"]
    assert feature["feature"]["coordinates"] == [121.43, 31.19]
    place = sta.post("Locations", location("new place", 121.42, 31.18))
    sta.ask("PATCH", f"Things({station.thing})", {"Locations": [{"@iot.id": place}]})
    key = sta.post(way, {"result": 2, "phenomenonTime": "2026-03-01T08:02:00Z"})
    assert sta.get(f"Observations({key})/FeatureOfInterest")["name"] == "new place"
    assert sta.results(f"FeaturesOfInterest({feature['@iot.id']})/Observations") == [0, 1]


def test_a_feature_may_be_told_or_made_with_the_observation(sta: Sta, station: Station) -> None:
    feature = {"name": "air", "description": "x", "encodingType": "application/geo+json",
               "feature": {"type": "Point", "coordinates": [121, 31]}}  # fmt: skip
    key = sta.post(f"Datastreams({station.stream})/Observations",
                   {"result": 1, "FeatureOfInterest": feature})  # fmt: skip
    made = sta.get(f"Observations({key})/FeatureOfInterest")
    assert made["name"] == "air"
    assert sta.results(f"FeaturesOfInterest({made['@iot.id']})/Observations") == [1]
    assert sta.results("Observations", filter="FeatureOfInterest/name eq 'air'") == [1]


def test_without_a_location_and_a_feature_it_is_refused(sta: Sta) -> None:
    key = sta.post("Things", {"name": "x", "description": "x", "Datastreams": [
        {"name": "d", "description": "d", "observationType": "x", "unitOfMeasurement": {},
         "Sensor": {"name": "s", "description": "s", "encodingType": "x", "metadata": "x"},
         "ObservedProperty": {"name": "o", "definition": "x", "description": "o"}}]})  # fmt: skip
    stream = sta.get(f"Things({key})/Datastreams")["value"][0]["@iot.id"]
    message = sta.refused("POST", f"Datastreams({stream})/Observations", {"result": 1})
    assert "FeatureOfInterest" in message


def test_an_observation_is_changed_beside_history(sta: Sta, ten: Station) -> None:
    row = sta.get("Observations", filter="result eq 3")["value"][0]
    way = f"Observations({row['@iot.id']})"
    later = "2026-03-01T12:00:00Z"
    assert sta.ask("PATCH", way, {"result": 33, "phenomenonTime": later}).status_code == 200
    told = sta.get(way)
    assert (told["@iot.id"], told["result"]) == (row["@iot.id"], 33)
    assert told["phenomenonTime"] == later
    assert sta.results("Observations", filter="result gt 8") == [33, 9]
    assert sta.results("Observations", filter=f"phenomenonTime eq {later}") == [33]
    assert sta.results("Observations", orderby="phenomenonTime desc", top=2) == [33, 9]
    body = {"result": 3, "phenomenonTime": "2026-03-01T08:03:00Z"}
    assert sta.ask("PUT", way, body).status_code == 200
    assert sta.get(way) == {**row, "phenomenonTime": body["phenomenonTime"]}


def test_a_deleted_observation_is_nowhere(sta: Sta, ten: Station) -> None:
    row = sta.get("Observations", filter="result eq 3")["value"][0]
    assert sta.ask("DELETE", f"Observations({row['@iot.id']})").status_code == 200
    assert sta.raw(f"Observations({row['@iot.id']})").status_code == 404
    body = sta.get("Observations", count="true", top=4)
    assert [o["result"] for o in body["value"]] == [0, 1, 2, 4]
    assert body["@iot.count"] == 9
    assert sta.results(body["@iot.nextLink"]) == [5, 6, 7, 8]
