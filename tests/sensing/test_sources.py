import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bcrypt
import msgspec
import paho.mqtt.client as mqtt
import pytest
from django.test import Client

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.bus.server import Device
from chengyun.sensing import queries, sources
from chengyun.sensing.adapters.sparkplug_payload import Payload
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.intake import Malformed
from chengyun.sensing.models import Source
from chengyun.sensing.mqtt import MqttDoor
from chengyun.sensing.registry import Registry
from chengyun.sensing.services import create_source
from chengyun.sensing.sources import Way
from tests.bus_server import RunningBus, running_bus

NOW = 1_782_864_000_000_000
MAPPED = {"readings": [{"key": "{topic[1]}", "value": "$.v"}]}
VENDOR = Way(4, "vendor", "mapping", MAPPED)
NODE = Way(5, "edge", "sparkplug", {"group": "G", "node": "N"})


def test_a_source_is_made_with_its_adapter(db: None) -> None:
    made = create_source("vendor", "mapping", MAPPED).source
    assert queries.active_ways() == {"vendor": Way(made.pk, "vendor", "mapping", MAPPED)}


@pytest.mark.parametrize(
    ("adapter", "options", "sentence"),
    [
        ("telex", {}, "there is no adapter 'telex'; there are readings, "),
        ("hj212", {}, "there is no adapter 'hj212'"),
        ("readings", {"a": 1}, "has no options"),
        ("mapping", {}, "need 'readings'"),
        ("mapping", [], "must be an object"),
        ("frigate", {"a": 1}, "only option is 'read'"),
    ],
)
def test_a_source_that_could_not_be_read_is_not_made(
    db: None, adapter: str, options: Any, sentence: str
) -> None:
    if options != []:
        with pytest.raises(ValueError, match=sentence):
            create_source("vendor", adapter, options)
    with pytest.raises(ValueError, match=sentence):
        sources.check(adapter, options)
    assert not Source.objects.exists()


def test_the_administrator_is_told_what_is_wrong_with_the_options(
    client: Client, admin: Any
) -> None:
    source = create_source("vendor", "mapping", MAPPED).source
    client.force_login(admin)
    page = f"/admin/sensing/source/{source.pk}/change/"
    wrong = {"adapter": "mapping", "options": '{"readings": [{"key": "a", "value": "v"}]}'}
    told = client.post(page, wrong).content.decode()
    assert "must be a path that begins with" in told
    right = {"adapter": "mapping", "options": '{"readings": [{"key": "a", "value": "$.v"}]}'}
    assert client.post(page, right).status_code == 302
    source.refresh_from_db()
    assert source.options["readings"][0]["key"] == "a"


def test_a_message_below_the_sources_name_is_read_by_its_adapter() -> None:
    raw = sources.read(VENDOR, b'{"v": 3}', "devices/a/up", NOW)
    assert (raw.datastream, raw.value.tolist(), raw.time.tolist()) == (["a"], [3.0], [NOW])


def test_observations_are_plain_readings_whatever_the_adapter() -> None:
    raw = sources.read(VENDOR, b'{"datastream": "b", "value": 1}', "observations", NOW)
    assert raw.datastream == ["b"]


def test_a_source_without_an_adapter_sends_observations_alone() -> None:
    with pytest.raises(Malformed, match="to observations alone"):
        sources.read(Way(1, "plain"), b"{}", "events", NOW)


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ("in.cam.observations", ("cam", "observations")),
        ("in.cam.front_door.person", ("cam", "front_door/person")),
        ("in.cam.spBv1//0.G.NDATA.N", ("cam", "spBv1.0/G/NDATA/N")),
        ("in.cam.a./.b./", ("cam", "a//b/")),
        ("spBv1//0.G.NDATA.N", ("edge", "spBv1.0/G/NDATA/N")),
        ("spBv1//0.G.DDATA.N.d//1", ("edge", "spBv1.0/G/DDATA/N/d.1")),
        ("spBv1//0.G.NDATA.M", ("", "spBv1.0/G/NDATA/M")),
    ],
)
def test_the_bus_names_the_source_and_the_topic(subject: str, where: tuple[str, str]) -> None:
    assert sources.named(subject, {"edge": NODE, "vendor": VENDOR}) == where


