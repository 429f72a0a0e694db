"""Requirements data-array, batch-request and multi-datastream of OGC 18-088."""

import json
from typing import Any

import pytest

from chengyun.sensing.models import Datastream
from tests.api.sensorthings.conftest import (
    HOST,
    MEASUREMENT,
    UNIT,
    NoBus,
    Sta,
    Station,
    datastream,
    observed,
    sensor,
)


def test_observations_are_told_as_arrays(sta: Sta, ten: Station) -> None:
    body = sta.get("Observations", resultFormat="dataArray", count="true", top=3)
    (group,) = body["value"]
    assert group["Datastream@iot.navigationLink"] == f"{HOST}/Datastreams({ten.stream})"
    assert group["dataArray@iot.count"] == len(group["dataArray"]) == 3
    assert body["@iot.count"] == 10
    assert "resultFormat=dataArray" in body["@iot.nextLink"]
    rows = [dict(zip(group["components"], row, strict=True)) for row in group["dataArray"]]
    assert [row["result"] for row in rows] == [0, 1, 2]
    assert sta.get(f"Observations({rows[0]['id']})")["phenomenonTime"] == rows[0]["phenomenonTime"]
    body = sta.get("Observations", resultFormat="dataArray", select="result,phenomenonTime")
    assert body["value"][0]["components"] == ["result", "phenomenonTime"]


def test_many_observations_are_created_at_once_and_each_is_answered(
    sta: Sta, station: Station, no_bus: NoBus
) -> None:
    feature = sta.post("FeaturesOfInterest", {
        "name": "x", "description": "x", "encodingType": "text/plain", "feature": "there"
    })  # fmt: skip
    group = {
        "Datastream": {"@iot.id": station.stream},
        "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
        "dataArray@iot.count": 4,
        "dataArray": [
            ["2010-12-23T10:20:00-07:00", 20, feature],
            ["2010-12-23T10:21:00-07:00", 30, "no id"],
            ["2110-12-23T10:22:00-07:00", 40, feature],
            ["2010-12-23T10:23:00-07:00"],
        ],
    }
    plain = {"Datastream": {"@iot.id": station.stream}, "components": ["result"],
             "dataArray": [[1], [2]]}  # fmt: skip
    answer = sta.ask("POST", "CreateObservations", [group, plain])
    assert answer.status_code == 201
    told = answer.json()
    assert [line.startswith("error") for line in told] == [False, True, True, True, False, False]
    assert sta.get(told[0])["result"] == 20
    assert sta.get(f"{told[0]}/FeatureOfInterest")["@iot.id"] == feature
    assert sta.results("Observations") == [20, 1, 2]
    assert len(no_bus.batches) == 1
    assert "dataArray" in sta.refused(
        "POST", "CreateObservations", [{"Datastream": {"@iot.id": 1}}]
    )


def multi(thing: int, **more: Any) -> dict[str, Any]:
    return {
        "name": "wind",
        "description": "wind",
        "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
        "unitOfMeasurements": [UNIT, {**UNIT, "symbol": "°"}],
        "Thing": {"@iot.id": thing},
        "Sensor": sensor("anemometer"),
        "ObservedProperties": [observed("speed"), observed("direction")],
        **more,
    }


def test_a_multi_datastream_has_its_properties_in_order(sta: Sta, station: Station) -> None:
    key = sta.post("MultiDatastreams", multi(station.thing))
    row = sta.get(f"MultiDatastreams({key})", expand="ObservedProperties,Sensor,Thing")
    assert [p["name"] for p in row["ObservedProperties"]] == ["speed", "direction"]
    assert row["observationType"].endswith("OM_ComplexObservation")
    assert len(row["unitOfMeasurements"]) == len(row["multiObservationDataTypes"]) == 2
    assert sta.names(f"Things({station.thing})/MultiDatastreams") == ["wind"]
    speed = row["ObservedProperties"][0]["@iot.id"]
    assert sta.names(f"ObservedProperties({speed})/MultiDatastreams") == ["wind"]
    assert sta.names("MultiDatastreams", filter="ObservedProperties/name eq 'speed'") == ["wind"]


def test_its_components_are_series_to_detection_but_no_datastreams_here(
    sta: Sta, station: Station, no_bus: NoBus
) -> None:
    key = sta.post("MultiDatastreams", multi(station.thing))
    parts = list(Datastream.objects.filter(multi=key).order_by("position"))
    sta.post(f"MultiDatastreams({key})/Observations", {"result": [3.5, 270]})
    assert no_bus.batches[-1].stream.tolist() == [part.pk for part in parts]
    assert no_bus.batches[-1].value.tolist() == [3.5, 270]
    assert sta.names("Datastreams") == ["dust"]
    assert sta.raw(f"Datastreams({parts[0].pk})").status_code == 404


