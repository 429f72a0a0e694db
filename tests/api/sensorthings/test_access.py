"""The one policy holds for SensorThings by every path."""

import base64
from typing import Any

import pytest
from django.test import Client

from chengyun.people.services import KIOSK, issue_token
from chengyun.sensing.services import create_source
from tests.api.sensorthings.conftest import (
    ROOT,
    NoBus,
    Sta,
    datastream,
    location,
    observed,
    thing,
)


@pytest.fixture
def two(sta: Sta) -> dict[str, int]:
    """A station in 徐家汇, where 王芳 works, and one in 田林; both of one property."""
    shared = {"@iot.id": sta.post("ObservedProperties", observed())}
    made = {}
    for name, lon, lat in (("ours", 121.43, 31.19), ("theirs", 121.42, 31.18)):
        stream = datastream(name, ObservedProperty=shared, Observations=[{"result": 1}])
        place = location(name, lon, lat)
        made[name] = sta.post("Things", thing(name, Locations=[place], Datastreams=[stream]))
    return made


@pytest.fixture
def street(client: Client, wangfang: Any, no_bus: NoBus) -> Sta:
    """王芳 of the grid in 徐家汇."""
    return Sta(client, issue_token(wangfang), no_bus)


SETS = ("Things", "Locations", "HistoricalLocations", "Datastreams", "Observations",
        "FeaturesOfInterest")  # fmt: skip


def test_lists_and_counts_hold_what_is_within_the_area(
    sta: Sta, street: Sta, two: dict[str, int]
) -> None:
    for entities in SETS:
        assert sta.get(entities, count="true")["@iot.count"] == 2
        body = street.get(entities, count="true")
        assert (body["@iot.count"], len(body["value"])) == (1, 1)
    assert street.names("Things") == ["ours"]
    assert street.get("Things/$ref")["value"][0]["@iot.selfLink"].endswith(f"({two['ours']})")


def test_what_lies_elsewhere_is_not_there_by_its_address(
    sta: Sta, street: Sta, two: dict[str, int]
) -> None:
    for entities in SETS:
        hidden = {row["@iot.id"] for row in sta.get(entities)["value"]}
        hidden -= {row["@iot.id"] for row in street.get(entities)["value"]}
        (key,) = hidden
        for path in (f"{entities}({key})", f"{entities}({key})/$ref"):
            assert street.raw(path).status_code == 404
    assert street.raw(f"Things({two['theirs']})/Datastreams").status_code == 404
    assert street.raw(f"Things({two['theirs']})/name/$value").status_code == 404


def test_no_expansion_leads_out_of_the_area(street: Sta, two: dict[str, int]) -> None:
    row = street.get("ObservedProperties", expand="Datastreams($count=true;$expand=Thing)")
    (only,) = row["value"]
    assert only["Datastreams@iot.count"] == 1
    assert only["Datastreams"][0]["Thing"]["name"] == "ours"
    key = only["@iot.id"]
    assert street.names(f"ObservedProperties({key})/Datastreams") == ["ours"]


@pytest.mark.parametrize(
    "condition",
    [
        "Datastreams/Thing/name eq 'theirs'",
        "Datastreams/name eq 'theirs'",
        "startswith(Datastreams/name, 'their')",
        "length(Datastreams/name) eq 6",
        "Datastreams/Thing/Locations/name eq 'theirs'",
        "Datastreams/Observations/result eq 1 and Datastreams/name eq 'theirs'",
    ],
)
def test_no_filter_tells_what_lies_elsewhere(
    sta: Sta, street: Sta, two: dict[str, int], condition: str
) -> None:
    assert len(sta.names("ObservedProperties", filter=condition)) == 1
    assert street.names("ObservedProperties", filter=condition) == []
    assert street.get("ObservedProperties", filter=condition, count="true")["@iot.count"] == 0


def test_observations_of_elsewhere_are_not_found_by_filter(
    street: Sta, two: dict[str, int]
) -> None:
    for condition in ("Datastream/name eq 'theirs'", "Datastream/Thing/name eq 'theirs'",
                      "length(Datastream/Thing/name) eq 6"):  # fmt: skip
        assert street.results("Observations", filter=condition) == []


