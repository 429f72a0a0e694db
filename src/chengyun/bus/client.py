"""A connection to the bus: publish durably, read in order, ask."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import (
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
    StreamInfo,
)
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from chengyun.bus.subjects import MB, STREAMS, StreamSpec

log = structlog.get_logger()

DUPLICATES_S = 600


class Bus:
    """One connection. Made by `connect`; `close` drains it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.js: JetStreamContext = client.jetstream(timeout=10)

    async def publish(
        self, subject: str, payload: bytes, *, msg_id: str = "", kind: str = ""
    ) -> int:
        """Store a message; returns its sequence once it is synced to disk.

        The same `msg_id` within ten minutes is stored once. Raises nats errors when it is not
        stored; the caller must not acknowledge to its own sender then.
        """
        headers = {"Nats-Msg-Id": msg_id} if msg_id else {}
        if kind:
            headers["Chengyun-Kind"] = kind
        ack = await self.js.publish(subject, payload, headers=headers or None)
        return int(ack.seq)

    async def tell(self, subject: str, payload: bytes) -> None:
        """Send a message that nobody need keep."""
        await self.client.publish(subject, payload)

    async def ask(self, subject: str, payload: bytes = b"", timeout: float = 2.0) -> bytes:
        """Ask whoever answers. Raises nats.errors.NoRespondersError, TimeoutError."""
        return bytes((await self.client.request(subject, payload, timeout=timeout)).data)

    async def read(self, stream: str, subject: str, after: int) -> AsyncIterator[Msg]:
        """Messages of a stream in order, from the one after sequence `after`, for ever."""
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=after + 1
        )
        sub = await self.js.subscribe(
            subject, stream=stream, ordered_consumer=True, config=config, pending_msgs_limit=-1,
            pending_bytes_limit=-1,
        )  # fmt: skip
        try:
            while True:
                yield await sub.next_msg(timeout=None)
        finally:
            with contextlib.suppress(NatsError):
                await sub.unsubscribe()

    async def forget(self, stream: str, before: int) -> None:
        """Let the stream drop what comes before a sequence."""
        await self.js.purge_stream(stream, seq=before)

    async def last_sequence(self, stream: str) -> int:
        return int((await self.js.stream_info(stream)).state.last_seq)

    async def close(self) -> None:
        """Send what is under way and leave; a bus that is gone already is no error."""
        with contextlib.suppress(NatsError, OSError, TimeoutError):
            if self.connected:
                await self.client.flush(2)
            await self.client.close()

    @property
    def connected(self) -> bool:
        return bool(self.client.is_connected)


def sequence(message: Msg) -> int:
    """The message's place in its stream."""
    return int(message.metadata.sequence.stream)


async def connect(url: str, name: str, *, patience_s: float = 20.0) -> Bus:
    """Connect and reconnect for ever after. Raises OSError when none answers within patience_s."""
    state = {"down": False}

    async def lost() -> None:
        if not state["down"] and not client.is_draining and not client.is_closed:
            log.warning("bus lost", name=name)
            state["down"] = True

    async def back() -> None:
        state["down"] = False
        log.info("bus back", name=name)

    async def failed(error: Exception) -> None:
        log.debug("bus error", error=repr(error))

    client = await asyncio.wait_for(
        nats.connect(
            url, name=name, max_reconnect_attempts=-1, reconnect_time_wait=0.5,
            disconnected_cb=lost, reconnected_cb=back, error_cb=failed,
            pending_size=64 * MB,
        ),
        patience_s,
    )  # fmt: skip
    return Bus(client)


async def ensure_streams(bus: Bus, *, replicas: int = 1) -> None:
    """Make the streams that are missing; those that exist stay as their operator has set them."""
    for spec in STREAMS:
        try:
            held = await bus.js.stream_info(spec.name)
        except NotFoundError:
            await bus.js.add_stream(_config(spec, replicas))
        else:
            await _renew(bus, held, _config(spec, replicas))


async def _renew(bus: Bus, held: StreamInfo, config: StreamConfig) -> None:
    """A stream of an older version whose way of keeping cannot be changed: once it is empty, it
    is made anew."""
    if held.config.retention != config.retention and not held.state.messages:
        await bus.js.delete_stream(str(config.name))
        await bus.js.add_stream(config)


def _config(spec: StreamSpec, replicas: int) -> StreamConfig:
    return StreamConfig(
        name=spec.name,
        subjects=list(spec.subjects),
        max_age=spec.max_age_s,
        max_bytes=spec.max_bytes,
        discard=DiscardPolicy.OLD if spec.discard_old else DiscardPolicy.NEW,
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        num_replicas=replicas,
        duplicate_window=DUPLICATES_S,
    )


Message = Msg
