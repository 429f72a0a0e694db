"""A relay on loopback between a browser and a district: it counts what goes through, in both
directions, and can be cut, streams and all."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlparse

CHUNK = 65_536


class Relay(ThreadingTCPServer):
    """`bytes` so far; `cut()` ends what is open and refuses what comes until `mend()`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, to: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        parts = urlparse(to)
        self.to = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.bytes = 0
        self.down = False
        self.open: set[socket.socket] = set()

    def cut(self) -> None:
        self.down = True
        for one in list(self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.down = False


class _Handler(BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        if self.server.down:
            return
        with closing(socket.create_connection(self.server.to)) as upstream:
            ends = {self.request, upstream}
            self.server.open |= ends
            back = Thread(target=self._pump, args=(upstream, self.request), daemon=True)
            back.start()
            self._pump(self.request, upstream)
            back.join()
            self.server.open -= ends

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self.server.bytes += len(data)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(to: str) -> Iterator[Relay]:
    relay = Relay(to)
    Thread(target=relay.serve_forever, daemon=True).start()
    try:
        yield relay
    finally:
        relay.cut()
        relay.shutdown()
        relay.server_close()
