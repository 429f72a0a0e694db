"""detection: reads the stream in order and raises alarms; killed at any instant, it misses none.

A snapshot carries the stream sequence it was taken at. Alarms are published before the snapshot
that covers them; after a crash the rest is replayed and raises the same alarms with the same ids.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np
import structlog

from chengyun.bus import batch as batches
from chengyun.bus.client import Message, sequence
from chengyun.bus.subjects import (
    ALARM,
    ALL_READINGS,
    ASK_LIVE,
    ASK_POSITION,
    BATCH,
    KIND,
    REGISTRY_CHANGED,
    TICK,
)
from chengyun.detection.alarms import Alarm
from chengyun.detection.engine import Engine
from chengyun.detection.readings import Readings
from chengyun.detection.rules import Rule
from chengyun.detection.snapshot import SnapshotError
from chengyun.detection.table import StreamTable
from chengyun.packs import queries as packs
from chengyun.runtime.workers import Worker
from chengyun.sensing import registry
from chengyun.sensing.live import pack
from chengyun.sensing.registry import Registry

log = structlog.get_logger()
SNAPSHOT_S = 10.0


class Detection:
    """The engine beside its bus. `waiting` is a registry to follow before the next batch."""

    def __init__(self, worker: Worker, engine: Engine, rules: Sequence[Rule]) -> None:
        self.worker = worker
        self.engine = engine
        self.rules = {rule.key: rule for rule in rules}
        self.position = engine.position
        # Up to where a crash would not read the stream again.
        self.saved = engine.position
        self.waiting: Registry | None = None

    async def take(self, message: Message) -> None:
        """One message of the stream: a batch of readings, or the time."""
        if self.waiting:
            self._follow(self.waiting)
        kind = (message.headers or {}).get(KIND)
        await self._publish(self._alarms(kind, message.data))
        self.position = sequence(message)

    def _follow(self, held: Registry) -> None:
        """More streams are grown into; a new property needs the engine laid out anew."""
        self.waiting = None
        if tuple(held.properties) == self.engine.properties:
            self.engine.grow(stream_table(held))
            return
        data = self.engine.snapshot(self.position)
        rules = watched(list(self.rules.values()), held)
        self.engine = Engine.restore(data, rules, stream_table(held), held.properties)

    def _alarms(self, kind: str | None, payload: bytes) -> list[Alarm]:
        if kind == TICK:
            return self.engine.tick(int(payload) * 1_000_000)
        if kind != BATCH:
            return []
        batch = batches.decode(payload)
        return self.engine.process(Readings(batch.stream, batch.time, batch.value))

    async def _publish(self, alarms: Sequence[Alarm]) -> None:
        """All of a batch at once; in order, because one connection keeps its order."""
        await asyncio.gather(*(self._publish_one(alarm) for alarm in alarms))

    async def _publish_one(self, alarm: Alarm) -> None:
        rule = self.rules[alarm.rule]
        body = {
            **asdict(alarm),
            "case_type": rule.case_type,
            "title_zh": rule.title_zh,
            "title_en": rule.title_en,
            "state": int(self.engine.alarm_state[alarm.stream]),
        }
        await self.worker.bus.publish(
            ALARM.format(rule=alarm.rule.replace(".", "-")),
            msgspec.msgpack.encode(body),
            msg_id=f"{alarm.id}-{alarm.phase}-{alarm.time_us}",
        )

    async def answer_position(self, message: Message) -> None:
        await message.respond(str(self.saved).encode())

    async def answer_live(self, message: Message) -> None:
        live = self.engine.live()
        await message.respond(
            pack(np.maximum(live.last_time, 0), live.last_value, live.alarm_state)
        )


async def run(worker: Worker) -> None:
    path = worker.config.data / "detection.snapshot"
    held = await worker.in_db(registry.load)
    rules = (await worker.in_db(packs.active)).rules()
    detection = Detection(worker, engine_from(path, watched(rules, held), held), rules)

    async def changed(_message: object) -> None:
        detection.waiting = await worker.in_db(registry.load)

    await worker.bus.client.subscribe(REGISTRY_CHANGED, cb=changed)
    await worker.bus.client.subscribe(ASK_LIVE, cb=detection.answer_live)
    await worker.bus.client.subscribe(ASK_POSITION, cb=detection.answer_position)
    worker.ready()
    saved = time.monotonic()
    async for message in worker.bus.read("OBS", ALL_READINGS, after=detection.position):
        await detection.take(message)
        if time.monotonic() - saved > SNAPSHOT_S:
            data = detection.engine.snapshot(detection.position)
            position = detection.position
            await asyncio.to_thread(write_snapshot, path, data)
            detection.saved, saved = position, time.monotonic()


def stream_table(held: Registry) -> StreamTable:
    """What detection needs to know of each datastream."""
    return StreamTable(held.property_code, held.interval_s)


def watched(rules: Sequence[Rule], held: Registry) -> list[Rule]:
    """The rules whose property someone has declared."""
    return [rule for rule in rules if rule.property in held.properties]


def engine_from(path: Path, rules: Sequence[Rule], held: Registry) -> Engine:
    """The engine as the last snapshot left it; a new one where that cannot be."""
    table = stream_table(held)
    if path.exists():
        try:
            return Engine.restore(path.read_bytes(), rules, table, held.properties)
        except SnapshotError as error:
            log.warning("snapshot not used; reading the stream anew", error=str(error))
    return Engine(rules, table, held.properties)


def write_snapshot(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before it counts."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
