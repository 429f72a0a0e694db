"""Keeps a LiveState true from the bus, for any process that shows it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from nats.errors import Error as NatsError

from chengyun.bus import batch as batches
from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import ALL_ALARMS, ALL_READINGS, ASK_LIVE, BATCH, KIND
from chengyun.sensing.live import LiveState, ask_for, part_of

log = structlog.get_logger()


async def follow(bus: Bus, live: LiveState) -> None:
    """Subscribe, then fill what was before from the detection worker's columns."""
    await bus.client.subscribe(ALL_READINGS, cb=_readings(live))
    await bus.client.subscribe(ALL_ALARMS, cb=_alarms(live))
    await _fill(bus, live)


async def _fill(bus: Bus, live: LiveState) -> None:
    """Part by part: all of it would not go through the bus at once."""
    first = 0
    with contextlib.suppress(NatsError, asyncio.TimeoutError):
        while part := part_of(await bus.ask(ASK_LIVE, ask_for(first))):
            live.fill(part)
            first += len(part)
            if first >= part.size:
                return


def _readings(live: LiveState) -> Callable[[Message], Awaitable[None]]:
    async def take(message: Message) -> None:
        if (message.headers or {}).get(KIND) == BATCH:
            live.apply(batches.decode(message.data))

    return take


def _alarms(live: LiveState) -> Callable[[Message], Awaitable[None]]:
    async def take(message: Message) -> None:
        alarm = msgspec.msgpack.decode(message.data)
        live.set_state(alarm["stream"], alarm["state"])

    return take
