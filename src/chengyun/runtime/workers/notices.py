"""notices: tells people and other systems what happens to cases.

Two things side by side: events become messages to be sent, acknowledged once they are written
down; and what is due is sent. So a receiver that is away never holds up the events.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence

import msgspec
import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from prometheus_client import Counter

from chengyun.bus.client import Message, sequence
from chengyun.notices import tasks
from chengyun.notices.sender import Sender
from chengyun.notices.services import sending, webhooks
from chengyun.notices.services.hearing import Heard, take
from chengyun.runtime.workers import Worker, waiting

log = structlog.get_logger()
HEARD = Counter("chengyun_notices_events", "Events of cases that were heard")
SET_ASIDE = Counter("chengyun_notices_set_aside", "Events that could not be understood")

CASES = "event.case.*"
BATCH = 200
PAUSE_S = 0.5
CHORES_S = 30.0
MSG_ID, PREFIX = "Nats-Msg-Id", "case-"


async def run(worker: Worker) -> None:
    # A district that is told for the first time is told of what happens from now on.
    config = ConsumerConfig(
        ack_policy=AckPolicy.EXPLICIT, ack_wait=60, max_ack_pending=10 * BATCH,
        deliver_policy=DeliverPolicy.NEW,
    )  # fmt: skip
    pull = await worker.bus.js.pull_subscribe(
        CASES, durable="notices", stream="EVENTS", config=config
    )
    sender = Sender(worker.in_db, (sending.jobs, webhooks.jobs))
    worker.ready()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_hear(worker, pull))
            group.create_task(_send(worker, sender))
    finally:
        sender.close()


async def _hear(worker: Worker, pull: object) -> None:
    while True:
        messages: list[Message] = []
        with contextlib.suppress(NothingYet, asyncio.TimeoutError):
            messages = await pull.fetch(BATCH, timeout=5)  # type: ignore[attr-defined]
        waiting.MESSAGES.set(messages[-1].metadata.num_pending if messages else 0)
        await take_all(worker, messages)


async def take_all(worker: Worker, messages: Sequence[Message]) -> None:
    """All in one transaction, then acknowledged; one that cannot be understood stops no other.

    A database that is away stops everything: nothing is acknowledged, all is heard again.
    """
    if not messages:
        return
    try:
        await worker.in_db(take, [_heard(m) for m in messages], timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(messages) > 1:
            for message in messages:
                await take_all(worker, [message])
            return
        log.exception("event set aside", sequence=sequence(messages[0]))
        SET_ASIDE.inc()
    HEARD.inc(len(messages))
    for message in messages:
        await message.ack()


def _heard(message: Message) -> Heard:
    name = (message.headers or {}).get(MSG_ID, "")
    return Heard(int(name.removeprefix(PREFIX)), msgspec.json.decode(message.data))


async def _send(worker: Worker, sender: Sender) -> None:
    chores = 0.0
    while True:
        if not await sender.start_due(timezone.now):
            await sender.rest(PAUSE_S)
        if time.monotonic() - chores > CHORES_S:
            chores = time.monotonic()
            await worker.in_db(tasks.forget, timezone.now())
            await worker.in_db(tasks.measure)
