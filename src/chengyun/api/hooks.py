"""POST /api/v1/hooks/<source>[/<topic>]: webhooks, read by the source's adapter.

The same door as `observations`: beside Django, answered when the readings are on disk.
"""

import asyncio
import base64
import binascii
import hashlib
import time
from collections.abc import Mapping

from chengyun.api.observations import Incoming, Message, ObservationsDoor, Refused, _busy
from chengyun.sensing import sources
from chengyun.sensing.gateway import Busy, Gateway, Receipt
from chengyun.sensing.intake import Malformed, Raw, parse
from chengyun.sensing.sources import READINGS, Way

PREFIX = "/api/v1/hooks/"
BIG = 50_000


class HooksDoor(ObservationsDoor):
    """An ASGI application. `ways` says how the messages of each source are read, by its name."""

    def __init__(
        self, gateway: Gateway, keys: dict[str, int], ways: dict[str, Way], max_body_mb: int
    ) -> None:
        super().__init__(gateway, keys, max_body_mb)
        self.ways = ways

    async def _take(self, scope: Message, incoming: Incoming) -> Receipt:
        if scope["method"] != "POST":
            raise Refused(405, "method", "a webhook is sent with POST")
        headers = dict(scope["headers"])
        name, _, topic = scope["path"].removeprefix(PREFIX).partition("/")
        way = self._way(name, headers)
        body = await self._body(headers, incoming)
        kind = headers.get(b"content-type", b"application/json").decode("latin-1")
        try:
            raw = await _read(way, body, topic.rstrip("/"), kind)
            return await self.gateway.accept(raw, way.source) if len(raw) else Receipt(0, [])
        except Malformed as error:
            raise Refused(400, "malformed", str(error)) from None
        except Busy as busy:
            raise _busy(busy) from None

    def _way(self, name: str, headers: Mapping[bytes, bytes]) -> Way:
        """The source of the address, if the key is its own; whether it exists is not told."""
        source = self.keys.get(hashlib.sha256(_key(headers)).hexdigest())
        way = self.ways.get(name)
        if way is None or source != way.source:
            raise Refused(
                401, "unknown_key",
                "send the source's own key as Authorization: Bearer KEY, as X-API-Key or as the "
                "password of basic authentication; never in the address",
            )  # fmt: skip
        return way


def _key(headers: Mapping[bytes, bytes]) -> bytes:
    """What the sender gave as its key, however its platform lets it."""
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        return given.strip()
    if scheme.lower() == b"basic":
        return _password(given.strip())
    return headers.get(b"x-api-key", b"").strip()


def _password(given: bytes) -> bytes:
    try:
        return base64.b64decode(given, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


async def _read(way: Way, body: bytes, topic: str, kind: str) -> Raw:
    """Large bodies are read in a thread so that the small ones need not wait."""
    now_us = time.time_ns() // 1000
    if len(body) < BIG:
        return _parsed(way, body, topic, kind, now_us)
    return await asyncio.to_thread(_parsed, way, body, topic, kind, now_us)


def _parsed(way: Way, body: bytes, topic: str, kind: str, now_us: int) -> Raw:
    if way.adapter == READINGS:
        return parse(body, kind, now_us)
    return sources.read(way, body, topic, now_us)
