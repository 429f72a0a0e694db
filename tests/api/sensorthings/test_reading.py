"""Requirements datamodel, resource-path and request-data of OGC 18-088."""

from typing import Any

import pytest

from chengyun.api.sensorthings.entities import ALL
from tests.api.sensorthings.conftest import HOST, Sta, Station, datastream, location, thing


def test_the_root_names_every_entity_set_and_what_is_held(sta: Sta) -> None:
    root = sta.get("")
    assert {one["name"]: one["url"] for one in root["value"]} == {
        one.name: f"{HOST}/{one.name}" for one in ALL
    }
    assert root["serverSettings"]["conformance"]


@pytest.mark.parametrize("entities", ALL, ids=lambda one: one.name)
def test_every_entity_has_its_control_information_properties_and_links(
    sta: Sta, ten: Station, entities: Any
) -> None:
    if entities.name == "MultiDatastreams":
        pytest.skip("has its own test")
    row = sta.get(entities.name)["value"][0]
    assert type(row["@iot.id"]) is int
    assert row["@iot.selfLink"] == f"{HOST}/{entities.name}({row['@iot.id']})"
    assert {f.name for f in entities.fields if f.needed} <= set(row)
    for link in entities.links:
        if link.name != "MultiDatastream" or entities.name != "Observations":
            assert row[f"{link.name}@iot.navigationLink"] == f"{row['@iot.selfLink']}/{link.name}"
            assert sta.raw(row[f"{link.name}@iot.navigationLink"]).status_code == 200
    assert sta.get(row["@iot.selfLink"])["@iot.id"] == row["@iot.id"]


def test_resource_paths_lead_to_entities_properties_and_values(sta: Sta, station: Station) -> None:
    t, d = station.thing, station.stream
    assert sta.get(f"Things({t})/Datastreams({d})/Sensor/Datastreams({d})/Thing")["@iot.id"] == t
    assert sta.get(f"Things({t})/name") == {"name": "station"}
    assert sta.raw(f"Things({t})/name/$value").content == b"station"
    assert sta.get(f"Things({t})/properties/floor") == {"floor": 3}
    assert sta.get(f"Datastreams({d})/unitOfMeasurement/symbol") == {"symbol": "ug/m3"}
    assert sta.get("Things/$ref")["value"] == [{"@iot.selfLink": f"{HOST}/Things({t})"}]
    refs = sta.get(f"Things({t})/Datastreams/$ref")["value"]
    assert refs == [{"@iot.selfLink": f"{HOST}/Datastreams({d})"}]


