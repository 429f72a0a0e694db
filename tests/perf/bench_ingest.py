"""Durable ingest: readings acknowledged after sync by a whole running district on this machine.

The client, the web process, the bus, detection and history share its cores. The peer is the raw
limit: a bare publisher of messages of the same size to a server with the same sync setting.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from chengyun.bus.client import connect, ensure_streams
from tests.bus_server import running_bus
from tests.e2e.district import write_district
from tests.perf.load import Load, columns
from tests.perf.report import Row, row
from tests.system import System, running_system

SECONDS = 6.0
GAUGES = 2000
READING_BYTES = 20
SHAPES = (
    ("columns, MessagePack", 50_000, True, 4),
    ("columns, JSON", 10_000, False, 4),
)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = asyncio.run(_bare(folder / "bare", 50_000 * READING_BYTES))
        with running_system(folder) as system:
            key, ids = prepare(system, GAUGES)
            measured = [_measure(system, key, ids, shape, raw) for shape in SHAPES]
            return [*measured, _single(system, key, ids)]


def prepare(system: System, gauges: int) -> tuple[str, list[int]]:
    """A small district in the running system: a source's key and the ids of its gauges."""
    from tests.e2e.district import PASSWORD

    path = write_district(system.folder / "district.json", gauges)
    done = system.run("import", "district", str(path), "--officer-password", PASSWORD)
    assert done.returncode == 0, done.stderr
    key = system.run("source", "new", "bench").stdout.splitlines()[0]
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
    return row(f"durable ingest, {name}", figure, "readings/s", "bare JetStream publisher", raw)


def _single(system: System, key: str, ids: list[int]) -> Row:
    load = Load(system.url, key, 64, SECONDS)
    figure = load.run(lambda: columns(ids[:1], 1, 0.01, packed=False), "application/json", 1)
    alone = Load(system.url, key, 1, 2.0)
    one = alone.run(lambda: columns(ids[:1], 1, 0.01, packed=False), "application/json", 1)
    return row(
        "durable ingest, one reading a request, 64 senders", figure, "readings/s", "one sender", one
    )


async def _bare(folder: Path, size: int) -> float:
    """Readings a second if every 20 bytes of a synced JetStream message were one."""
    with running_bus(folder) as server:
        bus = await connect(server.url, "bare")
        await ensure_streams(bus)
        payload, sent = bytes(size), 0
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            await asyncio.gather(*(bus.publish("obs.0", payload) for _ in range(4)))
            sent += 4 * size
        rate = sent / READING_BYTES / (time.monotonic() - began)
        await bus.close()
        return rate
