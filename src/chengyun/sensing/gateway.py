"""The one way in for readings: check by columns, commit in groups, answer once it is on disk."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import structlog
from prometheus_client import Counter

from chengyun.bus import batch as batches
from chengyun.bus.batch import Batch
from chengyun.bus.client import Bus
from chengyun.bus.subjects import BATCH, DEAD, MB, READINGS
from chengyun.sensing.intake import Raw
from chengyun.sensing.registry import Registry

log = structlog.get_logger()

ACCEPTED = Counter("chengyun_readings_accepted", "Readings acknowledged after sync")
REFUSED = Counter("chengyun_readings_refused", "Readings refused, by reason", ["reason"])

FUTURE_US = 300 * 1_000_000
EARLIEST_US = 946_684_800 * 1_000_000  # 2000-01-01; before it a clock was never set
LARGEST_MESSAGE_ROWS = 300_000
GROUP_S = 0.002

# In order of what is told first; each row has one reason.
REASONS = (
    "unknown_datastream",
    "bad_time",
    "future_time",
    "not_a_number",
    "out_of_range",
)
MESSAGES = {
    "unknown_datastream": "no datastream has this key or id",
    "bad_time": "time must be µs since 1970 or ISO 8601 with a zone, from the year 2000 on",
    "future_time": "time is more than five minutes ahead of this server's clock",
    "not_a_number": "value must be a finite number",
    "out_of_range": "value is outside what this property can be",
}


@dataclass(frozen=True)
class Rejection:
    row: int
    reason: str
    message: str


@dataclass(frozen=True)
class Receipt:
    """What became of one request's rows. `accepted` of them are on disk."""

    accepted: int
    rejected: list[Rejection]


