"""TCP lines of devices that speak their own protocol: one each, opened again when it falls."""

import contextlib
import select
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chengyun.simulator import frames
from chengyun.simulator.client import Backoff

TIMEOUT_S = 3.0
LISTENED = 4096


@dataclass
class Line:
    """One device's connection. `greet` speaks first on a new one and may read the answer."""

    host: str
    port: int
    greet: Callable[["Line"], None] | None = None
    serial: int = 0
    _socket: socket.socket | None = None
    _rest: Backoff = field(default_factory=Backoff)

    def send(self, frame: bytes) -> bool:
        """True if the frame left; a line that is down is tried again, ever more seldom."""
        try:
            if not self._open():
                return False
            self.say(frame)
            self._hear_what_came()
        except OSError:
            self.close()
            self._rest.failed(time.monotonic())
            return False
        self._rest.worked()
        return True

    def say(self, frame: bytes) -> None:
        """Send on the open line. Raises OSError."""
        assert self._socket
        self._socket.sendall(frame)
        self.serial += 1

    def hear(self) -> bytes:
        """Wait for an answer. Raises OSError when none comes in time."""
        assert self._socket
        return self._socket.recv(LISTENED)

    def close(self) -> None:
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.close()
        self._socket = None

    def _open(self) -> bool:
        if self._socket:
            return True
        if self._rest.waiting(time.monotonic()):
            return False
        self._socket = socket.create_connection((self.host, self.port), TIMEOUT_S)
        if self.greet:
            self.greet(self)
        return True

    def _hear_what_came(self) -> None:
        """Read answers away, so that the other side never waits for us; an end is an error."""
        assert self._socket
        while select.select([self._socket], [], [], 0)[0]:
            if not self._socket.recv(LISTENED):
                raise ConnectionError("the server hung up")


@dataclass(frozen=True)
class Lines:
    """The lines of all devices of a district that speak HJ 212 or JT/T 808.

    `ports` are the open ones by protocol; devices of a protocol without one speak HTTP instead.
    """

    host: str
    ports: Mapping[str, int]
    held: dict[str, Line] = field(default_factory=dict)

    def tell(self, device: "Spoken") -> bool:
        """Send one device's readings of one moment."""
        line = self.held.get(device.address)
        if line is None:
            greet = device.greeting() if device.protocol == JT808 else None
            line = self.held[device.address] = Line(self.host, self.ports[device.protocol], greet)
        return line.send(device.frame(line.serial))

    def close(self) -> None:
        for line in self.held.values():
            line.close()


HJ212, JT808 = "hj212", "jt808"


@dataclass(frozen=True)
class Spoken:
    """What one device has to say at one moment: values by the names of its protocol."""

    protocol: str
    address: str
    time_us: int
    values: Mapping[str, float]

    def frame(self, serial: int) -> bytes:
        if self.protocol == HJ212:
            return frames.hj212(self.address, self.values, self.time_us)
        return frames.location(self.address, serial, self.values, self.time_us)

    def greeting(self) -> Callable[[Line], None]:
        """A terminal makes itself known before it says where it is."""

        def greet(line: Line) -> None:
            line.say(frames.register(self.address, line.serial, f"沪A{self.address[-5:]}"))
            line.say(frames.authenticate(self.address, line.serial, frames.code_of(line.hear())))

        return greet
