"""The last readings that this process has heard of, for those who cannot wait for history.

History is written every fifteen seconds or so. Until then what was taken in is here: bounded by
rows, so that in a storm the older part is read once it is in history and not before.
"""

import threading
from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from chengyun.bus import batch as batches
from chengyun.bus.batch import Batch
from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import ALL_READINGS, BATCH, KIND

MOST_ROWS = 500_000


class Recent:
    """Batches in order of coming; the oldest go when there are more than `most` rows."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self.most = most
        self.rows = 0
        # Told of every batch once it is remembered.
        self.heard: Callable[[Batch], None] | None = None
        self._parts: deque[Batch] = deque()
        self._lock = threading.Lock()

    def add(self, batch: Batch) -> None:
        """Remember a batch; the same one twice does no harm."""
        with self._lock:
            self._parts.append(batch)
            self.rows += len(batch)
            while self.rows > self.most and len(self._parts) > 1:
                self.rows -= len(self._parts.popleft())

    def between(self, streams: npt.NDArray[np.int64], low: int, high: int) -> Batch:
        """Readings of those datastreams with a time (µs) from `low` to `high`, both included."""
        with self._lock:
            parts = list(self._parts)
        if not parts:
            return Batch(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0))
        held = batches.join(parts)
        wanted = (held.time >= low) & (held.time <= high)
        wanted[wanted] = np.isin(held.stream[wanted], streams)
        return Batch(held.stream[wanted], held.time[wanted], held.value[wanted])


async def follow(bus: Bus, recent: Recent) -> None:
    """Hear every reading that any door takes in, from now on."""

    async def take(message: Message) -> None:
        if (message.headers or {}).get(KIND) == BATCH:
            batch = batches.decode(message.data)
            recent.add(batch)
            if recent.heard:
                recent.heard(batch)

    await bus.client.subscribe(ALL_READINGS, cb=take)
