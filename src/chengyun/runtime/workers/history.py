"""history: writes readings to the open table, and lets the stream forget what all have."""

import asyncio
import time
from dataclasses import dataclass, field

import structlog
from nats.errors import Error as NatsError

from chengyun.bus import batch as batches
from chengyun.bus.batch import Batch
from chengyun.bus.client import Message, sequence
from chengyun.bus.subjects import ALL_READINGS, ASK_POSITION, BATCH, KIND
from chengyun.runtime.workers import Worker
from chengyun.sensing.history import History

log = structlog.get_logger()

ROWS = 500_000
SECONDS = 15.0
COMPACT_S = 600.0


@dataclass
class _Pending:
    """What is read from the stream and not yet in the table."""

    parts: list[Batch] = field(default_factory=list)
    rows: int = 0
    sequence: int = 0

    def add(self, message: Message) -> None:
        self.sequence = sequence(message)
        if (message.headers or {}).get(KIND) == BATCH:
            batch = batches.decode(message.data)
            self.parts.append(batch)
            self.rows += len(batch)


async def run(worker: Worker) -> None:
    history = History(worker.config.data / "history")
    position = await asyncio.to_thread(history.position)
    pending = _Pending()
    written = compacted = time.monotonic()
    worker.ready()
    async for message in worker.bus.read("OBS", ALL_READINGS, after=position):
        pending.add(message)
        now = time.monotonic()
        if pending.parts and (pending.rows >= ROWS or now - written >= SECONDS):
            await asyncio.to_thread(history.append, pending.parts, pending.sequence)
            await _forget(worker, pending.sequence)
            pending, written = _Pending(), now
        if now - compacted >= COMPACT_S:
            await asyncio.to_thread(history.compact)
            compacted = now


async def _forget(worker: Worker, written: int) -> None:
    """What history has on disk and detection in its snapshot, the stream need not keep.

    Without an answer from detection everything stays: it may be about to read it again.
    """
    try:
        held = int(await worker.bus.ask(ASK_POSITION))
    except (NatsError, TimeoutError):
        return
    await worker.bus.forget("OBS", before=min(held, written) + 1)
