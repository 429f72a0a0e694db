"""The MQTT door: devices publish to `in/<source>/observations` what they would POST.

A source whose messages are read by an adapter publishes anywhere below `in/<source>/`; a Sparkplug
node that a source declares, to its own topics.

nats-server answers a QoS 1 publish when it has synced it; the gateway takes it from there. Once a
second it lets the store forget what is committed: one order for thousands of messages, where an
answer to each would cost the server as much as to take it in. A gateway that dies in that second
takes those messages again.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Sequence

import structlog
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig, DeliverPolicy

from chengyun.bus.client import Bus, Message, sequence
from chengyun.bus.subjects import DEVICES, MQTT_STORE, NODES, STA_CONSUMER, STA_IN, STA_TOPICS
from chengyun.sensing import sources
from chengyun.sensing.adapters.sparkplug import Unborn
from chengyun.sensing.gateway import Busy, Gateway
from chengyun.sensing.intake import Malformed, Raw, join
from chengyun.sensing.sources import Way

log = structlog.get_logger()
QOS = "Nmqtt-Pub"
STORED = "$MQTT.msgs."
OTHERS = tuple(STORED + subject.rstrip(">") for subject in (STA_IN, STA_TOPICS))
# The disk takes one message of a hundred readings as fast as one of one: wait a moment for more.
GATHER_S = 0.02
MOST = 5000
FORGET_S = 1.0


class MqttDoor:
    """Feeds the gateway from MQTT.

    `names` gives the source id of a source's name, `ways` how its messages are read.
    """

    def __init__(self, bus: Bus, gateway: Gateway, names: dict[str, int]) -> None:
        self.bus = bus
        self.gateway = gateway
        self.names = names
        self.ways: dict[str, Way] = {}
        self.waiting: list[Message] = []
        self.some = asyncio.Event()
        # Sequences in the store: what is committed, and what the store was told to forget.
        self.done = self.forgotten = 0

    async def run(self) -> None:
        """Take messages for ever; QoS 0 as they pass, QoS 1 from their store."""
        for subject in (DEVICES, *NODES):
            await self.bus.client.subscribe(subject, cb=self._passing)
        everything = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
        await self.bus.js.subscribe(
            f"{STORED}>", stream=MQTT_STORE, cb=self._arrived, ordered_consumer=True,
            config=everything, pending_msgs_limit=-1, pending_bytes_limit=-1,
        )  # fmt: skip
        forgot_at = time.monotonic()
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.some.wait(), FORGET_S)
            await asyncio.sleep(GATHER_S)
            await self._take_waiting()
            if time.monotonic() - forgot_at > FORGET_S:
                forgot_at = time.monotonic()
                await self._forget()

    async def _arrived(self, message: Message) -> None:
        """While many wait, no more is let in: the bus stops sending, the store fills, and at last
        nats-server no longer acknowledges."""
        self.waiting.append(message)
        self.some.set()
        while len(self.waiting) >= MOST:
            await asyncio.sleep(GATHER_S)

    async def _take_waiting(self) -> None:
        messages, self.waiting = self.waiting, []
        self.some.clear()
        if not messages:
            return
        ours = [each for each in messages if not each.subject.startswith(OTHERS)]
        read = [await self._read(each) for each in ours]
        await self._accept([found for found in read if found])
        self.done = sequence(messages[-1])

    async def _forget(self) -> None:
        """Next time, when the bus is away just now."""
        if self.done > self.forgotten:
            with contextlib.suppress(NatsError, TimeoutError):
                until = min(self.done, await self._taken_by_others())
                await self.bus.forget(MQTT_STORE, before=until + 1)
                self.forgotten = until

    async def _taken_by_others(self) -> int:
        """Up to where SensorThings, which reads the same store, has taken what is its own."""
        theirs = await self.bus.js.consumer_info(MQTT_STORE, STA_CONSUMER)
        if not theirs.num_pending and not theirs.num_ack_pending:
            return self.done
        return int(theirs.ack_floor.stream_seq) if theirs.ack_floor else 0

    async def _passing(self, message: Message) -> None:
        if (message.headers or {}).get(QOS) == "0":
            found = await self._read(message)
            if found:
                with contextlib.suppress(Busy):
                    await self.gateway.accept(found[1], found[0])

    async def _read(self, message: Message) -> tuple[int, Raw] | None:
        """The source and its readings. A body that cannot be read is counted and kept with its
        reason by the gateway."""
        name, topic = sources.named(message.subject.removeprefix(STORED), self.ways)
        source = self.names.get(name)
        if source is None:
            await self.gateway.refuse_body(message.data, "unknown_source", 0)
            return None
        way = self.ways.get(name) or Way(source, name)
        try:
            raw = sources.read(way, message.data, topic, time.time_ns() // 1000)
        except Malformed as error:
            await self._refuse(error, message.data, source)
            return None
        return (source, raw) if len(raw) else None

    async def _refuse(self, error: Malformed, payload: bytes, source: int) -> None:
        await self.gateway.refuse_body(payload, str(error), source)
        if isinstance(error, Unborn) and error.command:
            await self.bus.tell(*error.command)

    async def _accept(self, found: Sequence[tuple[int, Raw]]) -> None:
        """Commit all: what has an id of its own by itself, the rest of each source at once."""
        plain: dict[int, list[Raw]] = {}
        work: list[Awaitable[None]] = []
        for source, raw in found:
            if raw.id:
                work.append(self._until_taken(raw, source))
            else:
                plain.setdefault(source, []).append(raw)
        work += [self._until_taken(join(raws), source) for source, raws in plain.items()]
        await asyncio.gather(*work)

    async def _until_taken(self, raw: Raw, source: int) -> None:
        while True:
            try:
                await self.gateway.accept(raw, source)
                return
            except Busy as busy:
                await asyncio.sleep(busy.retry_after)
