"""Durable ingest: readings acknowledged after sync by a whole running district on this machine.

The client, the web process, the bus, detection and history share its cores. The peer is the raw
limit of a bare server with the same sync setting: the same bytes to JetStream for columns, one
message a reading for single requests, and for MQTT its own acknowledgements with nobody behind.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bcrypt

from chengyun.bus.client import Bus, connect, ensure_streams
from chengyun.bus.server import Device
from chengyun.bus.subjects import MQTT_STORE
from tests.bus_server import RunningBus, running_bus
from tests.e2e.district import write_district
from tests.perf.load import Load, columns, one
from tests.perf.mqtt_load import MqttLoad
from tests.perf.report import Row, row
from tests.system import System, running_system

SECONDS = 6.0
GAUGES = 2000
READING_BYTES = 20
SENDERS = 64
SOURCE = "bench"
BARE = "bare JetStream publisher"
SHAPES = (
    ("columns, MessagePack", 50_000, True, 4),
    ("columns, JSON", 10_000, False, 4),
)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with bare_bus(folder / "bare") as server:
            raw = asyncio.run(_bare(server.url, 50_000 * READING_BYTES, 4)) * 50_000
            small = asyncio.run(_bare(server.url, 3 * READING_BYTES, SENDERS))
            devices = mqtt_load(server.mqtt_port, SOURCE, 1).run()
        with running_system(folder) as system:
            key, ids = prepare(system, GAUGES)
            measured = [_measure(system, key, ids, shape, raw) for shape in SHAPES]
            return [*measured, _single(system, key, ids, small), _mqtt(system, key, ids, devices)]


@contextmanager
def bare_bus(folder: Path) -> Iterator[RunningBus]:
    """A server with nothing behind it, with the one device of this benchmark."""
    hashed = bcrypt.hashpw(SOURCE.encode(), bcrypt.gensalt(4)).decode()
    with running_bus(folder, [Device(SOURCE, hashed)]) as server:
        asyncio.run(with_bus(server.url, ensure_streams))
        yield server


def prepare(system: System, gauges: int) -> tuple[str, list[int]]:
    """A small district in the running system: a source's key and the ids of its gauges."""
    from tests.e2e.district import PASSWORD

    path = write_district(system.folder / "district.json", gauges)
    done = system.run("import", "district", str(path), "--officer-password", PASSWORD)
    assert done.returncode == 0, done.stderr
    key = system.run("source", "new", SOURCE).stdout.splitlines()[0]
    answer = system.ask("POST", "/api/v1/sign-in", {"username": "zhaoguohua", "password": PASSWORD})
    token = str(answer.body["token"])
    points = system.until(lambda: _points(system, token, gauges), 20, "the gauges do not appear")
    time.sleep(6)
    return key, points


def _points(system: System, token: str, gauges: int) -> list[int]:
    body = system.ask("GET", "/api/v1/points", key=token).body
    level = body["properties"].index("water_level") if "water_level" in body["properties"] else -1
    ids = [i for i, code in zip(body["id"], body["property"], strict=True) if code == level]
    return ids if len(ids) == gauges else []


def _measure(
    system: System, key: str, ids: list[int], shape: tuple[str, int, bool, int], raw: float
) -> Row:
    name, rows, packed, connections = shape
    load = Load(system.url, key, connections, SECONDS)
    kind = "application/msgpack" if packed else "application/json"
    figure = load.run(lambda: columns(ids, rows, 0.01, packed=packed), kind, rows)
    return row(f"durable ingest, {name}", figure, "readings/s", BARE, raw)


def _single(system: System, key: str, ids: list[int], raw: float) -> Row:
    load = Load(system.url, key, SENDERS, SECONDS)
    figure = load.run(lambda: one(ids[0], 0.01), "application/json", 1)
    name = f"durable ingest, one reading a request, {SENDERS} senders"
    return row(name, figure, "readings/s", f"{BARE}, {SENDERS} in flight", raw)


def _mqtt(system: System, key: str, ids: list[int], raw: float) -> Row:
    """Until the gateway has committed the last of them and the store is empty."""
    load = mqtt_load(int(system.environment["CHENGYUN_MQTT_PORT"]), key, ids[0])
    began = time.monotonic()
    load.run()
    asyncio.run(with_bus(bus_address(system), _drained))
    figure = load.acknowledged / (time.monotonic() - began)
    name = "durable ingest, MQTT QoS 1, until committed"
    return row(name, figure, "readings/s", "bare server's acknowledgements", raw)


def mqtt_load(port: int, key: str, stream: int) -> MqttLoad:
    return MqttLoad(port, SOURCE, key, one(stream, 0.01), SECONDS)


async def _drained(bus: Bus) -> None:
    while (await bus.js.stream_info(MQTT_STORE)).state.messages:
        await asyncio.sleep(0.05)


def bus_address(system: System) -> str:
    """The running district's own bus."""
    config = (system.folder / "data" / "bus" / "nats.conf").read_text()
    found = re.search(r'user: "chengyun", password: "(\w+)"', config)
    assert found
    return f"nats://chengyun:{found[1]}@127.0.0.1:{system.environment['CHENGYUN_NATS_PORT']}"


async def with_bus(url: str, work: Callable[[Bus], object]) -> None:
    bus = await connect(url, "bench")
    try:
        await work(bus)  # type: ignore[misc]
    finally:
        await bus.close()


async def _bare(url: str, size: int, inflight: int) -> float:
    """Synced messages a second of a bare JetStream."""
    bus = await connect(url, "bare")
    payload, sent, began = bytes(size), 0, time.monotonic()
    while time.monotonic() - began < SECONDS:
        await asyncio.gather(*(bus.publish("obs.0", payload) for _ in range(inflight)))
        sent += inflight
    rate = sent / (time.monotonic() - began)
    await bus.close()
    return rate
