"""The MQTT door: devices publish to `in/<source>/observations` what they would POST.

nats-server answers a QoS 1 publish when it has synced it; the gateway takes it from there. Once a
second it lets the store forget what is committed: one order for thousands of messages, where an
answer to each would cost the server more than to take it in. A gateway that dies in that second
takes those messages again.
"""

import asyncio
import contextlib
import time

import structlog
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext

from chengyun.bus.client import Bus, Message, sequence
from chengyun.bus.subjects import DEVICES, MQTT_STORE
from chengyun.sensing.gateway import Busy, Gateway
from chengyun.sensing.intake import Malformed, parse

log = structlog.get_logger()
QOS = "Nmqtt-Pub"
FETCH = 1000
FORGET_S = 1.0
STORED = "$MQTT.msgs."


class MqttDoor:
    """Feeds the gateway from MQTT. `names` gives the source id of a source's name."""

    def __init__(self, bus: Bus, gateway: Gateway, names: dict[str, int]) -> None:
        self.bus = bus
        self.gateway = gateway
        self.names = names
        # Sequences in the store: what is committed, and what the store was told to forget.
        self.done = self.forgotten = 0
        self.forgot_at = 0.0

    async def run(self) -> None:
        """Take messages for ever; QoS 0 as they pass, QoS 1 from their store."""
        await self.bus.client.subscribe(DEVICES, cb=self._passing)
        while True:
            # Its consumer ends with the bus's connection: begin again after what is committed.
            with contextlib.suppress(NatsError, ConnectionError, EOFError):
                await self._follow(await self._store())
            await asyncio.sleep(1)

    async def _store(self) -> JetStreamContext.PullSubscription:
        """Our place in the store: after what is committed already."""
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=self.done + 1,
            ack_policy=AckPolicy.NONE, inactive_threshold=60,
        )  # fmt: skip
        return await self.bus.js.pull_subscribe(STORED + DEVICES, stream=MQTT_STORE, config=config)

    async def _follow(self, pull: JetStreamContext.PullSubscription) -> None:
        while True:
            with contextlib.suppress(NothingYet, asyncio.TimeoutError):
                messages = await pull.fetch(FETCH, timeout=1)
                await asyncio.gather(*(self._stored(message) for message in messages))
                self.done = sequence(messages[-1])
            await self._forget()

    async def _forget(self) -> None:
        if self.done > self.forgotten and time.monotonic() - self.forgot_at > FORGET_S:
            await self.bus.forget(MQTT_STORE, before=self.done + 1)
            self.forgotten, self.forgot_at = self.done, time.monotonic()

    async def _passing(self, message: Message) -> None:
        if (message.headers or {}).get(QOS) == "0":
            with contextlib.suppress(Busy):
                await self._take(message.subject.split(".")[1], message.data)

    async def _stored(self, message: Message) -> None:
        """Until it is committed; nothing more is fetched meanwhile, the store fills instead."""
        while True:
            try:
                return await self._take(message.subject.split(".")[3], message.data)
            except Busy as busy:
                await asyncio.sleep(busy.retry_after)

    async def _take(self, name: str, payload: bytes) -> None:
        """A body that cannot be read is counted and kept with its reason by the gateway."""
        source = self.names.get(name)
        if source is None:
            await self.gateway.refuse_body(payload, "unknown_source", 0)
            return
        packed = payload[:1] not in (b"{", b"[", b" ", b"\n")
        kind = "application/msgpack" if packed else "application/json"
        try:
            await self.gateway.accept(parse(payload, kind, time.time_ns() // 1000), source)
        except Malformed as error:
            await self.gateway.refuse_body(payload, str(error), source)