def test_a_sparkplug_node_may_speak_as_itself_and_hear_its_commands_only() -> None:
    assert sources.permitted(VENDOR) == ((), ())
    assert sources.permitted(Way(6, "loose", "sparkplug")) == ((), ())
    assert sources.permitted(NODE) == (
        ("spBv1//0.G.*.N", "spBv1//0.G.*.N.*"),
        ("spBv1//0.G.NCMD.N",),
    )


# Over a real bus.


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningBus]:
    hashed = bcrypt.hashpw(b"key", bcrypt.gensalt(4)).decode()
    devices = [
        Device("cam", hashed),
        Device("edge", hashed, *sources.permitted(NODE)),
    ]
    with running_bus(tmp_path / "bus", devices) as running:
        yield running


def publish(server: RunningBus, user: str, sent: list[tuple[str, bytes, int]]) -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=user)
    client.username_pw_set(user, "key")
    client.connect("127.0.0.1", server.mqtt_port)
    client.loop_start()
    for topic, body, qos in sent:
        client.publish(topic, body, qos=qos).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()


def values_and_letters(
    server: RunningBus, held: Registry, folder: Path, user: str, sent: list[tuple[str, bytes, int]]
) -> tuple[list[float], list[str]]:
    """What reaches the stream, and the reasons of what does not, when `sent` ends with a reading
    of 1000."""

    async def main() -> tuple[list[float], list[str]]:
        bus = await connect(server.url, "gateway")
        await ensure_streams(bus)
        door = MqttDoor(bus, Gateway(bus, held, folder=folder), {"cam": 3, "edge": 5})
        door.ways = {"cam": Way(3, "cam", "frigate"), "edge": NODE}
        run = asyncio.create_task(door.run())
        await asyncio.sleep(0.3)
        await asyncio.to_thread(publish, server, user, sent)
        until = time.monotonic() + 10
        while 1000.0 not in await kept(bus) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        run.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run
        values, letters = await kept(bus), await reasons(bus)
        await bus.close()
        return values, letters

    return asyncio.run(main())


async def stored(bus: Any, stream: str) -> list[bytes]:
    last = await bus.last_sequence(stream)
    return [(await bus.js.get_msg(stream, n)).data or b"" for n in range(1, last + 1)]


async def kept(bus: Any) -> list[float]:
    return [v for data in await stored(bus, "OBS") for v in batches.decode(data).value.tolist()]


async def reasons(bus: Any) -> list[str]:
    letters = [msgspec.msgpack.decode(data) for data in await stored(bus, "DEAD")]
    return [letter.get("reason", "rows") for letter in letters]


LAST = ("in/{}/observations", b'{"datastream": "a", "value": 1000}', 1)


@pytest.mark.bus
def test_frigate_publishes_below_its_own_name(
    server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    review = {"type": "new", "after": {"camera": "gate", "severity": "alert"}}
    held.ids.update({"gate.person": 2, "gate.alert": 3})
    sent = [
        ("in/cam/available", b"online", 1),
        ("in/cam/gate/person/snapshot", b"\xff\xd8\xff", 1),
        ("in/cam/gate/person", b"2", 1),
        ("in/cam/reviews", json.dumps(review).encode(), 1),
        ("in/cam/reviews", b"{}", 1),
        ("in/edge/reviews", json.dumps(review).encode(), 1),
        (LAST[0].format("cam"), *LAST[1:]),
    ]
    values, letters = values_and_letters(server, held, tmp_path, "cam", sent)
    assert sorted(values) == [1.0, 2.0, 1000.0]
    assert letters == ["the message has no 'type' of new, update, end"]


@pytest.mark.bus
def test_a_sparkplug_node_publishes_to_its_own_topics_and_to_no_others(
    server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    held.ids["G.N.t"] = 1
    birth, data = Payload(), Payload()
    birth.metrics.add(name="t", alias=1, datatype=10, double_value=20.0)
    data.metrics.add(alias=1, double_value=21.5)
    sent = [
        ("spBv1.0/G/NBIRTH/N", birth.SerializeToString(), 1),
        ("spBv1.0/G/NDATA/OTHER", data.SerializeToString(), 1),
        ("spBv1.0/G/NDATA/N", data.SerializeToString(), 1),
        (LAST[0].format("edge"), *LAST[1:]),
    ]
    values, letters = values_and_letters(server, held, tmp_path, "edge", sent)
    assert sorted(values) == [20.0, 21.5, 1000.0]
    assert letters == []
