"""POST /api/v1/observations: the HTTP door of the gateway, below Django for speed."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from chengyun.sensing.gateway import REFUSED, Busy, Gateway, Receipt
from chengyun.sensing.intake import Malformed, parse
from chengyun.sensing.room import Room

PATH = "/api/v1/observations"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_encode = msgspec.json.Encoder().encode


# Answers that may be given before the body was read to its end.
UNREAD = (401, 405, 413, 429, 503, 507)
NAMES = (b"idempotency-key", b"message-id")
LONGEST_NAME = 200


class Refused(Exception):
    """An answer other than 202: status, a word, a sentence."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


class ObservationsDoor:
    """An ASGI application. `keys` maps the digest of a source's key to its id."""

    def __init__(self, gateway: Gateway, keys: dict[str, int], max_body_mb: int) -> None:
        self.gateway = gateway
        self.keys = keys
        self.max_body = max_body_mb * 1024 * 1024

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        incoming = Incoming(receive, self.gateway.room, self.max_body)
        try:
            receipt = await self._take(scope, incoming)
        except Refused as refused:
            REFUSED.labels(refused.code).inc()
            if refused.status in UNREAD:
                await incoming.drain()
            await _answer(send, refused.status, _encode(_error(refused)), refused.retry_after)
        else:
            await _answer(send, 202, _accepted(receipt))
        finally:
            incoming.close()

    async def _take(self, scope: Message, incoming: "Incoming") -> Receipt:
        if scope["method"] != "POST":
            raise Refused(405, "method", "send readings with POST")
        headers = dict(scope["headers"])
        source = self._source(headers)
        name = next((headers[name] for name in NAMES if name in headers), b"")
        kind = headers.get(b"content-type", b"application/json").decode("latin-1")
        try:
            raw = await _parse(await self._body(headers, incoming), kind)
            return await self.gateway.accept(raw, source, name.decode("latin-1")[:LONGEST_NAME])
        except Malformed as error:
            raise Refused(400, "malformed", str(error)) from None
        except Busy as busy:
            raise _busy(busy) from None

    async def _body(self, headers: dict[bytes, bytes], incoming: "Incoming") -> bytes:
        try:
            self.gateway.must_be_open()
            return await incoming.body(headers)
        except Busy as busy:
            raise _busy(busy) from None

    def _source(self, headers: dict[bytes, bytes]) -> int:
        scheme, _, key = headers.get(b"authorization", b"").partition(b" ")
        source = self.keys.get(hashlib.sha256(key.strip()).hexdigest())
        if scheme.lower() != b"bearer" or source is None:
            raise Refused(401, "unknown_key", "send a source's key: Authorization: Bearer KEY")
        return source


class Incoming:
    """A request's body: counted in the gateway's room before it is in memory."""

    def __init__(self, receive: Receive, room: Room, largest: int) -> None:
        self.receive, self.room, self.largest = receive, room, largest
        self.held = 0
        self.more = True

    async def body(self, headers: dict[bytes, bytes]) -> bytes:
        """The whole body. Raises Refused, Busy; nothing is read where its length is too much."""
        told = headers.get(b"content-length", b"0")
        self._hold(int(told) if told.isdigit() else 0)
        chunks: list[bytes] = []
        size = 0
        while self.more:
            chunk = await self._next()
            chunks.append(chunk)
            size += len(chunk)
            self._hold(size)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _hold(self, size: int) -> None:
        """Hold room for so many bytes in all; without a told length it grows with the body."""
        if size > self.largest:
            raise Refused(
                413, "too_large", f"a body may have {self.largest >> 20} MB; send several"
            )
        if size > self.held:
            self.room.take(size - self.held, mine=self.held)
            self.held = size

    async def _next(self) -> bytes:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            self.more = False
            raise Refused(400, "cut_short", "the connection ended before the body")
        self.more = bool(message.get("more_body"))
        chunk: bytes = message.get("body", b"")
        return chunk

    async def drain(self) -> None:
        """Read past the rest of a refused body, up to a limit, so that its sender hears the
        answer."""
        left = DRAINED
        try:
            while self.more and left > 0:
                left -= len(await self._next())
        except Refused:
            return

    def close(self) -> None:
        """Its bytes are on disk, or refused."""
        self.room.give(self.held)
        self.held = 0


BIG = 200_000
DRAINED = 512 * 1024 * 1024
# Two, because what JSON becomes while it is read takes ten times its room.
PARSERS = ThreadPoolExecutor(2, "parse")


async def _parse(body: bytes, kind: str) -> Any:
    """Large bodies are read in a thread so that the small ones need not wait."""
    now_us = time.time_ns() // 1000
    if len(body) < BIG:
        return parse(body, kind, now_us)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(PARSERS, parse, body, kind, now_us)


def _busy(busy: Busy) -> Refused:
    if busy.reason == "disk_full":
        return Refused(507, "disk_full", "no room on the disk; nothing was taken", busy.retry_after)
    status = 429 if busy.reason == "backlog" else 503
    return Refused(status, busy.reason, "nothing was taken; send it again later", busy.retry_after)


def _accepted(receipt: Receipt) -> bytes:
    if not receipt.rejected and not receipt.duplicate:
        return b'{"accepted":%d,"rejected":[]}' % receipt.accepted
    told: dict[str, Any] = {"accepted": receipt.accepted}
    told["rejected"] = [vars(each) for each in receipt.rejected]
    return _encode(told | {"duplicate": True} if receipt.duplicate else told)


def _error(refused: Refused) -> dict[str, Any]:
    return {"error": refused.code, "message": refused.message}


async def _answer(send: Send, status: int, body: bytes, retry_after: int = 0) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if retry_after:
        headers.append((b"retry-after", b"%d" % retry_after))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