def test_an_officer_without_a_place_sees_nothing(client: Client, two: Any, no_bus: NoBus) -> None:
    from chengyun.people.models import User

    nowhere = User.objects.create(username="nowhere", role="grid_officer")
    assert Sta(client, issue_token(nowhere), no_bus).raw("Things").status_code == 403


def test_officers_read_and_only_an_administrator_writes(
    street: Sta, zhoumin: Any, two: dict[str, int]
) -> None:
    for secret in (street.secret, issue_token(zhoumin)):
        officer = Sta(street.client, secret, street.door)
        for method, path in (("POST", "Things"), ("PATCH", f"Things({two['ours']})"),
                             ("DELETE", f"Things({two['ours']})"), ("POST", "Observations"),
                             ("POST", "CreateObservations")):  # fmt: skip
            assert officer.ask(method, path, thing()).status_code == 403, (method, path)


def test_a_sources_key_writes_observations_and_nothing_else(
    client: Client, sta: Sta, two: dict[str, int], no_bus: NoBus
) -> None:
    made = create_source("pump-vendor")
    source = Sta(client, made.key, no_bus)
    stream = sta.get(f"Things({two['ours']})/Datastreams")["value"][0]["@iot.id"]
    source.post(f"Datastreams({stream})/Observations", {"result": 2})
    assert no_bus.batches[-1].source == made.source.pk
    assert source.raw("Things").status_code == 403
    assert source.ask("POST", "Things", thing()).status_code == 403
    feature = {"name": "x", "description": "x", "encodingType": "x", "feature": "x"}
    body = {"result": 2, "FeatureOfInterest": feature}
    assert source.ask("POST", f"Datastreams({stream})/Observations", body).status_code == 403
    made.source.manages = True
    made.source.save()
    key = source.post("Things", thing("made by a source"))
    assert source.get(f"Things({key})")["name"] == "made by a source"


def test_a_key_may_come_as_the_password_of_basic(client: Client, sta: Sta) -> None:
    coded = base64.b64encode(f"anyone:{sta.secret}".encode()).decode()
    headers = {"Authorization": f"Basic {coded}"}
    assert client.get(f"{ROOT}/Things", headers=headers).status_code == 200
    for header in ("Basic !", "Basic eDp5", "Bearer x", "Digest x"):
        answer = client.get(f"{ROOT}/Things", headers={"Authorization": header})
        assert answer.status_code == 401


def test_a_kiosk_link_reads_and_does_not_write(client: Client, zhoumin: Any, two: Any) -> None:
    token = issue_token(zhoumin, KIOSK)
    assert client.get(f"{ROOT}/Things?token={token}&$top=1").status_code == 200
    answer = client.post(f"{ROOT}/Things?token={token}", thing(), "application/json")
    assert answer.status_code == 401


def test_a_session_writes_with_its_csrf_token_alone(admin: Any, no_bus: NoBus) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    assert client.get(f"{ROOT}/Things").status_code == 200
    assert client.post(f"{ROOT}/Things", thing(), "application/json").status_code == 401


def test_a_street_administrator_changes_nothing_elsewhere(
    client: Client, two: dict[str, int], district: Any, no_bus: NoBus
) -> None:
    from chengyun.people.models import User

    user = User.objects.create(username="jiedao", role="administrator", area=district.xujiahui)
    street = Sta(client, issue_token(user), no_bus)
    assert street.ask("PATCH", f"Things({two['ours']})", {"name": "x"}).status_code == 200
    assert street.ask("PATCH", f"Things({two['theirs']})", {"name": "x"}).status_code == 404
    assert street.ask("DELETE", f"Things({two['theirs']})").status_code == 404
    body = datastream(Thing={"@iot.id": two["theirs"]})
    assert "Thing" in street.refused("POST", "Datastreams", body)


def test_deleting_a_shared_property_is_for_one_who_sees_all_of_it(
    client: Client, sta: Sta, two: dict[str, int], district: Any, no_bus: NoBus
) -> None:
    from chengyun.people.models import User

    user = User.objects.create(username="jiedao", role="administrator", area=district.xujiahui)
    street = Sta(client, issue_token(user), no_bus)
    key = sta.get("ObservedProperties")["value"][0]["@iot.id"]
    assert street.ask("DELETE", f"ObservedProperties({key})").status_code == 403
    assert len(sta.names("Datastreams")) == 2
