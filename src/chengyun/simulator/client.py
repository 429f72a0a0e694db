"""A small HTTP client of the public doors: one kept-alive connection, JSON and MessagePack."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 15.0
MESSAGEPACK = "application/msgpack"
JSON = "application/json"


class AwayError(Exception):
    """The server did not answer."""


@dataclass(frozen=True)
class Answer:
    status: int
    data: Any

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Client:
    """Speaks to one server; not for use by two threads at once."""

    def __init__(self, url: str, token: str = "", timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._line = kind(parts.hostname or "localhost", parts.port, timeout=timeout_s)
        self._base = parts.path.rstrip("/")
        self.token = token

    def get(self, path: str) -> Answer:
        return self.call("GET", path, None, JSON)

    def post(self, path: str, body: Any) -> Answer:
        return self.call("POST", path, json.dumps(body, ensure_ascii=False).encode(), JSON)

    def call(self, method: str, path: str, body: bytes | None, content_type: str) -> Answer:
        """One exchange. Raises AwayError if no whole answer came."""
        fresh = self._line.sock is None
        try:
            return self._exchange(method, path, body, content_type)
        except (http.client.HTTPException, OSError) as error:
            self.close()
            if fresh:
                raise AwayError(str(error) or type(error).__name__) from error
        # A kept-alive connection may have been closed while idle: ask once more on a new one.
        return self.call(method, path, body, content_type)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def _exchange(self, method: str, path: str, body: bytes | None, content_type: str) -> Answer:
        headers = {"Content-Type": content_type, "Accept": JSON}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._line.request(method, self._base + path, body, headers)
        response = self._line.getresponse()
        raw = response.read()
        return Answer(response.status, _read(raw))


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


@dataclass
class Backoff:
    """How long to leave a silent server alone: twice as long each time, up to `most_s`."""

    most_s: float = 30.0
    wait_s: float = 0.0
    until_s: float = 0.0

    def failed(self, now_s: float) -> None:
        self.wait_s = min(self.most_s, max(1.0, self.wait_s * 2))
        self.until_s = now_s + self.wait_s

    def worked(self) -> None:
        self.wait_s = self.until_s = 0.0

    def waiting(self, now_s: float) -> bool:
        return now_s < self.until_s
