"""The one way in for readings: check by columns, commit in groups, answer once it is on disk."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import partial
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
from chengyun.bus.subjects import BATCH, DEAD, READINGS
from chengyun.sensing.checks import REASONS, Ids, Owned, Reasons, Rejection, check, rejections
from chengyun.sensing.clocks import Clocks
from chengyun.sensing.duplicates import Seen
from chengyun.sensing.intake import Raw, join
from chengyun.sensing.registry import Registry
from chengyun.sensing.room import Busy, Room
from chengyun.sensing.tally import Tally

__all__ = ["REFUSED", "Busy", "Gateway", "Receipt", "Rejection"]

log = structlog.get_logger()

ACCEPTED = Counter("chengyun_readings_accepted", "Readings acknowledged after sync")
REFUSED = Counter("chengyun_readings_refused", "Readings refused, by reason", ["reason"])
DUPLICATES = Counter("chengyun_messages_duplicate", "Messages that had come before, by their id")

LARGEST_MESSAGE_ROWS = 300_000
GROUP_S = 0.002
# While this many groups wait for the disk, the next one grows instead of joining the queue.
COMMITS = 2
# A message with an id and at least so many rows is stored by itself, under its id.
OWN_MESSAGE_ROWS = 1000
LETTER_ROWS = 1000
LETTERS = 10
BODY_KEPT = 4096
REMEMBERED_REJECTIONS = 100


@dataclass(frozen=True)
class Receipt:
    """What became of one request's rows. `accepted` of them are on disk."""

    accepted: int
    rejected: list[Rejection]
    duplicate: bool = False


@dataclass
class _Group:
    """Requests that will be one message."""

    source: int
    id: str = ""
    parts: list[Raw] = field(default_factory=list)
    waiters: list[asyncio.Future[Receipt]] = field(default_factory=list)
    rows: int = 0

    def add(self, raw: Raw) -> asyncio.Future[Receipt]:
        waiter: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self.parts.append(raw)
        self.waiters.append(waiter)
        self.rows += len(raw)
        return waiter


