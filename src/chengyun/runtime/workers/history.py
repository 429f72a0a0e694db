"""history: writes readings to the open table, and lets the stream forget what all have.

Beside it, never in its way: every ten minutes what was written is counted by the hour and put in
order, and the columns of the evaluation are kept up; every day what is past its time is deleted.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import structlog
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from chengyun.bus import batch as batches
from chengyun.bus.batch import Batch
from chengyun.bus.client import Message, sequence
from chengyun.bus.subjects import ALL_READINGS, ASK_POSITION, BATCH, KIND
from chengyun.cases.evaluation import building
from chengyun.runtime.workers import Worker, progress
from chengyun.sensing import retention
from chengyun.sensing.history import History
from chengyun.sensing.history_adopt import adopt

log = structlog.get_logger()

ROWS = 500_000
SECONDS = 15.0
TIDY_S = 600.0
# Messages of the stream that wait for packs: about two hours of a district's.
PACKS_MAY_LAG = 20_000
# A file so old that no commit names was left by a crash.
ORPHAN_HOURS = 24


@dataclass
class _Pending:
    """What is read from the stream and not yet in the table; `before` it all is written."""

    before: int = 0
    parts: list[Batch] = field(default_factory=list)
    rows: int = 0
    sequence: int = 0

    @property
    def done(self) -> int:
        """Up to where the stream holds nothing that is still to be written."""
        return self.before if self.parts else max(self.before, self.sequence)

    def add(self, message: Message) -> None:
        self.sequence = sequence(message)
        if (message.headers or {}).get(KIND) == BATCH:
            batch = batches.decode(message.data)
            self.parts.append(batch)
            self.rows += len(batch)


async def run(worker: Worker) -> None:
    folder = worker.config.data / "history"
    await asyncio.to_thread(adopt, folder)
    history = History(folder)
    position = await asyncio.to_thread(history.position)
    pending = _Pending(position)
    written = time.monotonic()
    beside = [
        asyncio.create_task(_keep_tidy(worker, history)),
        asyncio.create_task(_keep_columns(worker)),
        asyncio.create_task(progress.follow(worker.bus, lambda: pending.done)),
    ]
    worker.ready()
    try:
        async for message in worker.bus.read("OBS", ALL_READINGS, after=position):
            pending.add(message)
            now = time.monotonic()
            if pending.parts and (pending.rows >= ROWS or now - written >= SECONDS):
                await _write(history, pending)
                await _forget(worker, pending.sequence)
                pending, written = _Pending(pending.sequence), now
    finally:
        for task in beside:
            task.cancel()


async def _write(history: History, pending: _Pending) -> None:
    await asyncio.to_thread(history.append, pending.parts, pending.sequence)
    progress.READ.inc(pending.rows)
    progress.SAVED.set_to_current_time()


async def _keep_tidy(worker: Worker, history: History) -> None:
    """A pass that fails is told and tried again; readings are written meanwhile."""
    day: date | None = None
    while True:
        await asyncio.sleep(TIDY_S)
        now = datetime.now(UTC)
        try:
            await asyncio.to_thread(history.tidy)
            if now.date() != day:
                await _begin_day(worker, history, now)
                day = now.date()
            await asyncio.to_thread(history.vacuum)
        except Exception:
            log.exception("history not tidied")


async def _keep_columns(worker: Worker) -> None:
    """The columns of the evaluation, so that nobody who asks for it waits for them."""
    while True:
        try:
            await worker.in_db(building.keep)
        except Exception:
            log.exception("columns of the evaluation not kept")
        await asyncio.sleep(TIDY_S)


async def _begin_day(worker: Worker, history: History, now: datetime) -> None:
    kept = await worker.in_db(retention.keeping)
    await asyncio.to_thread(history.settle, now)
    await asyncio.to_thread(retention.expire, history, kept, now)
    await asyncio.to_thread(history.vacuum, ORPHAN_HOURS, full=True)


async def _forget(worker: Worker, written: int) -> None:
    """What history has on disk and detection in its snapshot, the stream need not keep.

    Without an answer from detection everything stays: it may be about to read it again.
    """
    try:
        held = int(await worker.bus.ask(ASK_POSITION))
    except (NatsError, TimeoutError):
        return
    heard = await _heard_by_packs(worker, written)
    await worker.bus.forget("OBS", before=min(held, written, heard) + 1)


async def _heard_by_packs(worker: Worker, written: int) -> int:
    """Up to where packs have heard the readings, if any listens; they hold up the stream for a
    while only, so that one that hangs never fills it."""
    try:
        told = await worker.bus.js.consumer_info("OBS", "packs")
    except NotFoundError:
        return written
    floor = told.ack_floor.stream_seq if told.ack_floor else 0
    return max(floor, written - PACKS_MAY_LAG)
