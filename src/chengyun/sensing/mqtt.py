"""The MQTT door: devices publish to `in/<source>/observations` what they would POST.

A source whose messages are read by an adapter publishes anywhere below `in/<source>/`; a Sparkplug
node that a source declares, to its own topics.

nats-server answers a QoS 1 publish when it has synced it; the gateway takes it from there and
removes it once the readings themselves are committed, so nothing acknowledged is lost between.
"""

import asyncio
import contextlib
import time

import structlog
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.client import JetStreamContext

from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import DEVICES, MQTT_STORE, NODES
from chengyun.sensing import sources
from chengyun.sensing.adapters.sparkplug import Unborn
from chengyun.sensing.gateway import Busy, Gateway
from chengyun.sensing.intake import Malformed
from chengyun.sensing.sources import Way

log = structlog.get_logger()
QOS = "Nmqtt-Pub"
FETCH = 500
STORED = "$MQTT.msgs."
CONSUMER = "gateway"


class MqttDoor:
    """Feeds the gateway from MQTT.

    `names` gives the source id of a source's name, `ways` how its messages are read.
    """

    def __init__(self, bus: Bus, gateway: Gateway, names: dict[str, int]) -> None:
        self.bus = bus
        self.gateway = gateway
        self.names = names
        self.ways: dict[str, Way] = {}

    async def run(self) -> None:
        """Take messages for ever; QoS 0 as they pass, QoS 1 from their store."""
        for subject in (DEVICES, *NODES):
            await self.bus.client.subscribe(subject, cb=self._passing)
        pull = await self._store()
        while True:
            with contextlib.suppress(NothingYet, asyncio.TimeoutError):
                messages = await pull.fetch(FETCH, timeout=5)
                await asyncio.gather(*(self._stored(message) for message in messages))

    async def _store(self) -> JetStreamContext.PullSubscription:
        """Our place in the store; one made by an older version is given today's subjects."""
        subjects = [f"{STORED}{subject}" for subject in (DEVICES, *NODES)]
        config = ConsumerConfig(
            durable_name=CONSUMER, filter_subjects=subjects, ack_policy=AckPolicy.EXPLICIT
        )
        await self.bus.js.add_consumer(MQTT_STORE, config)
        return await self.bus.js.pull_subscribe_bind(CONSUMER, MQTT_STORE)

    async def _passing(self, message: Message) -> None:
        if (message.headers or {}).get(QOS) == "0":
            with contextlib.suppress(Busy):
                await self._take(message.subject, message.data)

    async def _stored(self, message: Message) -> None:
        try:
            await self._take(message.subject.removeprefix(STORED), message.data)
        except Busy as busy:
            await message.nak(delay=busy.retry_after)
        else:
            await message.ack()

    async def _take(self, subject: str, payload: bytes) -> None:
        """A body that cannot be read is counted and kept with its reason by the gateway."""
        name, topic = sources.named(subject, self.ways)
        source = self.names.get(name)
        if source is None:
            await self.gateway.refuse_body(payload, "unknown_source", 0)
            return
        way = self.ways.get(name) or Way(source, name)
        try:
            raw = sources.read(way, payload, topic, time.time_ns() // 1000)
        except Malformed as error:
            await self.gateway.refuse_body(payload, str(error), source)
            if isinstance(error, Unborn) and error.command:
                await self.bus.tell(*error.command)
        else:
            if len(raw):
                await self.gateway.accept(raw, source)