@pytest.mark.parametrize(
    "path",
    ["Nothings", "Things(999)", "Things(x)", "Things(1)/nothing", "Things/Datastreams",
     "Things(999)/Datastreams", "Things()", "Datastreams(99999999999999999999)"],
)  # fmt: skip
def test_what_is_not_there_is_404_and_says_so(sta: Sta, path: str) -> None:
    answer = sta.raw(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == 404


def test_a_path_must_lead_through_what_belongs_together(sta: Sta, station: Station) -> None:
    other = sta.post("Things", {"name": "other", "description": "x"})
    assert sta.raw(f"Things({other})/Datastreams({station.stream})").status_code == 404
    assert sta.raw(f"Things({other})/Datastreams({station.stream})/Observations").status_code == 404


@pytest.fixture
def five(sta: Sta) -> list[int]:
    return [
        sta.post("Things", {"name": name, "description": text, "properties": {"n": n}})
        for n, (name, text) in enumerate(
            [("beta", "b"), ("alpha", "b"), ("delta", "a"), ("gamma", "a"), ("epsilon", "c")]
        )
    ]


def test_pages_follow_next_links_until_all_were_told_once(sta: Sta, five: list[int]) -> None:
    told, way = [], "Things?$top=2&$count=true"
    while way:
        body = sta.get(way)
        assert body["@iot.count"] == 5
        told += [row["@iot.id"] for row in body["value"]]
        way = body.get("@iot.nextLink", "")
    assert told == five


def test_orderby_takes_several_keys_and_directions(sta: Sta, five: list[int]) -> None:
    assert sta.names("Things", orderby="description,name desc") == [
        "gamma", "delta", "beta", "alpha", "epsilon",
    ]  # fmt: skip
    assert sta.names("Things", orderby="length(name) desc,name")[0] == "epsilon"
    assert sta.names("Things", orderby="properties/n desc")[0] == "epsilon"


def test_skip_top_and_count_are_what_they_say(sta: Sta, five: list[int]) -> None:
    body = sta.get("Things", skip=3, top=1, count="true", orderby="name")
    assert [row["name"] for row in body["value"]] == ["epsilon"]
    assert body["@iot.count"] == 5
    assert "@iot.count" not in sta.get("Things", count="false")
    assert sta.get("Things", top=0)["value"] == []


def test_select_tells_what_was_chosen_alone(sta: Sta, station: Station) -> None:
    assert sta.get("Things", select="name")["value"] == [{"name": "station"}]
    assert sta.get("Things", select="id,name")["value"][0]["@iot.id"] == station.thing
    row = sta.get(f"Things({station.thing})", select="Datastreams")
    assert list(row) == ["Datastreams@iot.navigationLink"]
    row = sta.get(f"Things({station.thing})", select="name", expand="Locations($select=name)")
    assert row == {"name": "station", "Locations": [{"name": "徐家汇"}]}


def test_expand_nests_with_options_and_by_path(sta: Sta, ten: Station) -> None:
    row = sta.get(
        f"Things({ten.thing})",
        expand="Datastreams($select=name;$expand=Observations($filter=result gt 3;$top=2;"
        "$orderby=phenomenonTime desc;$count=true;$select=result),Sensor),Locations",
    )
    stream = row["Datastreams"][0]
    assert stream["name"] == "dust"
    assert [o["result"] for o in stream["Observations"]] == [9, 8]
    assert stream["Observations@iot.count"] == 6
    assert sta.results(stream["Observations@iot.nextLink"]) == [7, 6]
    assert stream["Sensor"]["name"] == "PMS 5003"
    assert row["Locations"][0]["name"] == "徐家汇"
    row = sta.get(f"Things({ten.thing})", expand="Datastreams/ObservedProperty,Datastreams/Sensor")
    assert row["Datastreams"][0]["ObservedProperty"]["name"] == "PM2.5"
    assert row["Datastreams"][0]["Sensor"]["name"] == "PMS 5003"
    deep = sta.get("Observations", top=1, expand="Datastream/Thing/Locations,FeatureOfInterest")
    assert deep["value"][0]["Datastream"]["Thing"]["Locations"][0]["name"] == "徐家汇"
    assert deep["value"][0]["FeatureOfInterest"]["feature"]["type"] == "Point"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"top": -1}, "$top"), ({"skip": "x"}, "$skip"), ({"count": "maybe"}, "$count"),
        ({"select": "nothing"}, "nothing"), ({"expand": "Nothing"}, "Nothing"),
        ({"orderby": "nothing"}, "nothing"), ({"filter": "nothing eq 1"}, "nothing"),
        ({"filter": "name eq"}, "$filter"), ({"filter": "frob(name)"}, "frob"),
        ({"filter": "length(name,name) eq 1"}, "length"), ({"filter": "Datastreams eq 1"}, "entity"),  # noqa: E501
        ({"frob": 1}, "$frob"), ({"expand": "Datastreams($top=x)"}, "$top"),
        ({"resultFormat": "dataArray"}, "dataArray"),
        ({"filter": "Datastreams/nothing eq 1"}, "nothing"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_400_and_named(sta: Sta, options: dict[str, Any], named: str) -> None:
    answer = sta.raw("Things", **options)
    assert answer.status_code == 400
    assert named in answer.json()["message"]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("name eq 'alpha'", {"alpha"}),
        ("name ne 'alpha'", {"beta", "gamma"}),
        ("name gt 'alpha' and name le 'beta'", {"beta"}),
        ("not (name eq 'alpha' or name eq 'beta')", {"gamma"}),
        ("substringof('lph', name)", {"alpha"}),
        ("contains(name, 'A')", set()),
        ("not contains(name, 'A')", {"alpha", "beta", "gamma"}),
        ("startswith(name, 'be')", {"beta"}),
        ("endswith(name,'mma') eq true", {"gamma"}),
        ("length(name) eq 4", {"beta"}),
        ("indexof(name,'ph') eq 2", {"alpha"}),
        ("substring(name,1) eq 'eta'", {"beta"}),
        ("substring(name,1,2) eq 'et'", {"beta"}),
        ("toupper(name) eq 'BETA' and tolower('BETA') eq name", {"beta"}),
        ("trim(concat(name,'  ')) eq 'beta'", {"beta"}),
        ("properties/n eq 1", {"beta"}),
        ("properties/deep/key eq 'it''s'", {"gamma"}),
        ("properties/n add 1 eq 3", {"gamma"}),
        ("properties/n mul 2 sub 1 div 1 mod 4 ge 3", {"gamma"}),
        ("round(properties/half) eq 3 and floor(properties/half) eq 2", {"gamma"}),
        ("ceiling(properties/half) eq 3", {"gamma"}),
        ("properties/missing eq null and name eq 'beta'", {"beta"}),
        ("Locations/name eq 'beta place'", {"beta"}),
        ("Datastreams/unitOfMeasurement/symbol eq 'ug/m3'", {"gamma"}),
        ("Datastreams/ObservedProperty/name eq 'PM2.5'", {"gamma"}),
        ("not (Datastreams/Sensor/name eq 'PMS 5003')", {"alpha", "beta"}),
        ("Datastreams/Observations/result gt 5", {"gamma"}),
        ("geo.distance(Locations/location, geography'POINT(121.43 31.19)') lt 0.001", {"alpha"}),
        ("st_within(Locations/location,geography'POLYGON((120 30,120 32,121.5 32,121.5 30,120 30))')",  # noqa: E501
         {"alpha", "gamma"}),
        ("st_equals(Locations/location,geography'POINT(125 31)')", {"beta"}),
        ("st_disjoint(Locations/location,geography'POINT(125 31)')", {"alpha", "gamma"}),
        ("st_intersects(Locations/location,geography'POINT(125 31)')", {"beta"}),
        ("geo.intersects(Locations/location,geography'POINT(125 31)')", {"beta"}),
        ("st_touches(Locations/location,geography'LINESTRING(125 31,126 31)')", {"beta"}),
        ("st_relate(Locations/location,geography'POINT(125 31)','0FFFFFFF2')", {"beta"}),
        ("geo.length(geography'LINESTRING(0 0,3 4)') eq 5 and name eq 'beta'", {"beta"}),
        ("HistoricalLocations/time lt now() and name eq 'beta'", {"beta"}),
        ("id in (0,-1) or name eq 'beta'", {"beta"}),
    ],
)  # fmt: skip
def test_filter_decides_by_every_operator_and_function(
    sta: Sta, condition: str, names: set[str]
) -> None:
    sta.post("Things", {"name": "alpha", "description": "", "Locations": [location()]})
    sta.post(
        "Things",
        {"name": "beta", "description": "", "properties": {"n": 1},
         "Locations": [location("beta place", 125, 31)]},
    )  # fmt: skip
    gamma = thing("gamma", properties={"n": 2, "half": 2.5, "deep": {"key": "it's"}})
    gamma["Locations"] = [location("gamma place", 121, 31)]
    gamma["Datastreams"] = [
        datastream(Observations=[{"result": 6, "phenomenonTime": "2026-01-01T00:00:00Z"}])
    ]
    sta.post("Things", gamma)
    assert set(sta.names("Things", filter=condition)) == names


