import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from chengyun.bus import batch as batches
from chengyun.bus.client import connect, ensure_streams
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.mqtt import MqttDoor
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus
from tests.sensing.conftest import DEVICE_KEY

pytestmark = pytest.mark.bus


@contextmanager
def device(port: int, key: str) -> Iterator[mqtt.Client]:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="device")
    client.username_pw_set("station-1", key)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def publish(server: RunningBus, payloads: list[tuple[str, object, int]]) -> None:
    with device(server.mqtt_port, DEVICE_KEY) as client:
        for topic, body, qos in payloads:
            data = body if isinstance(body, bytes) else json.dumps(body)
            client.publish(topic, data, qos=qos).wait_for_publish(5)


def taken(
    server: RunningBus,
    held: Registry,
    folder: Path,
    payloads: list[tuple[str, object, int]],
    want: int,
) -> list[float]:
    """Values that reach the stream when a device publishes the payloads."""

    async def main() -> list[float]:
        bus = await connect(server.url, "gateway")
        await ensure_streams(bus)
        door = MqttDoor(bus, Gateway(bus, held, folder=folder), {"station-1": 4})
        run = asyncio.create_task(door.run())
        await asyncio.to_thread(publish, server, payloads)
        until = time.monotonic() + 10
        while await bus.last_sequence("OBS") < want and time.monotonic() < until:
            await asyncio.sleep(0.05)
        run.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run
        last = await bus.last_sequence("OBS")
        messages = [await bus.js.get_msg("OBS", n) for n in range(1, last + 1)]
        await bus.close()
        return [v for m in messages for v in batches.decode(m.data or b"").value.tolist()]

    return asyncio.run(main())


def test_a_device_reaches_the_same_gateway_over_mqtt(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    topic = "in/station-1/observations"
    reading = {"datastream": "a", "value": 41.5}
    rubbish = b"\xff\x00 not a reading"
    values = taken(bus_server, held, tmp_path, [(topic, rubbish, 1), (topic, reading, 1)], want=1)
    assert values == [41.5]


def test_a_device_cannot_speak_in_anothers_name(
    bus_server: RunningBus, held: Registry, tmp_path: Path
) -> None:
    stolen = ("in/station-2/observations", {"datastream": "a", "value": 999.0}, 1)
    own = ("in/station-1/observations", {"datastream": "a", "value": 1.0}, 1)
    assert taken(bus_server, held, tmp_path, [stolen, own], want=1) == [1.0]


def test_a_wrong_key_is_not_let_in(bus_server: RunningBus) -> None:
    codes: list[object] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="thief")
    client.username_pw_set("station-1", "guess")
    client.on_connect = lambda c, d, f, code, p: codes.append(code.is_failure)
    client.connect("127.0.0.1", bus_server.mqtt_port)
    client.loop_start()
    until = time.monotonic() + 5
    while not codes and time.monotonic() < until:
        time.sleep(0.05)
    client.disconnect()
    client.loop_stop()
    assert codes[0] is True
