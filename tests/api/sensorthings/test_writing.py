"""Requirement create-update-delete of OGC 18-088."""

from typing import Any

import pytest

from chengyun.sensing import registry
from chengyun.sensing.models import Datastream, Thing
from tests.api.sensorthings.conftest import (
    NoBus,
    Sta,
    Station,
    datastream,
    location,
    observed,
    sensor,
    thing,
)


def test_an_entity_is_created_with_201_and_its_address(sta: Sta) -> None:
    answer = sta.ask("POST", "Sensors", sensor())
    assert answer.status_code == 201
    made = sta.get(answer.headers["Location"])
    assert answer.headers["Location"] == made["@iot.selfLink"] == answer.json()["@iot.selfLink"]
    assert made["metadata"] == "manual.pdf"


def test_deep_insert_makes_everything_inside(sta: Sta, no_bus: NoBus) -> None:
    observations = [{"result": 1, "phenomenonTime": "2026-03-01T00:00:00Z"}, {"result": 2}]
    key = sta.post("Things", thing(Datastreams=[datastream(Observations=observations)]))
    row = sta.get(
        f"Things({key})",
        expand="Locations,HistoricalLocations/Locations,"
        "Datastreams($expand=Sensor,ObservedProperty,Observations)",
    )
    assert row["Locations"][0]["name"] == "徐家汇"
    assert row["HistoricalLocations"][0]["Locations"][0]["name"] == "徐家汇"
    assert [o["result"] for o in row["Datastreams"][0]["Observations"]] == [1, 2]
    assert sum(len(batch) for batch in no_bus.batches) == 2


def test_links_to_what_exists_are_made_by_id(sta: Sta, station: Station) -> None:
    other = datastream("second", Sensor={"@iot.id": sta.post("Sensors", sensor("other"))})
    other["ObservedProperty"] = {"@iot.id": sta.post("ObservedProperties", observed("noise"))}
    other["Thing"] = {"@iot.id": station.thing}
    key = sta.post("Datastreams", other)
    assert sta.names(f"Things({station.thing})/Datastreams") == ["dust", "second"]
    assert sta.get(f"Datastreams({key})/Sensor")["name"] == "other"


def test_a_path_says_what_the_new_entity_belongs_to(sta: Sta, station: Station) -> None:
    key = sta.post(f"Things({station.thing})/Datastreams", datastream("second"))
    assert sta.get(f"Datastreams({key})/Thing")["@iot.id"] == station.thing
    sta.post(f"Things({station.thing})/Locations", location("elsewhere"))
    assert sta.names(f"Things({station.thing})/Locations") == ["elsewhere"]


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("Things", {"description": "x"}, "name"),
        ("Things", {"name": "x"}, "description"),
        ("Things", {"name": 5, "description": "x"}, "name"),
        ("Things", {"name": None, "description": "x"}, "name"),
        ("Things", {"name": "x", "description": "x", "properties": 5}, "properties"),
        ("Things", {"name": "x" * 121, "description": "x"}, "120"),
        ("Things", {"name": "x", "description": "x", "colour": "red"}, "colour"),
        ("Things", {"name": "x", "description": "x", "Locations": [{"@iot.id": 99}]}, "99"),
        ("Things", {"name": "x", "description": "x", "Locations": {}}, "Locations"),
        ("Things", [], "object"),
        ("Things", "{", "JSON"),
        ("Locations", {**location(), "location": {"type": "Point"}}, "location"),
        ("Locations", {**location(), "location": None}, "location"),
        ("Sensors", {"name": "x", "description": "x", "metadata": "x"}, "encodingType"),
        ("ObservedProperties", {"name": "x", "description": "x"}, "definition"),
        ("Datastreams", datastream(), "Thing"),
        ("Datastreams", datastream(Thing={"@iot.id": 99}), "99"),
        ("Datastreams", datastream(Thing={"@iot.id": "x"}), "whole numbers"),
        ("FeaturesOfInterest", {"name": "x", "description": "x", "feature": {}}, "encodingType"),
        ("HistoricalLocations", {"time": "2026-01-01T00:00:00Z"}, "Thing"),
        ("Observations", {"result": 1}, "Datastream"),
    ],
)
def test_what_is_missing_or_wrong_is_400_and_named(
    sta: Sta, path: str, body: Any, named: str
) -> None:
    assert named in sta.refused("POST", path, body)


