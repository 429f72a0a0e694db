"""The TCP doors: devices that speak a protocol of their own, each led to the same gateway.

A device hears its answer when its readings are on disk and not before. While the gateway is busy
nothing more is read from that connection, so the waiting is the device's own.
"""

import asyncio
import time
from collections.abc import Iterable
from typing import Protocol

import numpy as np
import structlog
from prometheus_client import Counter, Gauge

from chengyun.sensing.adapters.api import Adapter, Frame
from chengyun.sensing.gateway import Busy, Receipt
from chengyun.sensing.intake import Raw

log = structlog.get_logger()

FRAMES = Counter("chengyun_frames", "Frames of devices over TCP", ["adapter", "result"])
WITHHELD = Counter("chengyun_readings_withheld", "Values that a device flagged", ["adapter"])
CONNECTIONS = Gauge("chengyun_connections", "Devices connected over TCP", ["adapter"])
ENDED = Counter("chengyun_connections_ended", "Connections that we ended", ["adapter", "reason"])

READ = 16 * 1024
IDLE_S = 1800.0
MAX_CONNECTIONS = 2000
KEEP_EVERY_S = 1.0
RETRY_S = 5.0


class Accepts(Protocol):
    """What a listener needs of the gateway."""

    async def accept(self, raw: Raw, source: int) -> Receipt: ...

    async def refuse_body(self, body: bytes, reason: str, source: int) -> None: ...


class Listener:
    """One adapter on one port. `source` is who its readings count for; None closes the door."""

    def __init__(
        self,
        adapter: Adapter,
        gateway: Accepts,
        source: int | None,
        *,
        idle_s: float = IDLE_S,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self.adapter = adapter
        self.gateway = gateway
        self.source = source
        self.idle_s = idle_s
        self.max_connections = max_connections
        self._open: set[asyncio.StreamWriter] = set()

    async def run(self, host: str, port: int) -> None:
        """Listen for ever; a port that is taken is tried again and told once."""
        told = False
        while True:
            try:
                server = await asyncio.start_server(self.serve, host, port, limit=READ)
            except OSError as error:
                if not told:
                    log.error(
                        "cannot listen", adapter=self.adapter.key, port=port, error=str(error)
                    )
                told = True
                await asyncio.sleep(RETRY_S)
                continue
            log.info("listening", adapter=self.adapter.key, port=port)
            await self._until_cancelled(server)

    async def _until_cancelled(self, server: asyncio.Server) -> None:
        """Not serve_forever: that waits for devices that never hang up."""
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for writer in self._open:
                writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last."""
        reason = self._no_room()
        self._open.add(writer)
        CONNECTIONS.labels(self.adapter.key).set(len(self._open))
        try:
            reason = reason or await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            reason = ""
        finally:
            self._open.discard(writer)
            CONNECTIONS.labels(self.adapter.key).set(len(self._open))
            writer.close()
        if reason:
            ENDED.labels(self.adapter.key, reason).inc()

    def _no_room(self) -> str:
        if self.source is None:
            return "revoked"
        return "too_many" if len(self._open) >= self.max_connections else ""

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        """Read, commit, answer; returns why we end it, "" when the device did."""
        assert self.adapter.session
        session, letters = self.adapter.session(), _Letters(self)
        while True:
            try:
                data = await asyncio.wait_for(reader.read(READ), self.idle_s)
            except TimeoutError:
                return "idle"
            if not data:
                return ""
            if self.source is None:
                return "revoked"
            frames = session.feed(data, time.time_ns() // 1000)
            await self._commit(frames, self.source)
            await letters.keep(frames)
            writer.writelines(frame.reply for frame in frames if frame.reply)
            try:
                await asyncio.wait_for(writer.drain(), self.idle_s)
            except TimeoutError:
                return "not_reading"

    async def _commit(self, frames: list[Frame], source: int) -> None:
        """Bring the readings of these frames to disk, however long the gateway is busy."""
        for frame in frames:
            FRAMES.labels(self.adapter.key, frame.reason or "valid").inc()
            WITHHELD.labels(self.adapter.key).inc(len(frame.fields.get("withheld", ())))
        raw = columns(frames)
        while len(raw):
            try:
                await self.gateway.accept(raw, source)
            except Busy as busy:
                await asyncio.sleep(busy.retry_after)
            else:
                return


class _Letters:
    """Keeps rubbish with its reason, at most once a second of a connection: the rest is counted."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.next_at = 0.0

    async def keep(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            if frame.valid or time.monotonic() < self.next_at:
                continue
            self.next_at = time.monotonic() + KEEP_EVERY_S
            body = bytes.fromhex(str(frame.fields.get("raw", "")))
            reason = f"{self.listener.adapter.key}: {frame.reason}"
            await self.listener.gateway.refuse_body(body, reason, self.listener.source or 0)


def columns(frames: Iterable[Frame]) -> Raw:
    """The readings of frames as the gateway takes them."""
    readings = [reading for frame in frames for reading in frame.readings]
    return Raw(
        [reading.key for reading in readings],
        np.array([reading.time for reading in readings], np.int64),
        np.array([reading.value for reading in readings], np.float64),
    )
