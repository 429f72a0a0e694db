"""intake: makes cases of alarms, many in one transaction, each once."""

import asyncio
import contextlib
from datetime import UTC, datetime

import msgspec
import structlog
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig
from prometheus_client import Counter, Gauge

from chengyun.bus.client import Message
from chengyun.bus.subjects import ALL_ALARMS, DEAD
from chengyun.cases import services
from chengyun.cases.services import AlarmIn
from chengyun.runtime.workers import Worker, waiting

log = structlog.get_logger()

TAKEN = Counter("chengyun_alarms_taken", "Alarms that cases have taken in, by phase", ["phase"])
SET_ASIDE = Counter("chengyun_alarms_set_aside", "Alarms kept as dead letters")
STORMS = Gauge("chengyun_storms_standing", "Alarm storms that are not over")

BATCH = 200


async def run(worker: Worker) -> None:
    config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=60, max_ack_pending=10 * BATCH)
    pull = await worker.bus.js.pull_subscribe(
        ALL_ALARMS, durable="intake", stream="ALARMS", config=config
    )
    worker.ready()
    while True:
        messages: list[Message] = []
        with contextlib.suppress(NothingYet, asyncio.TimeoutError):
            messages = await pull.fetch(BATCH, timeout=5)
        waiting.MESSAGES.set(_behind(messages))
        await _take(worker, messages)
        STORMS.set(await worker.in_db(services.standing_storms))


def _behind(messages: list[Message]) -> int:
    """How many alarms are still in the stream behind these."""
    return messages[-1].metadata.num_pending if messages else 0


async def _take(worker: Worker, messages: list[Message]) -> None:
    """All in one transaction; if that fails, one by one, so that a bad one stops no other."""
    try:
        alarms = [_alarm(m.data) for m in messages]
        await worker.in_db(services.take_alarms, alarms)
    except Exception:
        if len(messages) == 1:
            await _set_aside(worker, messages[0])
            return
        for message in messages:
            await _take(worker, [message])
        return
    for alarm in alarms:
        TAKEN.labels(alarm.phase).inc()
    for message in messages:
        await message.ack()


async def _set_aside(worker: Worker, message: Message) -> None:
    log.exception("alarm set aside", subject=message.subject)
    SET_ASIDE.inc()
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
