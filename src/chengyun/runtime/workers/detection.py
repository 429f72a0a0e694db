"""detection: reads the stream in order and raises alarms; killed at any instant, it misses none.

A snapshot carries the stream sequence it was taken at. Alarms are published before the snapshot
that covers them; after a crash the rest is replayed and raises the same alarms with the same ids.
"""

import asyncio
import os
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import msgspec
import numpy as np
import structlog
from prometheus_client import Counter

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
    RULES_CHANGED,
    TICK,
)
from chengyun.detection.alarms import Alarm
from chengyun.detection.engine import Engine
from chengyun.detection.readings import Readings
from chengyun.detection.rules import Rule
from chengyun.detection.scopes import scopes_of
from chengyun.detection.snapshot import SnapshotError
from chengyun.detection.table import NONE, StreamTable
from chengyun.packs import queries as packs
from chengyun.runtime.workers import Worker, progress
from chengyun.runtime.workers.ended import tell_ended
from chengyun.sensing import registry, rulebook
from chengyun.sensing.live import answer
from chengyun.sensing.registry import LEVELS, Registry, groups_of

log = structlog.get_logger()

RAISED = Counter("chengyun_alarms_raised", "Alarms told, by rule and phase", ["rule", "phase"])

SNAPSHOT_S = 10.0
# A longer pause between two ticks was ours: nobody was listening, so nobody was silent.
PAUSE_US = 30 * 1_000_000
LONGEST_PATIENCE_S = 3600
HEAD = struct.Struct("<qq")
Resting = Mapping[str, Sequence[str]]


class Detection:
    """The engine beside its bus. `waiting` is a registry, `rules_waiting` a set of rules to follow
    before the next batch.
    """

    def __init__(
        self, worker: Worker | None, engine: Engine, rules: Sequence[Rule], patience_us: int
    ) -> None:
        self.worker = worker
        self.patience_us = patience_us
        self.engine = engine
        self.rules = {rule.key: rule for rule in rules}
        self.position = engine.position
        # Up to where a crash would not read the stream again.
        self.saved = engine.position
        self.waiting: Registry | None = None
        self.rules_waiting: Sequence[Rule] | None = None
        self.held: Registry | None = None
        # Paths of areas where a rule's pack rests, by the rule's key.
        self.resting: Resting = {}
        self.last_tick = 0
        # Until then every device gets the chance to be heard again before it is called silent.
        self.patient_until = 0

    async def take(self, message: Message) -> None:
        """One message of the stream: a batch of readings, or the time."""
        if self.waiting or self.rules_waiting is not None:
            self.follow()
        kind = (message.headers or {}).get(KIND)
        await self._publish(self._alarms(kind, message.data))
        self.position = sequence(message)

    def follow(self) -> None:
        """More streams are grown into; a new property or other rules need the engine laid out
        anew, with what it knows of the rules that stay.
        """
        held, rules = self.waiting or self.held, self.rules_waiting
        self.waiting = self.rules_waiting = None
        assert held
        self.held, self.patience_us = held, patience_of(held)
        same = rules is None and tuple(held.properties) == self.engine.properties
        if rules is not None:
            self.rules = {rule.key: rule for rule in rules}
        table = stream_table(held, list(self.rules.values()), self.resting)
        if same:
            self.engine.grow(table)
            return
        data = self.engine.snapshot(self.position)
        self.engine = Engine.restore(
            data, watched(list(self.rules.values()), held), table, held.properties
        )

    def _alarms(self, kind: str | None, payload: bytes) -> list[Alarm]:
        if kind == TICK:
            return self._tick(int(payload) * 1_000_000)
        if kind != BATCH:
            return []
        batch = batches.decode(payload)
        progress.READ.inc(len(batch))
        return self.engine.process(Readings(batch.stream, batch.time, batch.value))

    def _tick(self, now_us: int) -> list[Alarm]:
        if now_us - self.last_tick > PAUSE_US:
            self.patient_until = now_us + self.patience_us
        self.last_tick = now_us
        return self.engine.tick(now_us) if now_us >= self.patient_until else []

    def snapshot(self) -> bytes:
        """The engine's state behind what this worker itself must remember."""
        return HEAD.pack(self.last_tick, self.patient_until) + self.engine.snapshot(self.position)

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
        assert self.worker
        await self.worker.bus.publish(
            ALARM.format(rule=alarm.rule.replace(".", "-")),
            msgspec.msgpack.encode(body),
            msg_id=f"{alarm.id}-{alarm.phase}-{alarm.time_us}",
        )
        RAISED.labels(alarm.rule, alarm.phase).inc()

    def ended(self, rule: str, stream: int) -> int | None:
        """The state of a stream whose alarm by this rule no one watches over any more; None while
        the rule is in force."""
        if (rule in self.rules and not self._rests(rule, stream)) or self.rules_waiting is not None:
            return None
        state = self.engine.alarm_state
        return int(state[stream]) if stream < len(state) else 0

    def _rests(self, rule: str, stream: int) -> bool:
        paths = self.held.paths if self.held else ()
        inside = stream < len(paths)
        return inside and any(paths[stream].startswith(at) for at in self.resting.get(rule, ()))

    async def answer_position(self, message: Message) -> None:
        await message.respond(str(self.saved).encode())

    async def answer_live(self, message: Message) -> None:
        live = self.engine.live()
        times = np.maximum(live.last_time, 0)
        await message.respond(answer(message.data, times, live.last_value, live.alarm_state))