def test_its_observations_are_lists_as_long_as_its_properties(sta: Sta, station: Station) -> None:
    key = sta.post("MultiDatastreams", multi(station.thing))
    way = f"MultiDatastreams({key})/Observations"
    made = sta.post(way, {"result": [3.5, 270], "phenomenonTime": "2026-03-01T08:00:00Z"})
    sta.post(way, {"result": [4, "north"], "phenomenonTime": "2026-03-01T08:01:00Z"})
    assert sta.results(way) == [[3.5, 270], [4, "north"]]
    row = sta.get(f"Observations({made})", expand="MultiDatastream")
    assert row["MultiDatastream"]["name"] == "wind"
    assert "Datastream" not in row
    assert sta.raw(f"Observations({made})/Datastream").status_code == 404
    assert "list of 2" in sta.refused("POST", way, {"result": [1]})
    assert "list of 2" in sta.refused("POST", way, {"result": 1})
    told = sta.results("Observations", filter="MultiDatastream/name eq 'wind'")
    assert len(told) == 2
    body = sta.get(way, resultFormat="dataArray")
    assert body["value"][0]["MultiDatastream@iot.navigationLink"].endswith(f"({key})")


@pytest.mark.parametrize("short", ["multiObservationDataTypes", "unitOfMeasurements",
                                   "ObservedProperties"])  # fmt: skip
def test_its_lists_must_be_of_one_length(sta: Sta, station: Station, short: str) -> None:
    body = multi(station.thing)
    body[short] = body[short][:1]
    assert "one length" in sta.refused("POST", "MultiDatastreams", body)


def test_deleting_it_deletes_its_components(sta: Sta, station: Station) -> None:
    key = sta.post("MultiDatastreams", multi(station.thing))
    assert sta.ask("DELETE", f"MultiDatastreams({key})").status_code == 200
    assert Datastream.objects.count() == 1


def batch(sta: Sta, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    answer = sta.ask("POST", "$batch", {"requests": list(requests)})
    assert answer.status_code == 200, answer.content
    return list(answer.json()["responses"])


def test_a_batch_answers_each_request_and_they_may_refer_to_one_another(sta: Sta) -> None:
    told = batch(
        sta,
        {"id": "1", "method": "post", "url": "Things", "body": {"name": "a", "description": "b"}},
        {"id": "2", "method": "post", "url": "Datastreams",
         "body": datastream(Thing={"@iot.id": "$1"})},
        {"id": "3", "method": "patch", "url": "$1", "body": {"description": "c"}},
        {"id": "4", "method": "get", "url": "Things?$filter=name eq 'a'&$expand=Datastreams"},
        {"id": "5", "method": "get", "url": "Nothings"},
    )  # fmt: skip
    assert [(one["id"], one["status"]) for one in told] == [
        ("1", 201), ("2", 201), ("3", 200), ("4", 200), ("5", 404),
    ]  # fmt: skip
    (row,) = told[3]["body"]["value"]
    assert row["description"] == "c"
    assert row["Datastreams"][0]["name"] == "dust"
    assert told[0]["location"] == row["@iot.selfLink"]


def test_requests_of_a_group_are_done_together_or_not_at_all(sta: Sta, station: Station) -> None:
    plain = {"name": "a", "description": "b"}
    told = batch(
        sta,
        {"id": "1", "atomicityGroup": "g", "method": "post", "url": "Things", "body": plain},
        {"id": "2", "atomicityGroup": "g", "method": "post",
         "url": f"Datastreams({station.stream})/Observations", "body": {"result": 1}},
        {"id": "3", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {}},
        {"id": "4", "method": "post", "url": "Sensors", "body": sensor()},
    )  # fmt: skip
    assert [one["status"] for one in told] == [424, 424, 400, 201]
    assert sta.names("Things") == ["station"]
    assert sta.get("Observations")["value"] == []


def test_a_batch_may_be_multipart_with_a_change_set(sta: Sta) -> None:
    body = "\r\n".join([
        "--outer", "Content-Type: application/http", "", "GET Things?$count=true HTTP/1.1", "", "",
        "--outer", "Content-Type: multipart/mixed; boundary=inner", "",
        "--inner", "Content-Type: application/http", "Content-ID: one", "",
        "POST Things HTTP/1.1", "Content-Type: application/json", "",
        json.dumps({"name": "a", "description": "b"}),
        "--inner", "Content-Type: application/http", "Content-ID: two", "",
        "POST $one/Datastreams HTTP/1.1", "Content-Type: application/json", "",
        json.dumps(datastream()),
        "--inner--", "--outer--", "",
    ])  # fmt: skip
    answer = sta.ask("POST", "$batch", body, "multipart/mixed; boundary=outer")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("multipart/mixed; boundary=batch_")
    text = answer.content.decode()
    assert text.count("HTTP/1.1 201 Created") == 2
    assert text.count("HTTP/1.1 200 OK") == 1
    assert sta.names("Things", expand="Datastreams") == ["a"]
    assert sta.names("Datastreams") == ["dust"]


@pytest.mark.parametrize("body", [{}, {"requests": [{}]}, {"requests": 5}, []])
def test_what_is_no_batch_is_400(sta: Sta, body: Any) -> None:
    sta.refused("POST", "$batch", body)
