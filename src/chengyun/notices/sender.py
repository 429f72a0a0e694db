"""Sends what is due: a bounded number at a time, never two to one place, nobody in the way."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

from chengyun.notices.jobs import Job, Source

log = structlog.get_logger()
TRIES = Counter("chengyun_notices_tries", "Tries to send, by way and result", ["way", "result"])
TRY_S = Histogram(
    "chengyun_notices_try_seconds", "How long a try took", ["way"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)  # fmt: skip
BUSY = Gauge("chengyun_notices_busy", "Tries under way")

SLOTS = 16
InDb = Callable[..., Awaitable[Any]]


@dataclass
class Sender:
    """Runs jobs of several sources. Of its slots, at most half go to what failed the last time,
    so that the dead never stand before the living."""

    in_db: InDb
    sources: Sequence[Source]
    slots: int = SLOTS
    _busy: dict[str, Job] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _threads: ThreadPoolExecutor | None = None
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def start_due(self, now: Callable[[], datetime]) -> int:
        """Start what is due and has room; returns how many."""
        started = 0
        for source in self.sources:
            room = self.slots - len(self._busy)
            found = await self.in_db(source, now(), set(self._busy), room) if room else []
            started += sum(self._start(job, now) for job in found)
        return started

    async def rest(self, longest_s: float) -> None:
        """Until something under way has ended, so that its lane goes on, or so long."""
        self._freed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._freed.wait(), longest_s)

    async def idle(self) -> None:
        """Wait until all that was started has ended."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _start(self, job: Job, now: Callable[[], datetime]) -> bool:
        shaky = sum(each.shaky for each in self._busy.values())
        if job.shaky and shaky >= max(self.slots // 2, 1):
            return False
        self._busy[job.lane] = job
        BUSY.set(len(self._busy))
        task = asyncio.ensure_future(self._run(job, now))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _run(self, job: Job, now: Callable[[], datetime]) -> None:
        way, began = job.lane.partition("-")[0], time.monotonic()
        try:
            outcomes = await asyncio.get_running_loop().run_in_executor(self._pool(), job.send)
            for outcome in outcomes:
                TRIES.labels(way, "sent" if outcome.ok else "failed").inc()
                TRY_S.labels(way).observe((time.monotonic() - began) / len(outcomes))
            await self.in_db(job.settle, outcomes, now())
        except Exception:
            # Not settled: it is due again, and the next try is as good as this one.
            log.exception("notice not settled", lane=job.lane)
        finally:
            del self._busy[job.lane]
            self._freed.set()
            BUSY.set(len(self._busy))

    def _pool(self) -> ThreadPoolExecutor:
        self._threads = self._threads or ThreadPoolExecutor(self.slots, "notices")
        return self._threads

    def close(self) -> None:
        """Let the threads go; what they were sending is due again."""
        for task in self._tasks:
            task.cancel()
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)