def test_a_deep_insert_that_fails_makes_nothing(sta: Sta, no_bus: NoBus) -> None:
    broken = datastream(Observations=[{"result": 1}])
    del broken["ObservedProperty"]
    assert "ObservedProperty" in sta.refused("POST", "Things", thing(Datastreams=[broken]))
    for entities in ("Things", "Locations", "Sensors", "FeaturesOfInterest", "Observations"):
        assert sta.get(entities)["value"] == []
    assert no_bus.batches == []


def test_patch_changes_what_is_told_and_merges_properties(sta: Sta, station: Station) -> None:
    way = f"Things({station.thing})"
    answer = sta.ask("PATCH", way, {"description": "new", "properties": {"floor": None, "a": 1}})
    assert answer.status_code == 200
    row = sta.get(way)
    assert row["name"] == "station"
    assert row["description"] == "new"
    assert row["properties"] == {"owner": "区环保局", "a": 1}
    kind = "application/merge-patch+json"
    assert sta.ask("PATCH", way, {"name": "other"}, kind).status_code == 200
    assert sta.get(f"{way}/name") == {"name": "other"}
    assert "name" in sta.refused("PATCH", way, {"name": None})


def test_json_patch_does_its_operations_or_none(sta: Sta, station: Station) -> None:
    way, kind = f"Things({station.thing})", "application/json-patch+json"
    steps = [
        {"op": "test", "path": "/name", "value": "station"},
        {"op": "add", "path": "/properties/new", "value": [1]},
        {"op": "copy", "from": "/properties/owner", "path": "/properties/keeper"},
        {"op": "move", "from": "/properties/floor", "path": "/properties/level"},
        {"op": "remove", "path": "/properties/owner"},
        {"op": "replace", "path": "/description", "value": "changed"},
    ]
    assert sta.ask("PATCH", way, steps, kind).status_code == 200
    row = sta.get(way)
    assert row["description"] == "changed"
    assert row["properties"] == {"new": [1], "keeper": "区环保局", "level": 3}
    steps = [{"op": "replace", "path": "/name", "value": "x"},
             {"op": "test", "path": "/name", "value": "no"}]  # fmt: skip
    assert "JSON Patch" in sta.refused("PATCH", way, steps, kind=kind)
    assert sta.get(f"{way}/name") == {"name": "station"}


def test_put_replaces_and_needs_what_is_mandatory(sta: Sta, station: Station) -> None:
    way = f"Things({station.thing})"
    assert "description" in sta.refused("PUT", way, {"name": "new"})
    assert sta.ask("PUT", way, {"name": "new", "description": "d"}).status_code == 200
    row = sta.get(way)
    assert (row["name"], row["description"]) == ("new", "d")
    assert "properties" not in row
    assert sta.names(f"{way}/Datastreams") == ["dust"]


def test_links_are_changed_by_id_and_nothing_new_is_made_in_a_change(
    sta: Sta, station: Station
) -> None:
    key = sta.post("Sensors", sensor("other"))
    way = f"Datastreams({station.stream})"
    assert sta.ask("PATCH", way, {"Sensor": {"@iot.id": key}}).status_code == 200
    assert sta.get(f"{way}/Sensor")["name"] == "other"
    assert "Sensor" in sta.refused("PATCH", way, {"Sensor": sensor("inline")})


def test_a_new_location_of_a_thing_is_noted_in_its_history(sta: Sta, station: Station) -> None:
    key = sta.post("Locations", location("new place", 121.42, 31.18))
    way = f"Things({station.thing})"
    assert sta.ask("PATCH", way, {"Locations": [{"@iot.id": key}]}).status_code == 200
    assert sta.names(f"{way}/Locations") == ["new place"]
    history = sta.get(f"{way}/HistoricalLocations", expand="Locations", orderby="time")["value"]
    assert [row["Locations"][0]["name"] for row in history] == ["徐家汇", "new place"]


