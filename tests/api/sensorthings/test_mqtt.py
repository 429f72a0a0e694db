"""Requirement create-observations-via-mqtt of OGC 18-088, over a real bus."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import bcrypt
import paho.mqtt.client as mqtt
import pytest

from chengyun.api.sensorthings import mqtt as topics
from chengyun.api.sensorthings.reply import Reply
from chengyun.bus.client import connect, ensure_streams
from chengyun.bus.server import Device
from chengyun.bus.subjects import STA_CONSUMER, STA_HEARD, STA_IN
from tests.api.sensorthings.conftest import Sta, Station
from tests.bus_server import RunningBus, running_bus

KEY = "the-key-of-the-source"


@pytest.fixture
def bus_server(tmp_path: Path) -> Iterator[RunningBus]:
    hashed = bcrypt.hashpw(KEY.encode(), bcrypt.gensalt(4)).decode()
    devices = [Device("lab", hashed, (STA_IN,), STA_HEARD), Device("pump", hashed)]
    with running_bus(tmp_path / "bus", devices) as running:
        yield running


def publish(server: RunningBus, user: str, messages: list[tuple[str, object, int]]) -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=user)
    client.username_pw_set(user, KEY)
    client.connect("127.0.0.1", server.mqtt_port)
    client.loop_start()
    for topic, body, qos in messages:
        client.publish(topic, json.dumps(body), qos=qos).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()


@pytest.mark.bus
def test_what_is_published_to_the_standards_topics_is_posted_there(
    bus_server: RunningBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, object]] = []

    def create(path: str, payload: bytes) -> Reply:
        taken.append((path, json.loads(payload)["result"]))
        return Reply(201)

    monkeypatch.setattr(topics, "create", create)
    sent = [("v1.1/Datastreams(1)/Observations", {"result": 1}, 0),
            ("v1.1/Datastreams(1)/Observations", {"result": 2}, 1),
            ("v1.1/Observations", {"result": 3}, 1)]  # fmt: skip

    async def main() -> int:
        bus = await connect(bus_server.url, "web")
        await ensure_streams(bus)
        run = asyncio.create_task(topics.TopicsDoor(bus).run())
        await asyncio.sleep(0.5)
        await asyncio.to_thread(
            publish, bus_server, "pump", [(t, {"result": 9}, 0) for t, *_ in sent]
        )
        await asyncio.to_thread(publish, bus_server, "lab", sent)
        until = time.monotonic() + 10
        while len(taken) < len(sent) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        run.cancel()
        left = await bus.js.consumer_info("$MQTT_msgs", STA_CONSUMER)
        await bus.close()
        return (left.num_pending or 0) + (left.num_ack_pending or 0)

    left = asyncio.run(main())
    assert sorted(taken, key=lambda one: str(one[1])) == [
        (topic.removeprefix("v1.1/"), body["result"]) for topic, body, _ in sent
    ]
    assert left == 0


def test_an_observation_is_created_by_its_topic(sta: Sta, station: Station) -> None:
    path = topics.path_of(f"v1//1.Datastreams({station.stream}).Observations")
    assert topics.create(path, b'{"result": 5}').status == 201
    assert topics.path_of("sta.in.Observations") == "Observations"
    body = {"result": 6, "Datastream": {"@iot.id": station.stream}}
    assert topics.create("Observations", json.dumps(body).encode()).status == 201
    assert sta.results("Observations") == [5, 6]


def test_nothing_else_is_created_by_a_topic(sta: Sta, station: Station) -> None:
    assert topics.create("Things", b'{"name": "x", "description": "x"}').status == 404
    assert topics.create(f"Datastreams({station.stream})/Observations", b"{").status == 400
    assert sta.names("Things") == ["station"]
