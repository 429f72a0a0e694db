"""Load for benchmarks: a bounded number of connections for a bounded time, on loopback only."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlparse

import msgspec
import numpy as np

PATH = "/api/v1/observations"


@dataclass
class Load:
    """POSTs the same body over `connections` keep-alive connections for `seconds`."""

    url: str
    key: str
    connections: int
    seconds: float
    accepted: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def run(self, body: Callable[[], bytes], content_type: str, rows: int) -> float:
        """Readings acknowledged a second."""
        began = time.monotonic()
        end = began + self.seconds
        threads = [
            threading.Thread(target=self._one, args=(body(), content_type, rows, end))
            for _ in range(self.connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(self.accepted) / (time.monotonic() - began)

    def _one(self, body: bytes, content_type: str, rows: int, end: float) -> None:
        parts = urlparse(self.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": content_type}
        while time.monotonic() < end:
            connection.request("POST", PATH, body, headers)
            answer = connection.getresponse()
            answer.read()
            (self.accepted if answer.status == 202 else self.refused).append(rows)
        connection.close()


def columns(ids: list[int], rows: int, value: float, *, packed: bool) -> bytes:
    """Columns of now: raw bytes in MessagePack, or lists in JSON."""
    stream = np.resize(np.array(ids, "<i4"), rows)
    moment = np.full(rows, time.time_ns() // 1000, "<i8") + np.arange(rows) // len(ids)
    values = np.full(rows, value, "<f8")
    if packed:
        body = {name: column.tobytes() for name, column in _named(stream, moment, values)}
        return msgspec.msgpack.encode(body)
    return msgspec.json.encode({n: c.tolist() for n, c in _named(stream, moment, values)})


def _named(stream: "np.ndarray", moment: "np.ndarray", values: "np.ndarray"):  # type: ignore[type-arg,no-untyped-def] # noqa: ANN202
    return (("datastream", stream), ("time", moment.astype("<i8")), ("value", values))