class Gateway:
    """Checks readings against the registry and commits them to the bus in groups.

    `register` is called with unknown keys when registering on first sight is switched on;
    `names` gives the name of a source's id; `owned.set` restricts sources to their prefixes.
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
        self.room = Room(folder, max_backlog_mb, min_free_mb)
        self.register: Callable[[list[str]], Awaitable[None]] | None = None
        self.names: dict[int, str] = {}
        self.owned = Owned()
        self.clocks = Clocks()
        self.tally = Tally()
        self.seen: Seen[Receipt] = Seen()
        self._groups: dict[int, _Group] = {}
        self._commits = asyncio.Semaphore(COMMITS)
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, raw: Raw, source: int, name: str = "") -> Receipt:
        """Check and commit one request. Raises Busy when nothing of it was taken.

        `name` (else `raw.id`) is the sender's id of the message: the second of one name is
        answered with the first's receipt and not stored.
        """
        name = name or raw.id
        if not name:
            return await self._take(raw, source)
        work = partial(self._take_named, raw, source, name)
        receipt, again = await self.seen.once(source, name, work)
        if not again:
            return receipt
        DUPLICATES.inc()
        self.tally.line(source).duplicates += 1
        return Receipt(receipt.accepted, receipt.rejected, duplicate=True)

    async def _take_named(self, raw: Raw, source: int, name: str) -> Receipt:
        receipt = await self._take(raw, source, name)
        return Receipt(receipt.accepted, receipt.rejected[:REMEMBERED_REJECTIONS])

    async def _take(self, raw: Raw, source: int, name: str = "") -> Receipt:
        self.must_be_open()
        with self.room.hold(len(raw) * batches.ROW_BYTES):
            if not len(raw):
                return Receipt(0, [])
            alone = name if len(raw) >= OWN_MESSAGE_ROWS else ""
            return await self._group(source, len(raw), alone).add(raw)

    def must_be_open(self) -> None:
        """Raises Busy while the bus is away."""
        if not self.bus.connected:
            raise Busy("bus", 2)

    async def refuse_body(self, body: bytes, reason: str, source: int) -> None:
        """Count and keep the beginning of a body of which nothing could be read."""
        REFUSED.labels("malformed").inc()
        self.tally.refuse(source, "malformed")
        letter = {
            "at": _now_us(), "source": source, "reason": reason, "body": body[:BODY_KEPT],
            "truncated": len(body) > BODY_KEPT,
        }  # fmt: skip
        await self._publish_dead(letter, source)

    def _group(self, source: int, rows: int, alone: str) -> _Group:
        """The group that is still open, or a new one that will be committed soon."""
        group = self._groups.get(source)
        if alone or group is None or group.rows + rows > LARGEST_MESSAGE_ROWS:
            group = _Group(source, alone)
            if not alone:
                self._groups[source] = group
            self._spawn(self._commit_soon(group))
        return group

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _commit_soon(self, group: _Group) -> None:
        if not group.id:
            await asyncio.sleep(GROUP_S)
        async with self._commits:
            if self._groups.get(group.source) is group:
                del self._groups[group.source]
            try:
                receipts = await self._commit(group)
            except Exception as error:  # the senders are told; nothing was acknowledged
                log.warning("readings not committed", rows=group.rows, error=repr(error))
                _fail(group.waiters)
            else:
                _settle(group.waiters, receipts)

    async def _commit(self, group: _Group) -> list[Receipt]:
        raw, source, now_us = join(group.parts), group.source, _now_us()
        await self._register_new(raw, source)
        own = self.owned.mask(source, self.registry)
        # What is refused is kept as it was sent, so that it can be sent again.
        read = replace(raw, value=self.registry.convert(raw.datastream, raw.value))
        ids, reason = check(read, self.registry, own, now_us)
        self.clocks.listen(source, self.names.get(source, str(source)), raw.time, now_us)
        batch = _select(ids, read, reason < 0)
        await self._publish(batch, group, now_us)
        self._count(batch, source, now_us)
        if len(batch) == len(raw):
            return [Receipt(len(part), []) for part in group.parts]
        await self._keep_refused(raw, reason, group)
        return _receipts(group.parts, reason, self.clocks.ahead(source))

    async def _register_new(self, raw: Raw, source: int) -> None:
        """Make datastreams for keys never seen, where that is switched on."""
        if self.register is None or isinstance(raw.datastream, np.ndarray):
            return
        texts = {k for k in raw.datastream if isinstance(k, str) and k not in self.registry.ids}
        if new := [key for key in sorted(texts) if self.owned.permits(source, key)]:
            await self.register(new)

    async def _publish(self, batch: Batch, group: _Group, now_us: int) -> None:
        for number, part in enumerate(_messages(batch, now_us, group.source)):
            name = f"{group.source} {number} {group.id}" if group.id else ""
            await self.bus.publish(READINGS, batches.encode(part), msg_id=name, kind=BATCH)

    def _count(self, batch: Batch, source: int, now_us: int) -> None:
        ACCEPTED.inc(len(batch))
        late, early = self.clocks.count(batch.stream, batch.time, now_us)
        line = self.tally.line(source)
        line.accepted += len(batch)
        line.late += late
        line.early += early
        line.skew_s = self.clocks.skew_s(source)

    async def _keep_refused(self, raw: Raw, reason: Reasons, group: _Group) -> None:
        rows = np.flatnonzero(reason >= 0)
        for index, count in enumerate(np.bincount(reason[rows], minlength=len(REASONS)).tolist()):
            if count:
                REFUSED.labels(REASONS[index]).inc(count)
                self.tally.refuse(group.source, REASONS[index], count)
        starts = np.cumsum([0, *(len(part) for part in group.parts)])
        for at in range(0, min(len(rows), LETTERS * LETTER_ROWS), LETTER_ROWS):
            some = rows[at : at + LETTER_ROWS]
            last = at + LETTER_ROWS == LETTERS * LETTER_ROWS
            letter = {
                "at": _now_us(),
                "source": group.source,
                "rows": _letters(raw, some, reason, starts),
                # The last one counts also what is no longer kept.
                "count": len(rows) - at if last else len(some),
            }
            await self._publish_dead(letter, group.source)

    async def _publish_dead(self, letter: dict[str, object], source: int) -> None:
        try:
            await self.bus.publish(DEAD.format(source=source), msgspec.msgpack.encode(letter))
        except Exception as error:
            log.warning("refused readings not kept", error=repr(error))


def _fail(waiters: list[asyncio.Future[Receipt]]) -> None:
    for waiter in waiters:
        if not waiter.done():
            waiter.set_exception(Busy("bus"))


def _settle(waiters: list[asyncio.Future[Receipt]], receipts: list[Receipt]) -> None:
    for waiter, receipt in zip(waiters, receipts, strict=True):
        if not waiter.done():
            waiter.set_result(receipt)


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


def _select(ids: Ids, raw: Raw, good: npt.NDArray[np.bool_]) -> Batch:
    if good.all():
        return Batch(ids.astype(np.int32), raw.time, raw.value)
    return Batch(ids[good].astype(np.int32), raw.time[good], raw.value[good])


def _receipts(parts: list[Raw], reason: Reasons, ahead: str) -> list[Receipt]:
    made, at = [], 0
    for part in parts:
        mine = reason[at : at + len(part)]
        made.append(Receipt(int(np.count_nonzero(mine < 0)), rejections(mine, ahead)))
        at += len(part)
    return made


def _letters(raw: Raw, rows: Ids, reason: Reasons, starts: Ids) -> list[dict[str, object]]:
    """Refused rows as they came, each with its place in its own request."""
    place = rows - starts[np.searchsorted(starts, rows, "right") - 1]
    return [
        _letter(raw, row, REASONS[reason[row]]) | {"row": at}
        for row, at in zip(rows.tolist(), place.tolist(), strict=True)
    ]


def _letter(raw: Raw, row: int, reason: str) -> dict[str, object]:
    key = raw.datastream[row]
    return {
        "reason": reason,
        "datastream": key if isinstance(key, str) else int(key) if key is not None else None,
        "time": int(raw.time[row]),
        "value": float(raw.value[row]),
    }


def _now_us() -> int:
    return time.time_ns() // 1000