class Busy(Exception):
    """Cannot take it now; try again after `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass
class _Group:
    """Requests that will be one message."""

    source: int
    parts: list[Batch] = field(default_factory=list)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)
    rows: int = 0


class Gateway:
    """Checks readings against the registry and commits them to the bus in groups.

    `register` is called with unknown keys when registering on first sight is switched on.
    """

    def __init__(
        self,
        bus: Bus,
        registry: Registry,
        *,
        folder: Path,
        max_backlog_mb: int = 256,
        min_free_mb: int = 200,
    ) -> None:
        self.bus = bus
        self.registry = registry
        self.folder = folder
        self.max_backlog = max_backlog_mb * MB
        self.min_free = min_free_mb * MB
        self.backlog = 0
        self.register: Callable[[list[str]], Awaitable[None]] | None = None
        self._groups: dict[int, _Group] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free_at = 0.0
        self._free = True

    async def accept(self, raw: Raw, source: int) -> Receipt:
        """Check and commit one request. Raises Busy when nothing of it was taken."""
        size = len(raw) * batches.ROW_BYTES
        self._room_for(size)
        self.backlog += size
        try:
            await self._register_new(raw)
            # What is refused is kept as it was sent, so that it can be sent again.
            read = replace(raw, value=self.registry.convert(raw.datastream, raw.value))
            ids, reason = self.check(read)
            good = reason < 0
            await self._keep_refused(raw, reason, source)
            await self._commit(_select(ids, read, good), source)
        finally:
            self.backlog -= size
        accepted = int(good.sum())
        ACCEPTED.inc(accepted)
        return Receipt(accepted, _rejections(reason))

    async def refuse_body(self, body: bytes, reason: str, source: int) -> None:
        """Count and keep a body of which nothing could be read."""
        REFUSED.labels("malformed").inc()
        letter = {"at": _now_us(), "source": source, "reason": reason, "body": body[:4096]}
        await self._publish_dead(letter, source)

    def check(self, raw: Raw) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8]]:
        """Ids and, per row, the index of the reason to refuse it (-1: sound)."""
        ids = self._ids(raw)
        known = self.registry.known(ids)
        row = np.where(known, ids, 0)
        with np.errstate(invalid="ignore"):
            wrong = (
                ~known,
                raw.time < EARLIEST_US,
                raw.time > _now_us() + FUTURE_US,
                ~np.isfinite(raw.value),
                (raw.value < self.registry.low[row]) | (raw.value > self.registry.high[row]),
            )
        reason = np.full(len(raw), -1, np.int8)
        for index in range(len(wrong) - 1, -1, -1):
            reason[wrong[index]] = index
        return ids, reason

    def _ids(self, raw: Raw) -> npt.NDArray[np.int64]:
        if isinstance(raw.datastream, np.ndarray):
            return raw.datastream.astype(np.int64)
        return self.registry.find(raw.datastream)

    async def _register_new(self, raw: Raw) -> None:
        """Make datastreams for keys never seen, where that is switched on."""
        if self.register is None or isinstance(raw.datastream, np.ndarray):
            return
        new = {k for k in raw.datastream if isinstance(k, str) and k not in self.registry.ids}
        if new:
            await self.register(sorted(new))

    def _room_for(self, size: int) -> None:
        if not self.bus.connected:
            raise Busy("bus", 2)
        if self.backlog + size > self.max_backlog and self.backlog:
            raise Busy("backlog")
        if not self._disk_free():
            raise Busy("disk_full", 30)

    def _disk_free(self) -> bool:
        """Looked at once a second: a full disk must stop the door before it stops the bus."""
        if time.monotonic() - self._free_at > 1:
            self._free_at = time.monotonic()
            self._free = shutil.disk_usage(self.folder).free > self.min_free
        return self._free

    async def _commit(self, batch: Batch, source: int) -> None:
        if not len(batch):
            return
        loop = asyncio.get_running_loop()
        group = self._groups.get(source)
        if group is None or group.rows + len(batch) > LARGEST_MESSAGE_ROWS:
            group = self._groups[source] = _Group(source)
            self._spawn(self._flush_soon(group))
        waiter: asyncio.Future[None] = loop.create_future()
        group.parts.append(batch)
        group.waiters.append(waiter)
        group.rows += len(batch)
        await waiter

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _flush_soon(self, group: _Group) -> None:
        await asyncio.sleep(GROUP_S)
        if self._groups.get(group.source) is group:
            del self._groups[group.source]
        try:
            for part in _messages(batches.join(group.parts), _now_us(), group.source):
                await self.bus.publish(READINGS, batches.encode(part), kind=BATCH)
        except Exception as error:  # the senders are told; nothing was acknowledged
            log.warning("readings not committed", rows=group.rows, error=repr(error))
            _settle(group.waiters, Busy("bus"))
        else:
            _settle(group.waiters, None)

    async def _keep_refused(self, raw: Raw, reason: npt.NDArray[np.int8], source: int) -> None:
        rows = np.flatnonzero(reason >= 0)
        for index, count in zip(*np.unique(reason[rows], return_counts=True), strict=True):
            REFUSED.labels(REASONS[index]).inc(int(count))
        if len(rows):
            letter = {
                "at": _now_us(),
                "source": source,
                "rows": [_letter(raw, int(row), REASONS[reason[row]]) for row in rows[:10_000]],
                "count": len(rows),
            }
            await self._publish_dead(letter, source)

    async def _publish_dead(self, letter: dict[str, object], source: int) -> None:
        try:
            await self.bus.publish(DEAD.format(source=source), msgspec.msgpack.encode(letter))
        except Exception as error:
            log.warning("refused readings not kept", error=repr(error))


def _settle(waiters: list[asyncio.Future[None]], error: Exception | None) -> None:
    for waiter in waiters:
        if waiter.done():
            continue
        if error:
            waiter.set_exception(error)
        else:
            waiter.set_result(None)


def _messages(batch: Batch, now_us: int, source: int) -> list[Batch]:
    """The batch cut to messages that the bus takes."""
    step = LARGEST_MESSAGE_ROWS
    return [
        Batch(
            batch.stream[at : at + step], batch.time[at : at + step], batch.value[at : at + step],
            now_us, source,
        )
        for at in range(0, len(batch), step)
    ]  # fmt: skip


def _select(ids: npt.NDArray[np.int64], raw: Raw, good: npt.NDArray[np.bool_]) -> Batch:
    if good.all():
        return Batch(ids.astype(np.int32), raw.time, raw.value)
    return Batch(ids[good].astype(np.int32), raw.time[good], raw.value[good])


def _rejections(reason: npt.NDArray[np.int8]) -> list[Rejection]:
    return [
        Rejection(int(row), REASONS[reason[row]], MESSAGES[REASONS[reason[row]]])
        for row in np.flatnonzero(reason >= 0)
    ]


def _letter(raw: Raw, row: int, reason: str) -> dict[str, object]:
    key = raw.datastream[row]
    return {
        "row": row,
        "reason": reason,
        "datastream": key if isinstance(key, str) else int(key) if key is not None else None,
        "time": int(raw.time[row]),
        "value": float(raw.value[row]),
    }


def _now_us() -> int:
    return time.time_ns() // 1000