async def run(worker: Worker) -> None:
    path = worker.config.data / "detection.snapshot"
    held = await worker.in_db(registry.load)
    rules = await worker.in_db(load_rules)
    resting = await worker.in_db(packs.resting_rules)
    detection = await asyncio.to_thread(restored, worker, path, rules, held, resting)
    await asyncio.to_thread(warm, rules, held)

    async def changed(_message: object) -> None:
        detection.waiting = await worker.in_db(registry.load)

    async def rules_changed(_message: object) -> None:
        detection.resting = await worker.in_db(packs.resting_rules)
        detection.rules_waiting = await worker.in_db(load_rules)
        await tell_ended(worker, detection.ended)

    await worker.bus.client.subscribe(REGISTRY_CHANGED, cb=changed)
    await worker.bus.client.subscribe(RULES_CHANGED, cb=rules_changed)
    await worker.bus.client.subscribe(ASK_LIVE, cb=detection.answer_live)
    await worker.bus.client.subscribe(ASK_POSITION, cb=detection.answer_position)
    worker.ready()
    await tell_ended(worker, detection.ended)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(progress.follow(worker.bus, lambda: detection.position))
        tasks.create_task(_read(worker, detection, path))


async def _read(worker: Worker, detection: Detection, path: Path) -> None:
    """Take the stream in for ever; now and then leave a snapshot."""
    saved = time.monotonic()
    async for message in worker.bus.read("OBS", ALL_READINGS, after=detection.position):
        await detection.take(message)
        if time.monotonic() - saved > SNAPSHOT_S:
            data = detection.snapshot()
            position = detection.position
            await asyncio.to_thread(write_snapshot, path, data)
            detection.saved, saved = position, time.monotonic()
            progress.SAVED.set_to_current_time()


def load_rules() -> list[Rule]:
    """The rules in force: of the packs that are on, with what officers wrote over them."""
    return rulebook.in_force(packs.active().rules())


def stream_table(
    held: Registry, rules: Sequence[Rule], resting: Resting | None = None
) -> StreamTable:
    """What detection needs to know of each datastream."""
    return StreamTable(
        held.property_code,
        held.interval_s,
        thing=held.thing,
        groups=groups_of(held.paths),
        lon=held.lon,
        lat=held.lat,
        muted_from=held.muted_from,
        muted_until=held.muted_until,
        levels=LEVELS,
        scopes=scopes_of(rules, held.ids, held.paths, resting),
    )


def warm(rules: Sequence[Rule], held: Registry) -> None:
    """Have what the rules need compiled before the first batch waits for it."""
    useful, properties = watched(rules, held), held.properties
    table = StreamTable.of([NONE, *range(len(properties))], [0.0, *[60.0] * len(properties)])
    ids = np.arange(1, len(properties) + 1)
    engine = Engine([replace(rule, within="", streams=()) for rule in useful], table, properties)
    now_us = time.time_ns() // 1000
    engine.process(Readings.of(ids, np.full(len(ids), now_us), np.zeros(len(ids))))


def watched(rules: Sequence[Rule], held: Registry) -> list[Rule]:
    """The rules whose property someone has declared."""
    return [rule for rule in rules if rule.property in held.properties]


def patience_of(held: Registry) -> int:
    """µs within which every device that lives should have spoken once."""
    longest = float(held.interval_s.max(initial=0))
    return int(min(longest, LONGEST_PATIENCE_S) * 1_000_000)


def restored(
    worker: Worker | None,
    path: Path,
    rules: Sequence[Rule],
    held: Registry,
    resting: Resting | None = None,
) -> Detection:
    """Detection as the last snapshot left it; a new one where that cannot be."""
    table, useful = stream_table(held, rules, resting), watched(rules, held)
    if path.exists():
        data = path.read_bytes()
        try:
            engine = Engine.restore(data[HEAD.size :], useful, table, held.properties)
            detection = Detection(worker, engine, rules, patience_of(held))
            detection.held, detection.resting = held, resting or {}
            detection.last_tick, detection.patient_until = HEAD.unpack_from(data)
            return detection
        except (SnapshotError, struct.error) as error:
            log.warning("snapshot not used; reading the stream anew", error=str(error))
    detection = Detection(worker, Engine(useful, table, held.properties), rules, patience_of(held))
    detection.held, detection.resting = held, resting or {}
    return detection


def write_snapshot(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before it counts."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
