"""Points as raw columns, and those that move."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from django.test import Client

from chengyun.api import hub, points, stream
from chengyun.people.services import issue_token
from chengyun.sensing import registry
from chengyun.sensing.live import LiveState
from chengyun.sensing.models import Datastream, ObservedProperty, Thing


@pytest.fixture
def bus_line(district: Any) -> dict[str, int]:
    """A bus that tells speed and place, a gauge that stands still; ids by key."""
    prop = ObservedProperty.objects.create(code="any", minimum=-999, maximum=999)
    ids = {}
    for key, ends in (("bus-7", ("speed", "lon", "lat")), ("gauge-1", ("level",))):
        thing = Thing.objects.create(
            key=key, name=key, kind="k", area=district.grid, lon=121.5, lat=31.1
        )
        for end in ends:
            made = Datastream.objects.create(
                key=f"{key}.{end}", thing=thing, observed_property=prop
            )
            ids[f"{key}.{end}"] = made.pk
    held = registry.load()
    points.hold(held)
    hub.current().live = LiveState(held.size)
    return ids


def tell(ids: dict[str, int], **values: float) -> None:
    live = hub.current().live
    for end, value in values.items():
        live.value[ids[f"bus-7.{end}"]] = value


def ask(client: Client, user: Any, accept: str = "application/json") -> Any:
    headers = {"Authorization": f"Bearer {issue_token(user)}", "Accept": accept}
    return client.get("/api/v1/points", headers=headers)


def unpacked(body: bytes) -> dict[str, Any]:
    """As the guide tells it."""
    size = int.from_bytes(body[:4], "little")
    head = json.loads(body[4 : 4 + size])
    at, columns = 4 + size, {}
    for name, kind in head["columns"]:
        assert at % 8 == 0
        columns[name] = np.frombuffer(body, np.dtype(kind).newbyteorder("<"), head["rows"], at)
        at += -(-columns[name].nbytes // 8) * 8
    assert at == len(body)
    return {**columns, "properties": head["properties"]}


def frame(ids: list[int], area: str = "") -> dict[str, Any]:
    line = stream._frame(hub.current().live, np.array(ids, np.int32), area)
    return json.loads(line.partition(b"data: ")[2]) if line else {}


def column(told: dict[str, Any], name: str, kind: str = "<i4") -> list[Any]:
    return np.frombuffer(base64.b64decode(told[name]), kind).tolist()


def test_raw_columns_hold_what_the_lists_hold(
    client: Client, zhoumin: Any, bus_line: dict[str, int]
) -> None:
    lists = ask(client, zhoumin).json()
    raw = unpacked(ask(client, zhoumin, points.BINARY).content)
    assert raw["id"].tolist() == lists["id"]
    assert (raw["lon"] / 1e6).tolist() == lists["lon"] == [121.5, 121.5]
    assert raw["state"].tolist() == lists["state"]
    assert raw["properties"] == lists["properties"]
    assert np.isnan(raw["value"]).all()
    assert lists["value"] == [None, None]


def test_what_only_tells_a_place_is_no_point_of_its_own(
    client: Client, zhoumin: Any, bus_line: dict[str, int]
) -> None:
    shown = [bus_line["bus-7.speed"], bus_line["gauge-1.level"]]
    assert ask(client, zhoumin).json()["id"] == shown


def test_a_bus_stands_where_it_last_said_it_was(
    client: Client, zhoumin: Any, bus_line: dict[str, int]
) -> None:
    tell(bus_line, lon=121.44, lat=31.2)
    told = ask(client, zhoumin).json()
    assert (told["lon"], told["lat"]) == ([121.44, 121.5], [31.2, 31.1])


def test_half_a_place_is_none(client: Client, zhoumin: Any, bus_line: dict[str, int]) -> None:
    tell(bus_line, lon=121.44)
    assert ask(client, zhoumin).json()["lon"] == [121.5, 121.5]


def test_a_frame_tells_who_moved(bus_line: dict[str, int]) -> None:
    tell(bus_line, lon=121.44, lat=31.2)
    told = frame([bus_line["bus-7.lon"], bus_line["bus-7.lat"]])
    assert column(told, "ids") == []
    assert column(told, "moved") == [bus_line["bus-7.speed"]]
    assert column(told, "lons") == [121_440_000]
    assert column(told, "lats") == [31_200_000]


def test_a_frame_without_a_move_says_nothing_of_places(bus_line: dict[str, int]) -> None:
    told = frame([bus_line["gauge-1.level"]])
    assert column(told, "ids") == [bus_line["gauge-1.level"]]
    assert "moved" not in told


def test_moves_are_cut_to_the_readers_area(bus_line: dict[str, int]) -> None:
    assert frame([bus_line["bus-7.lon"]], area="999999/") == {}


def test_a_thing_that_tells_only_its_place_is_one_point(district: Any) -> None:
    prop = ObservedProperty.objects.create(code="any", minimum=-999, maximum=999)
    thing = Thing.objects.create(key="v", name="v", kind="k", area=district.grid, lon=1, lat=2)
    for end in ("lon", "lat"):
        Datastream.objects.create(key=f"v/{end}", thing=thing, observed_property=prop)
    held = registry.load()
    shown = np.flatnonzero((held.property_code >= 0) & ~held.hidden)
    assert [held.ids["v/lon"]] == shown.tolist()
    assert held.lat_from[shown].tolist() == [held.ids["v/lat"]]
