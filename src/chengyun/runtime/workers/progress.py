"""How far a reader of the stream is: what it has done, what waits for it, when it last saved."""

import asyncio
import contextlib
from collections.abc import Callable

from nats.errors import Error as NatsError
from prometheus_client import Counter, Gauge

from chengyun.bus.client import Bus
from chengyun.runtime.workers import waiting

READ = Counter("chengyun_readings_processed", "Readings that a reader of the stream is done with")
SAVED = Gauge("chengyun_saved_timestamp_seconds", "When a reader last saved how far it is")
# Until then its age is counted from here, and no alert goes off at the start.
SAVED.set_to_current_time()

EVERY_S = 5.0


async def follow(bus: Bus, position: Callable[[], int]) -> None:
    """Tell for ever how many messages of `OBS` lie behind `position`, the last one done with."""
    while True:
        # Without an answer the last figure stands.
        with contextlib.suppress(NatsError, TimeoutError):
            waiting.MESSAGES.set(max(0, await bus.last_sequence("OBS") - position()))
        await asyncio.sleep(EVERY_S)
