"""intake: makes cases of alarms, many in one transaction, each once."""

import asyncio
import contextlib
from datetime import UTC, datetime

import msgspec
import structlog
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig

from chengyun.bus.client import Message
from chengyun.bus.subjects import ALL_ALARMS, DEAD
from chengyun.cases import services
from chengyun.cases.services import AlarmIn
from chengyun.runtime.workers import Worker

log = structlog.get_logger()
BATCH = 200


async def run(worker: Worker) -> None:
    config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=60, max_ack_pending=10 * BATCH)
    pull = await worker.bus.js.pull_subscribe(
        ALL_ALARMS, durable="intake", stream="ALARMS", config=config
    )
    worker.ready()
    while True:
        with contextlib.suppress(NothingYet, asyncio.TimeoutError):
            await _take(worker, await pull.fetch(BATCH, timeout=5))


async def _take(worker: Worker, messages: list[Message]) -> None:
    """All in one transaction; if that fails, one by one, so that a bad one stops no other."""
    try:
        await worker.in_db(services.take_alarms, [_alarm(m.data) for m in messages])
    except Exception:
        if len(messages) == 1:
            await _set_aside(worker, messages[0])
            return
        for message in messages:
            await _take(worker, [message])
        return
    for message in messages:
        await message.ack()


async def _set_aside(worker: Worker, message: Message) -> None:
    log.exception("alarm set aside", subject=message.subject)
    letter = {"subject": message.subject, "reason": "intake", "body": message.data}
    await worker.bus.publish(DEAD.format(source="alarms"), msgspec.msgpack.encode(letter))
    await message.ack()


def _alarm(payload: bytes) -> AlarmIn:
    """The alarm as `cases` wants it, from the bytes that detection published."""
    a = msgspec.msgpack.decode(payload)
    return AlarmIn(
        key=a["id"], rule=a["rule"], case_type=a["case_type"], datastream_id=a["stream"],
        severity=a["severity"], value=a["value"], onset_at=_moment(a["onset_us"]),
        at=_moment(a["time_us"]), phase=a["phase"], detail=a["detail"],
        title_zh=a["title_zh"], title_en=a["title_en"],
    )  # fmt: skip


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC)
