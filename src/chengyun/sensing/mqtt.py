"""The MQTT door: devices publish to `in/<source>/observations` what they would POST.

nats-server answers a QoS 1 publish when it has synced it; the gateway takes it from there and
removes it once the readings themselves are committed, so nothing acknowledged is lost between.
"""

import asyncio
import contextlib
import time

import structlog
from nats.errors import TimeoutError as NothingYet

from chengyun.bus.client import Bus, Message
from chengyun.bus.subjects import DEVICES, MQTT_STORE
from chengyun.sensing.gateway import Busy, Gateway
from chengyun.sensing.intake import Malformed, parse

log = structlog.get_logger()
QOS = "Nmqtt-Pub"
FETCH = 500


class MqttDoor:
    """Feeds the gateway from MQTT. `names` gives the source id of a source's name."""

    def __init__(self, bus: Bus, gateway: Gateway, names: dict[str, int]) -> None:
        self.bus = bus
        self.gateway = gateway
        self.names = names

    async def run(self) -> None:
        """Take messages for ever; QoS 0 as they pass, QoS 1 from their store."""
        await self.bus.client.subscribe(DEVICES, cb=self._passing)
        pull = await self.bus.js.pull_subscribe(
            f"$MQTT.msgs.{DEVICES}", durable="gateway", stream=MQTT_STORE
        )
        while True:
            with contextlib.suppress(NothingYet, asyncio.TimeoutError):
                messages = await pull.fetch(FETCH, timeout=5)
                await asyncio.gather(*(self._stored(message) for message in messages))

    async def _passing(self, message: Message) -> None:
        if (message.headers or {}).get(QOS) == "0":
            with contextlib.suppress(Busy):
                await self._take(message.subject.split(".")[1], message.data)

    async def _stored(self, message: Message) -> None:
        try:
            await self._take(message.subject.split(".")[3], message.data)
        except Busy as busy:
            await message.nak(delay=busy.retry_after)
        else:
            await message.ack()

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
