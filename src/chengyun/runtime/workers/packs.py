"""packs: tells packs what has happened, in a process of its own: a pack that is slow or fails
holds up nobody else. The bus keeps how far each stream has been heard; a stop loses nothing.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from chengyun.bus import batch as batches
from chengyun.bus.client import Message
from chengyun.bus.subjects import ALL_ALARMS, ALL_READINGS, BATCH, KIND, RULES_CHANGED
from chengyun.packs.services import hearing, hearing_bus
from chengyun.packs.services.hearing_bus import Streams
from chengyun.runtime.workers import Worker, waiting

log = structlog.get_logger()
NAME = "packs"
AT_ONCE = 200
EVERY_S = 1.0


async def run(worker: Worker) -> None:
    changed = asyncio.Event()

    async def stale(_message: object) -> None:
        changed.set()

    await worker.bus.client.subscribe(RULES_CHANGED, cb=stale)
    worker.ready()
    while True:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in await _work(worker)]
            await changed.wait()
            changed.clear()
            for task in tasks:
                task.cancel()


async def _work(worker: Worker) -> list[Any]:
    """What there is to hear for the packs that are on; a stream nobody listens to is left."""
    work: list[Any] = [_look_around(worker)]
    for source in SOURCES:
        keys = await worker.in_db(hearing.wanted, source.event)
        if keys:
            work.append(_hear(worker, source, keys))
        else:
            with contextlib.suppress(NotFoundError):
                await worker.bus.js.delete_consumer(source.stream, NAME)
    return work


@dataclass(frozen=True)
class Source:
    """A stream of the bus, which hooks it serves, and how its messages become their records."""

    event: str
    stream: str
    subject: str
    records: Callable[[Sequence[Message], frozenset[str], Streams], Any]


def _alarms(messages: Sequence[Message], keys: frozenset[str], _streams: Streams) -> Any:
    return hearing_bus.alarms([msgspec.msgpack.decode(m.data) for m in messages], keys)


def _cases(messages: Sequence[Message], keys: frozenset[str], _streams: Streams) -> Any:
    return hearing_bus.cases([msgspec.json.decode(m.data) for m in messages], keys)


def _readings(messages: Sequence[Message], _keys: frozenset[str], streams: Streams) -> Any:
    told = [m for m in messages if (m.headers or {}).get(KIND) == BATCH]
    return list(streams.readings([batches.decode(m.data) for m in told]))


SOURCES = (
    Source("alarm", "ALARMS", ALL_ALARMS, _alarms),
    Source("case", "EVENTS", "event.case.*", _cases),
    Source("readings", "OBS", ALL_READINGS, _readings),
)


async def _hear(worker: Worker, source: Source, keys: frozenset[str]) -> None:
    # Who hears for the first time hears of what happens from now on.
    config = ConsumerConfig(
        ack_policy=AckPolicy.ALL, ack_wait=60, max_ack_pending=10 * AT_ONCE,
        deliver_policy=DeliverPolicy.NEW,
    )  # fmt: skip
    pull = await worker.bus.js.pull_subscribe(
        source.subject, durable=NAME, stream=source.stream, config=config
    )
    streams = Streams(keys)
    try:
        while True:
            await _hear_some(worker, source, pull, keys, streams)
    finally:
        # What was asked for and not waited for would go astray until it is sent again.
        with contextlib.suppress(NatsError):
            await pull.unsubscribe()


async def _hear_some(
    worker: Worker, source: Source, pull: Any, keys: frozenset[str], streams: Streams
) -> None:
    messages: list[Message] = []
    with contextlib.suppress(NothingYet, asyncio.TimeoutError):
        messages = await pull.fetch(AT_ONCE, timeout=5)
    if messages:
        waiting.MESSAGES.set(messages[-1].metadata.num_pending)
        await worker.in_db(_take, source, messages, keys, streams)
        await messages[-1].ack()


def _take(
    source: Source, messages: Sequence[Message], keys: frozenset[str], streams: Streams
) -> None:
    """Told, or written down to be told again. What cannot be read stops nobody."""
    try:
        records = source.records(messages, keys, streams)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("not heard", stream=source.stream)
        return
    hearing.tell(source.event, records, timezone.now())


async def _look_around(worker: Worker) -> None:
    """What no stream tells: stages of entries, a new day, and what failed before."""
    while True:
        await worker.in_db(_round)
        await asyncio.sleep(EVERY_S)


def _round() -> None:
    now = timezone.now()
    hearing.hear_stages(now)
    hearing.begin_day(timezone.localdate(), now)
    hearing.again(now)
