"""A wire between a browser and a district that can be cut: before a request, or after the district
has done what was asked and before anybody hears of it."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlparse

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}


class Wire(ThreadingHTTPServer):
    """`down`: nothing goes through. `swallow`: answers under this path are lost on the way back."""

    daemon_threads = True
    down = False
    swallow = ""

    def __init__(self, to: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.to = urlparse(to).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.swallowed: list[int] = []


class _Handler(BaseHTTPRequestHandler):
    server: Wire

    def do_GET(self) -> None:
        if self.server.down:
            self._cut()
            return
        length = int(self.headers.get("Content-Length") or 0)
        upstream = http.client.HTTPConnection(self.server.to, timeout=60)
        drop = HOP - {"content-length"}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in drop}
        headers["Accept-Encoding"] = "identity"
        upstream.request(self.command, self.path, self.rfile.read(length) or None, headers)
        answer = upstream.getresponse()
        body = answer.read()
        upstream.close()
        if self.server.swallow and self.path.startswith(self.server.swallow):
            self.server.swallowed.append(answer.status)
            self._cut()
            return
        self._give(answer, body)

    do_POST = do_GET

    def _give(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def wired(to: str) -> Iterator[Wire]:
    wire = Wire(to)
    Thread(target=wire.serve_forever, daemon=True).start()
    try:
        yield wire
    finally:
        wire.shutdown()
        wire.server_close()
