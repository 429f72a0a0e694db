"""What this web process knows of the moment: live state, vital signs, and who is listening."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chengyun.bus.client import Bus, Message, sequence
from chengyun.bus.subjects import ALL_EVENTS, LIVE_VITALS
from chengyun.sensing.feed import follow
from chengyun.sensing.live import LiveState

REMEMBERED = 5000
FRAME_S = 1.0
QUEUE = 1000
FRESH_S = 15.0


@dataclass(frozen=True)
class Event:
    """Something that happened: `seq` is its place in the stream of events."""

    seq: int
    topic: str
    data: dict[str, Any]


@dataclass(eq=False)
class Listener:
    """One open stream. When its queue is full it is told to start anew rather than fall behind."""

    queue: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    async def next(self, patience_s: float) -> Event | None:
        """The next event; None when the hub stops. Raises TimeoutError."""
        async with asyncio.timeout(patience_s):
            return await self.queue.get()

    def offer(self, event: Event) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            event = Event(event.seq, "reset", {})
        self.queue.put_nowait(event)


class Hub:
    """Follows the bus and hands events to listeners. One a process; `current` gives it."""

    def __init__(self, size: int = 1) -> None:
        self.live = LiveState(size)
        self.vitals: dict[str, list[dict[str, Any]]] = {}
        self.vitals_at = 0.0
        self.frame = 0
        self.running = False
        self._events: deque[Event] = deque(maxlen=REMEMBERED)
        self._listeners: set[Listener] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, bus: Bus) -> None:
        """Begin to follow; returns once the live state is filled."""
        await follow(bus, self.live)
        await bus.client.subscribe(LIVE_VITALS, cb=self._vitals)
        last = await bus.last_sequence("EVENTS")
        self._spawn(self._follow_events(bus, max(0, last - REMEMBERED)))
        self._spawn(self._frames())
        self.running = True

    async def stop(self) -> None:
        """End every open stream."""
        for task in self._tasks:
            task.cancel()
        for listener in self._listeners:
            if not listener.queue.full():
                listener.queue.put_nowait(None)

    def vitals_of(self, code: str) -> list[dict[str, Any]] | None:
        """The vital signs of an area as last told, unless that is too long ago to be live."""
        return self.vitals.get(code) if time.time() - self.vitals_at < FRESH_S else None

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def since(self, seq: int) -> list[Event] | None:
        """Events after `seq`, or None when that is longer ago than is remembered."""
        if not self._events or seq >= self._events[-1].seq:
            return []
        if seq < self._events[0].seq - 1:
            return None
        return [event for event in self._events if event.seq > seq]

    @property
    def last(self) -> int:
        return self._events[-1].seq if self._events else 0

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener.offer(event)

    async def _follow_events(self, bus: Bus, after: int) -> None:
        async for message in bus.read("EVENTS", ALL_EVENTS, after=after):
            _, kind, *_rest = message.subject.split(".")
            event = Event(sequence(message), f"{kind}s", json.loads(message.data))
            self._events.append(event)
            self._tell(event)

    async def _frames(self) -> None:
        """Once a second what moved: one frame for all, cut to size by each stream's policy."""
        while True:
            await asyncio.sleep(FRAME_S)
            ids = self.live.take_changed()
            self.frame += 1
            if len(ids):
                self._tell(Event(0, "live", {"ids": ids, "frame": self.frame}))

    async def _vitals(self, message: Message) -> None:
        self.vitals = json.loads(message.data)
        self.vitals_at = time.time()
        self._tell(Event(0, "vitals", self.vitals))


_hub = Hub()


def current() -> Hub:
    return _hub
