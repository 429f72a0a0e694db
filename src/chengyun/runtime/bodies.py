"""No request body is larger than the largest upload may be.

Django writes a body to disk before it looks at a single byte of it, and bounds no files in it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from chengyun.runtime.config import Config

MB = 1024 * 1024
# Parts of a form and their headers beside the files.
BESIDE_MB = 2
MOST_PHOTOS = 10
App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def largest(config: Config) -> int:
    """Bytes of the largest form that any page or interface takes."""
    photos = MOST_PHOTOS * config.max_photo_mb
    uploads = (photos, config.max_video_mb, config.max_audio_mb, config.max_body_mb)
    return (max(uploads) + BESIDE_MB) * MB


class Bounded:
    """ASGI: 413 for a body that says it is too large; one that only turns out so is cut off."""

    def __init__(self, app: App, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and _told(scope) > self.limit:
            await _refuse(send)
        else:
            await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
        got = 0

        async def counted() -> dict[str, Any]:
            nonlocal got
            message: dict[str, Any] = await receive()
            got += len(message.get("body", b""))
            return message if got <= self.limit else {"type": "http.disconnect"}

        return counted


def _told(scope: dict[str, Any]) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _refuse(send: Any) -> None:
    text = b"The request is larger than anything that is taken here."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
