"""MQTT 3.1.1 QoS 1 load that costs little: bytes by hand on one event loop, acknowledgements
counted (about 10 µs a message, where a client library takes a hundred and more).
"""

import asyncio
import struct
import time
from dataclasses import dataclass
from typing import cast

import uvloop

CONNECT, CONNACK, PUBLISH_1, PUBACK = 0x10, 0x20, 0x32, 0x40


def text(value: str) -> bytes:
    """A length and the text."""
    return struct.pack(">H", len(value)) + value.encode()


def packet(kind: int, body: bytes) -> bytes:
    """A packet of fewer than 16,384 bytes."""
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size % 128 | 128, size // 128])
    return bytes([kind]) + length + body


class Device(asyncio.Protocol):
    """One connection that keeps `inflight` publishes unanswered until `end`."""

    def __init__(self, load: "MqttLoad", number: int, end: float) -> None:
        self.load, self.end = load, end
        self.name = f"bench-{number}"
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.open = 0
        self.next_id = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        head = text("MQTT") + bytes([4, 0xC2]) + struct.pack(">H", 60)
        who = text(self.name) + text(self.load.user) + text(self.load.key)
        self.transport.write(packet(CONNECT, head + who))

    def data_received(self, data: bytes) -> None:
        # Every packet that a server sends to a publisher is four bytes long.
        self.buffer += data
        whole = len(self.buffer) // 4 * 4
        acks = sum(self.buffer[at] == PUBACK for at in range(0, whole, 4))
        self.buffer = self.buffer[whole:]
        self.load.acknowledged += acks
        self.open -= acks
        self.fill()

    def fill(self) -> None:
        if time.monotonic() > self.end:
            if not self.open:
                self.transport.close()
            return
        wanted = range(self.load.inflight - self.open)
        self.transport.write(b"".join(self.publish() for _ in wanted))
        self.open = self.load.inflight

    def publish(self) -> bytes:
        self.next_id = self.next_id % 65_535 + 1
        return packet(
            PUBLISH_1, text(self.load.topic) + struct.pack(">H", self.next_id) + self.load.payload
        )

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


@dataclass
class MqttLoad:
    """Publishes one payload for `seconds` over `connections`."""

    port: int
    user: str
    key: str
    payload: bytes
    seconds: float
    connections: int = 4
    inflight: int = 50
    acknowledged: int = 0

    @property
    def topic(self) -> str:
        return f"in/{self.user}/observations"

    def run(self) -> float:
        """Messages acknowledged a second."""
        return uvloop.run(self._all())

    async def _all(self) -> float:
        began, loop = time.monotonic(), asyncio.get_running_loop()
        devices = [
            (await loop.create_connection(
                lambda n=n: Device(self, n, began + self.seconds), "127.0.0.1", self.port  # type: ignore[misc]
            ))[1]
            for n in range(self.connections)
        ]  # fmt: skip
        await asyncio.wait_for(asyncio.gather(*(d.done for d in devices)), self.seconds + 30)
        return self.acknowledged / (time.monotonic() - began)
