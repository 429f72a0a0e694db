"""POST /api/v1/observations: the HTTP door of the gateway, below Django for speed."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from chengyun.sensing.gateway import REFUSED, Busy, Gateway, Receipt
from chengyun.sensing.intake import Malformed, parse

PATH = "/api/v1/observations"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_encode = msgspec.json.Encoder().encode


# Answers given before the body was read to its end.
UNREAD = (401, 405, 413)


class Refused(Exception):
    """An answer other than 202: status, a word, a sentence."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after
        self.unread = status in UNREAD


class ObservationsDoor:
    """An ASGI application. `keys` maps the digest of a source's key to its id."""

    def __init__(self, gateway: Gateway, keys: dict[str, int], max_body_mb: int) -> None:
        self.gateway = gateway
        self.keys = keys
        self.max_body = max_body_mb * 1024 * 1024

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            receipt = await self._take(scope, receive)
        except Refused as refused:
            REFUSED.labels(refused.code).inc()
            if refused.unread:
                await _drain(receive)
            await _answer(send, refused.status, _error(refused), refused.retry_after)
        else:
            await _answer(send, 202, _accepted(receipt))

    async def _take(self, scope: Message, receive: Receive) -> Receipt:
        if scope["method"] != "POST":
            raise Refused(405, "method", "send readings with POST")
        headers = dict(scope["headers"])
        source = self._source(headers)
        body = await self._body(headers, receive)
        kind = headers.get(b"content-type", b"application/json").decode("latin-1")
        try:
            raw = await _parse(body, kind)
            return await self.gateway.accept(raw, source)
        except Malformed as error:
            raise Refused(400, "malformed", str(error)) from None
        except Busy as busy:
            raise _busy(busy) from None

    def _source(self, headers: dict[bytes, bytes]) -> int:
        scheme, _, key = headers.get(b"authorization", b"").partition(b" ")
        source = self.keys.get(hashlib.sha256(key.strip()).hexdigest())
        if scheme.lower() != b"bearer" or source is None:
            raise Refused(401, "unknown_key", "send a source's key: Authorization: Bearer KEY")
        return source

    async def _body(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        if int(headers.get(b"content-length", b"0") or 0) > self.max_body:
            raise self._too_large()
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "cut_short", "the connection ended before the body")
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > self.max_body:
                raise self._too_large()
            if not message.get("more_body"):
                return b"".join(chunks)

    def _too_large(self) -> Refused:
        return Refused(413, "too_large", f"a body may have {self.max_body >> 20} MB; send several")


BIG = 200_000
DRAINED = 512 * 1024 * 1024


async def _parse(body: bytes, kind: str) -> Any:
    """Large bodies are read in a thread so that the small ones need not wait."""
    now_us = time.time_ns() // 1000
    if len(body) < BIG:
        return parse(body, kind, now_us)
    return await asyncio.to_thread(parse, body, kind, now_us)


async def _drain(receive: Receive) -> None:
    """Read past the rest of a refused body, up to a limit, so that its sender hears the answer."""
    left = DRAINED
    more = True
    while more and left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        more = message["type"] == "http.request" and bool(message.get("more_body"))


def _busy(busy: Busy) -> Refused:
    if busy.reason == "disk_full":
        return Refused(507, "disk_full", "no room on the disk; nothing was taken", busy.retry_after)
    status = 429 if busy.reason == "backlog" else 503
    return Refused(status, busy.reason, "nothing was taken; send it again later", busy.retry_after)


def _accepted(receipt: Receipt) -> dict[str, Any]:
    return {"accepted": receipt.accepted, "rejected": [vars(r) for r in receipt.rejected]}


def _error(refused: Refused) -> dict[str, Any]:
    return {"error": refused.code, "message": refused.message}


async def _answer(send: Send, status: int, body: object, retry_after: int = 0) -> None:
    headers = [(b"content-type", b"application/json")]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _encode(body)})
