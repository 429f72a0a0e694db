"""Load for benchmarks: a bounded number of connections for a bounded time, on loopback only.

Sender and system share the cores, so the sender must cost little: one event loop, bytes made
once, answers told apart by their status line and nothing else (about 15 µs a request).
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlparse

import msgspec
import numpy as np
import uvloop

PATH = "/api/v1/observations"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
Body = Callable[[], bytes]


def request(url: str, key: str, body: bytes, content_type: str, more: str = "") -> bytes:
    """A whole HTTP/1.1 request as bytes; `more` holds header lines that end with CRLF."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {urlparse(url).netloc}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def address(url: str) -> tuple[str, int]:
    """Host and port of a district on this machine."""
    parts = urlparse(url)
    return str(parts.hostname), parts.port or 80


@dataclass
class Tally:
    """What came back: answers by status, and seconds from request to answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def __call__(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.seconds.append(seconds)


class Sender(asyncio.Protocol):
    """One keep-alive connection: sends the next request when the last is answered.

    `make` gives the next request, or nothing to end; `told` hears status and seconds.
    """

    def __init__(
        self, make: Callable[[], bytes | None], told: Callable[[int, float], None]
    ) -> None:
        self.make, self.told = make, told
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.next()

    def next(self) -> None:
        request = self.make()
        if request is None:
            self.transport.close()
            return
        self.sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = LENGTH.search(self.buffer, 0, head)
        if len(self.buffer) < head + 4 + (int(length[1]) if length else 0):
            return
        status = int(self.buffer[9:12])
        self.buffer = b""
        self.told(status, time.perf_counter() - self.sent)
        self.next()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


@dataclass
class Load:
    """POSTs the same body over `connections` keep-alive connections for `seconds`."""

    url: str
    key: str
    connections: int
    seconds: float
    tally: Tally = field(default_factory=Tally)

    def run(self, body: Body, content_type: str, rows: int) -> float:
        """Readings acknowledged a second."""
        wire = request(self.url, self.key, body(), content_type)
        took = uvloop.run(self._all(wire))
        return self.tally.statuses[202] * rows / took

    async def _all(self, wire: bytes) -> float:
        host, port = address(self.url)
        began = time.monotonic()
        end = began + self.seconds
        loop = asyncio.get_running_loop()

        def make() -> bytes | None:
            return wire if time.monotonic() < end else None

        senders = [
            (await loop.create_connection(
                lambda: Sender(make, self.tally), host, port
            ))[1]
            for _ in range(self.connections)
        ]  # fmt: skip
        await asyncio.gather(*(sender.done for sender in senders))
        return time.monotonic() - began


def columns(ids: list[int], rows: int, value: float, *, packed: bool) -> bytes:
    """Columns of now: raw bytes in MessagePack, or lists in JSON."""
    stream = np.resize(np.array(ids, "<i4"), rows)
    moment = np.full(rows, time.time_ns() // 1000, "<i8") + np.arange(rows) // len(ids)
    values = np.full(rows, value, "<f8")
    if packed:
        body = {name: column.tobytes() for name, column in _named(stream, moment, values)}
        return msgspec.msgpack.encode(body)
    return msgspec.json.encode({n: c.tolist() for n, c in _named(stream, moment, values)})


def one(stream: int, value: float) -> bytes:
    """One reading of now, as a device writes it."""
    return msgspec.json.encode(
        {"datastream": stream, "time": time.time_ns() // 1000, "value": value}
    )


def _named(stream: "np.ndarray", moment: "np.ndarray", values: "np.ndarray"):  # type: ignore[no-untyped-def] # noqa: ANN202
    return (("datastream", stream), ("time", moment.astype("<i8")), ("value", values))