@pytest.mark.parametrize(
    ("condition", "results"),
    [
        ("result eq 3", [3]),
        ("result gt 6 and result lt 9", [7, 8]),
        ("result mul 2 eq 8 or result sub 9 eq 0", [4, 9]),
        ("phenomenonTime ge 2026-03-01T08:08:00Z", [8, 9]),
        ("phenomenonTime lt 2026-03-01T16:02:00+08:00", [0, 1]),
        ("phenomenonTime eq 2026-03-01T08:05:00Z", [5]),
        ("2026-03-01T08:08:00.000Z lt phenomenonTime", [9]),
        ("minute(phenomenonTime) eq 7", [7]),
        ("year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 3 and result lt 1", [0]),
        ("day(phenomenonTime) eq 1 and hour(phenomenonTime) eq 8 and result eq 2", [2]),
        ("second(phenomenonTime) eq 0 and fractionalseconds(phenomenonTime) eq 0 and result eq 2",
         [2]),
        ("date(phenomenonTime) eq 2026-03-01 and result eq 1", [1]),
        ("time(phenomenonTime) gt 08:07:30", [8, 9]),
        ("totaloffsetminutes(phenomenonTime) eq 0 and result eq 1", [1]),
        ("phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and result eq 0", [0]),  # noqa: E501
        ("phenomenonTime lt now() sub duration'PT1H' and result eq 0", [0]),
        ("phenomenonTime add duration'PT1M' eq 2026-03-01T08:05:00Z", [4]),
        ("Datastream/Thing/name eq 'station' and result ge 9", [9]),
        ("Datastream/Thing/properties/floor eq 3 and result ge 9", [9]),
        ("Datastream/name eq 'other'", []),
        ("Datastream/unitOfMeasurement/name eq 'microgram per cubic metre' and result eq 1", [1]),
        ("st_equals(FeatureOfInterest/feature, geography'POINT(121.43 31.19)') and result eq 1", [1]),  # noqa: E501
        ("phenomenonTime gt 2026-03-01T08:00:00Z/2026-03-01T08:07:00Z", [7, 8, 9]),
        ("during(phenomenonTime, 2026-03-01T08:00:00Z/2026-03-01T08:02:00Z)", [0, 1]),
        ("resultTime eq null and result eq 4", [4]),
    ],
)  # fmt: skip
def test_filter_on_observations_decides_by_columns_and_by_rows(
    sta: Sta, ten: Station, condition: str, results: list[int]
) -> None:
    body = sta.get("Observations", filter=condition, count="true")
    assert [row["result"] for row in body["value"]] == results
    assert body["@iot.count"] == len(results)


