"""One POST to an address that somebody typed: guarded, bounded in time and size, no redirects."""

import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from chengyun.notices.guard import Network, Private, only_allowed
from chengyun.notices.messenger import Outcome

CONNECT_S, WHOLE_S = 5.0, 15.0
READ_BYTES = 1024


class BadUrl(ValueError):
    """Not the address of a web server, or one with a name and password in it."""


def check(url: str) -> str:
    """The address as it may be shown. Raises BadUrl."""
    parts = _parts(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}/…"[:120]


def post(url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network]) -> Outcome:
    """Try once, at most fifteen seconds. Every status but 2xx is a failure. Raises nothing."""
    try:
        with only_allowed(allowed):
            status = _status(_parts(url), body, headers)
    except Private:
        return Outcome(False, "private address")
    except (OSError, HTTPException, ValueError) as error:
        return Outcome(False, type(error).__name__)
    good = 200 <= status < 300
    return Outcome(good, "" if good else f"HTTP {status}", status)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise BadUrl(url) from error
    if not known or parts.username or any(c.isspace() or ord(c) < 32 for c in url.strip()):
        raise BadUrl(url)
    return parts


def _status(parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> int:
    connection = _connection(parts)
    # A timeout of the socket is for one read; one who sends byte by byte would hold us for ever.
    ends = threading.Timer(WHOLE_S, _cut, [connection])
    ends.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(READ_BYTES)
        return answer.status
    finally:
        ends.cancel()
        connection.close()


def _connection(parts: SplitResult) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(host, parts.port, timeout=CONNECT_S, context=context)
    return HTTPConnection(host, parts.port, timeout=CONNECT_S)


def _cut(connection: HTTPConnection) -> None:
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