def test_a_thing_stands_where_its_location_is(sta: Sta, district: Any) -> None:
    key = sta.post("Things", thing())
    made = Thing.objects.get(pk=key)
    assert (made.lon, made.lat) == (121.43, 31.19)
    assert made.area == district.grid
    place = sta.get(f"Things({key})/Locations")["value"][0]["@iot.id"]
    moved = {"location": {"type": "Point", "coordinates": [121.42, 31.18]}}
    assert sta.ask("PATCH", f"Locations({place})", moved).status_code == 200
    made.refresh_from_db()
    assert made.area == district.tianlin


def test_the_newest_entry_of_history_says_where_a_thing_is(sta: Sta) -> None:
    key = sta.post("Things", {"name": "x", "description": "x"})
    places = [sta.post("Locations", location(f"place {n}")) for n in range(3)]
    way = f"Things({key})"
    sta.ask("PATCH", way, {"Locations": [{"@iot.id": places[0]}]})
    first = sta.get(f"{way}/HistoricalLocations")["value"][0]["@iot.id"]
    sta.ask("PATCH", f"HistoricalLocations({first})", {"time": "2016-01-01T06:00:00Z"})
    for hour, place, now in ((7, 1, "place 1"), (5, 2, "place 1")):
        body = {"time": f"2016-01-01T0{hour}:00:00Z", "Thing": {"@iot.id": key},
                "Locations": [{"@iot.id": places[place]}]}  # fmt: skip
        sta.post("HistoricalLocations", body)
        assert sta.names(f"{way}/Locations") == [now]


@pytest.mark.parametrize(
    ("deleted", "gone"),
    [
        ("Things", {"Things", "Datastreams", "HistoricalLocations", "Observations"}),
        ("Locations", {"Locations", "HistoricalLocations"}),
        ("HistoricalLocations", {"HistoricalLocations"}),
        ("Datastreams", {"Datastreams", "Observations"}),
        ("Sensors", {"Sensors", "Datastreams", "Observations"}),
        ("ObservedProperties", {"ObservedProperties", "Datastreams", "Observations"}),
        ("Observations", {"Observations"}),
        ("FeaturesOfInterest", {"FeaturesOfInterest", "Observations"}),
    ],
)
def test_deleting_takes_along_what_the_standard_says(
    sta: Sta, station: Station, deleted: str, gone: set[str]
) -> None:
    sta.post(f"Datastreams({station.stream})/Observations", {"result": 1})
    (row,) = sta.get(deleted)["value"]
    way = f"{deleted}({row['@iot.id']})"
    assert sta.ask("DELETE", way).status_code == 200
    assert sta.raw(way).status_code == 404
    everything = {
        "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors",
        "ObservedProperties", "Observations", "FeaturesOfInterest",
    }  # fmt: skip
    assert {name for name in everything if not sta.get(name)["value"]} == gone


def test_a_new_datastream_is_one_to_detection_and_others_are_told(
    sta: Sta, station: Station, no_bus: NoBus
) -> None:
    held = registry.load()
    row = Datastream.objects.get(pk=station.stream)
    assert held.properties[held.property_code[station.stream]] == row.observed_property.code
    assert held.known(held.find([row.key])).all()
    assert held.paths[station.stream] == "310104/310104014/310104014001/310104014001001/"
    assert no_bus.told > 0


def test_deleting_a_property_leaves_the_others_their_numbers(sta: Sta, station: Station) -> None:
    later = sta.post("ObservedProperties", observed("noise"))
    code = registry.load().properties[-1]
    first = sta.get("ObservedProperties")["value"][0]["@iot.id"]
    assert sta.ask("DELETE", f"ObservedProperties({first})").status_code == 200
    assert registry.load().properties[-1] == code
    assert [row["@iot.id"] for row in sta.get("ObservedProperties")["value"]] == [later]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "Things(1)"), ("PATCH", "Things"), ("DELETE", "Things"), ("TRACE", "Things"),
     ("DELETE", "Things(1)/name")],
)  # fmt: skip
def test_a_method_where_it_makes_no_sense_is_405(sta: Sta, method: str, path: str) -> None:
    assert sta.ask(method, path, {}).status_code == 405