def test_observations_are_ordered_and_paged_from_either_end(sta: Sta, ten: Station) -> None:
    way = f"Datastreams({ten.stream})/Observations"
    assert sta.results(way, orderby="phenomenonTime desc", top=3) == [9, 8, 7]
    assert sta.results(way, orderby="result desc", top=2, skip=1) == [8, 7]
    assert sta.results(way, top=3, skip=8) == [8, 9]
    assert sta.get(way, count="true", top=1)["@iot.count"] == 10


def test_a_datastream_tells_from_when_to_when_it_was_observed(sta: Sta, ten: Station) -> None:
    told = sta.get(f"Datastreams({ten.stream})")["phenomenonTime"]
    assert told == "2026-03-01T08:00:00Z/2026-03-01T08:09:00Z"
    assert sta.names("Datastreams", filter="phenomenonTime lt now()") == ["dust"]


def test_an_unsigned_request_is_401(client: Any) -> None:
    assert client.get("/sta/v1.1/Things").status_code == 401


def test_things_of_other_doors_have_what_a_reader_expects(sta: Sta, district: Any) -> None:
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    water = ObservedProperty.objects.create(
        code="water_level", name_zh="水位", name_en="Water level", unit="m", minimum=0, maximum=9
    )
    pump = Thing.objects.create(
        key="pump", name="泵站", kind="pump", area=district.grid, lon=121.43, lat=31.19
    )
    stream = Datastream.objects.create(key="pump.level", thing=pump, observed_property=water)
    row = sta.get(f"Things({pump.pk})", expand="Locations,HistoricalLocations,Datastreams")
    assert row["Locations"][0]["location"]["coordinates"] == [121.43, 31.19]
    assert len(row["HistoricalLocations"]) == 1
    assert row["Datastreams"][0]["name"] == "pump.level"
    assert row["Datastreams"][0]["unitOfMeasurement"]["symbol"] == "m"
    assert sta.get(f"Datastreams({stream.pk})/Sensor")["name"] == "pump"
    assert sta.get(f"Datastreams({stream.pk})/ObservedProperty")["name"] == "Water level"
