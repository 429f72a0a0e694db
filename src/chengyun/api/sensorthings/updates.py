"""Tells MQTT clients what is made and changed (OGC 18-088, clause 15.2).

Only what somebody listens to is looked at, and of that no more than MOST_A_SECOND messages are
told; what is beyond is counted and dropped. `changes` tells what this process does, the bus what
comes by other doors.
"""

import asyncio
import time
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import structlog
from prometheus_client import Counter

from chengyun.api.sensorthings import changes, door
from chengyun.api.sensorthings.listening import Listeners
from chengyun.api.sensorthings.telling import Gathered, Teller
from chengyun.api.sensorthings.threads import in_thread
from chengyun.bus.batch import Batch
from chengyun.bus.client import Bus
from chengyun.bus.subjects import REGISTRY_CHANGED

log = structlog.get_logger()
TOLD = Counter("chengyun_updates", "Updates to MQTT clients of SensorThings", ["result"])
MOST_A_SECOND = 2000
GATHER_S = 0.05
LATER_S = 2.0
MOST_EXPECTED = 100_000


class Allowance:
    """So many a second; the rest is counted as dropped."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most
        self.since = 0.0

    def take(self, wanted: int) -> int:
        """How many of them may be."""
        now = time.monotonic()
        if now - self.since >= 1:
            self.since, self.left = now, self.most
        given = min(wanted, self.left)
        self.left -= given
        TOLD.labels("dropped").inc(wanted - given)
        return given


class Updates:
    """Gathers changes on the bus's loop; a thread works out who is told what."""

    def __init__(self, bus: Bus, teller: Teller, most: int = MOST_A_SECOND) -> None:
        self.bus = bus
        self.teller = teller
        self.allowance = Allowance(most)
        self.gathered = Gathered()
        self._loop = asyncio.get_running_loop()
        self._some = asyncio.Event()
        self._expected: set[changes.Reading] = set()

    async def run(self) -> None:
        """Tell for ever."""
        changes.hold(self)
        door.recent().heard = self.heard
        await self.bus.client.subscribe(REGISTRY_CHANGED, cb=self._registry_changed)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(Listeners(self.bus, self.listen).run())
                group.create_task(self._follow())
        finally:
            changes.hold(None)
            door.recent().heard = None

    async def _follow(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            await asyncio.sleep(GATHER_S)
            try:
                await self._tell()
            except Exception as error:
                log.warning("updates not told", error=repr(error))

    async def _tell(self) -> None:
        gathered, self.gathered = self.gathered, Gathered()
        try:
            messages = await in_thread(self.teller.work, gathered)
        except Exception:
            self._listen_later(gathered.subjects)
            raise
        # Readings have taken their part of the allowance as they came.
        more = max(0, len(messages) - sum(map(len, gathered.batches)))
        for message in messages[: len(messages) - more + self.allowance.take(more)]:
            await self.bus.tell(message.subject, message.payload)
            TOLD.labels("told").inc()

    def listen(self, subjects: frozenset[str]) -> None:
        """Somebody has begun or ceased to listen."""
        self.gathered.subjects = subjects
        self._some.set()

    def _listen_later(self, subjects: frozenset[str] | None) -> None:
        """Nobody tells it again."""
        if subjects is not None and self.gathered.subjects is None:
            self.gathered.subjects = subjects
            self._loop.call_later(LATER_S, self._some.set)

    async def _registry_changed(self, _message: object) -> None:
        if self.teller.sets:
            self.gathered.others = True
            self._some.set()

    # What `changes` tells, from any thread.

    def wants(self, name: str) -> bool:
        return name in self.teller.sets

    def saved(self, name: str, key: int) -> None:
        self._loop.call_soon_threadsafe(self._save, name, key)

    def expect(self, readings: Collection[changes.Reading]) -> None:
        if len(self._expected) > MOST_EXPECTED:
            self._expected.clear()
        self._expected.update(readings)

    def written(self, batch: Batch) -> None:
        self._loop.call_soon_threadsafe(self._take, batch)

    def heard(self, batch: Batch) -> None:
        """Readings that any door has taken in."""
        mine = self._mine(batch)
        if len(mine):
            self._take(self._unexpected(mine))

    def _save(self, name: str, key: int) -> None:
        keys = self.gathered.keys[name]
        if len(keys) < self.allowance.most:
            keys.add(key)
        else:
            TOLD.labels("dropped").inc()
        self._some.set()

    def _mine(self, batch: Batch) -> Batch:
        streams = self.teller.streams
        if streams is None:
            return batch
        return _cut(batch, np.isin(batch.stream, streams) if len(streams) else slice(0))

    def _unexpected(self, batch: Batch) -> Batch:
        """Without what `written` will tell. Each reading is heard once."""
        if not self._expected:
            return batch
        times = np.array([time for _, time in self._expected.copy()])
        rows = np.flatnonzero(np.isin(batch.time, times)).tolist()
        pairs = {row: (int(batch.stream[row]), int(batch.time[row])) for row in rows}
        known = [row for row, pair in pairs.items() if pair in self._expected]
        self._expected.difference_update(pairs[row] for row in known)
        keep = np.ones(len(batch), np.bool_)
        keep[known] = False
        return _cut(batch, keep)

    def _take(self, batch: Batch) -> None:
        given = self.allowance.take(len(batch))
        if given:
            self.gathered.batches.append(_cut(batch, slice(given)))
            self._some.set()


def _cut(batch: Batch, part: npt.NDArray[np.bool_] | slice) -> Batch:
    return Batch(batch.stream[part], batch.time[part], batch.value[part])
