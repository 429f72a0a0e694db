"""Observations over MQTT by the standard's own topics (OGC 18-088, clause 15.1).

A source that manages things publishes to `v1.1/Observations` or `v1.1/Datastreams(1)/Observations`
what it would POST. As with readings, QoS 1 waits in its store until it is committed; the gateway
lets the store forget what both have taken (`sensing.mqtt`).
"""

import asyncio
import contextlib

import structlog
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig

from chengyun.api.sensorthings import handling
from chengyun.api.sensorthings.context import Access, Context
from chengyun.api.sensorthings.reply import Reply
from chengyun.api.sensorthings.threads import in_thread
from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import MQTT_STORE, STA_CONSUMER, STA_IN, STA_TOPICS
from chengyun.sensing import sta_places

log = structlog.get_logger()
QOS = "Nmqtt-Pub"
FETCH = 100
LATER_S = 2
STORED = "$MQTT.msgs."
# The second is for a bus that turns nothing aside, and for what an older one has stored.
TAKEN = (STA_IN, STA_TOPICS)
CONSUMER = ConsumerConfig(
    durable_name=STA_CONSUMER,
    ack_policy=AckPolicy.EXPLICIT,
    filter_subjects=[STORED + subject for subject in TAKEN],
)


class TopicsDoor:
    """Creates the observations that come over the bus."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    async def run(self) -> None:
        """Take messages for ever; QoS 0 as they pass, QoS 1 from their store."""
        for subject in TAKEN:
            await self.bus.client.subscribe(subject, cb=self._passing)
        await self.bus.js.add_consumer(MQTT_STORE, CONSUMER)
        pull = await self.bus.js.pull_subscribe_bind(STA_CONSUMER, MQTT_STORE)
        while True:
            with contextlib.suppress(NothingYet, asyncio.TimeoutError):
                for message in await pull.fetch(FETCH, timeout=5):
                    await self._stored(message)

    async def _passing(self, message: Message) -> None:
        if (message.headers or {}).get(QOS) == "0":
            await _take(message.subject, message.data)

    async def _stored(self, message: Message) -> None:
        reply = await _take(message.subject.removeprefix(STORED), message.data)
        if reply.status >= 500:
            await message.nak(delay=LATER_S)
        else:
            await message.ack()


async def _take(subject: str, payload: bytes) -> Reply:
    try:
        reply = await in_thread(create, path_of(subject), payload)
    except Exception as error:
        log.warning("observation over MQTT not taken", subject=subject, error=repr(error))
        return Reply(503)
    if reply.status >= 400:
        log.warning("observation over MQTT refused", subject=subject, answer=reply.body)
    return reply


def path_of(subject: str) -> str:
    """The resource path that a topic is, as the bus writes it."""
    for taken in TAKEN:
        subject = subject.removeprefix(taken.rstrip(">"))
    return "/".join(step.replace("//", ".") for step in subject.split("."))


def create(path: str, payload: bytes) -> Reply:
    """Create an observation. Anything else that is published is refused."""
    if path.rpartition("/")[2] != "Observations":
        return Reply(404, {"message": f"{path} takes no Observations"})
    access = Access("", observes=True, manages=True, home=sta_places.whole())
    return handling.handle(Context("", access), "POST", path, "", payload, "application/json")
