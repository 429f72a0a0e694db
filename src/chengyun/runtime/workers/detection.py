"""detection: reads the stream in order and raises alarms; killed at any instant, it misses none.

A snapshot carries the stream sequence it was taken at. Alarms are published before the snapshot
that covers them; after a crash the rest is replayed and raises the same alarms with the same ids.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from chengyun.bus import batch as batches
from chengyun.bus.client import Message, sequence
from chengyun.bus.subjects import ALARM, ALL_READINGS, ASK_LIVE, BATCH, KIND, REGISTRY_CHANGED, TICK
from chengyun.detection.alarms import Alarm
from chengyun.detection.engine import Engine
from chengyun.detection.readings import Readings
from chengyun.detection.rules import Rule
from chengyun.detection.table import StreamTable
from chengyun.packs import queries as packs
from chengyun.runtime.workers import Worker
from chengyun.sensing import registry
from chengyun.sensing.live import pack
from chengyun.sensing.registry import Registry

log = structlog.get_logger()
SNAPSHOT_S = 10.0


class Detection:
    """The engine beside its bus."""

    def __init__(self, worker: Worker, engine: Engine, position: int) -> None:
        self.worker = worker
        self.engine = engine
        self.position = position
        self.table: StreamTable | None = None

    async def take(self, message: Message) -> None:
        """One message of the stream: a batch of readings, or the time."""
        kind = (message.headers or {}).get(KIND)
        await self._publish(self._alarms(kind, message.data))
        self.position = sequence(message)

    def _alarms(self, kind: str | None, payload: bytes) -> list[Alarm]:
        if self.table is not None:
            self.engine.grow(self.table)
            self.table = None
        if kind == TICK:
            return self.engine.tick(int(payload) * 1_000_000)
        if kind != BATCH:
            return []
        batch = batches.decode(payload)
        return self.engine.process(Readings(batch.stream, batch.time, batch.value))

    async def _publish(self, alarms: list[Alarm]) -> None:
        state = self.engine.live().alarm_state
        for alarm in alarms:
            body = {**msgspec.to_builtins(alarm), "state": int(state[alarm.stream])}
            await self.worker.bus.publish(
                ALARM.format(rule=alarm.rule.replace(".", "-")),
                msgspec.msgpack.encode(body),
                msg_id=f"{alarm.id}-{alarm.phase}-{alarm.time_us}",
            )

    async def answer_live(self, message: Message) -> None:
        live = self.engine.live()
        await message.respond(pack(live.last_time, live.last_value, live.alarm_state))


async def run(worker: Worker) -> None:
    path = worker.config.data / "detection.snapshot"
    held = await worker.in_db(registry.load)
    rules = (await worker.in_db(packs.active)).rules()
    engine, position = _engine(path, rules, stream_table(held))
    detection = Detection(worker, engine, position)

    async def changed(_message: object) -> None:
        detection.table = stream_table(await worker.in_db(registry.load))

    await worker.bus.client.subscribe(REGISTRY_CHANGED, cb=changed)
    await worker.bus.client.subscribe(ASK_LIVE, cb=detection.answer_live)
    worker.ready()
    saved = time.monotonic()
    async for message in worker.bus.read("OBS", ALL_READINGS, after=position):
        await detection.take(message)
        if time.monotonic() - saved > SNAPSHOT_S:
            data = engine.snapshot(detection.position)
            await asyncio.to_thread(write_snapshot, path, data)
            saved = time.monotonic()


def stream_table(held: Registry) -> StreamTable:
    """What detection needs to know of each datastream."""
    return StreamTable(held.property_code, held.interval_s, tuple(held.properties))


def _engine(path: Path, rules: Sequence[Rule], table: StreamTable) -> tuple[Engine, int]:
    """The engine as the last snapshot left it; a new one where that cannot be."""
    if path.exists():
        try:
            return Engine.restore(path.read_bytes(), rules, table)
        except ValueError as error:
            log.warning("snapshot not used; reading the stream anew", error=str(error))
    return Engine(rules, table), 0


def write_snapshot(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before it counts."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
