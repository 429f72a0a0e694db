"""What the web process lends to this API: the past, and the gateway on its event loop."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from django.conf import settings

from chengyun.api import points
from chengyun.api.sensorthings.errors import Fault
from chengyun.bus.batch import Batch
from chengyun.sensing import registry
from chengyun.sensing.gateway import Busy, Gateway, Receipt
from chengyun.sensing.history import History
from chengyun.sensing.history_rows import Past
from chengyun.sensing.intake import Raw
from chengyun.sensing.recent import Recent

PATIENCE_S = 30.0
QUIET_S = 0.5


class Door(Protocol):
    """How readings get in, and how others learn that datastreams have changed."""

    def accept(self, raw: Raw, source: int) -> Receipt:
        """Commit readings; returns once they are on disk. Raises Busy."""

    def changed(self) -> None:
        """Datastreams were made, changed or deleted."""


@dataclass
class WebDoor:
    """The gateway of this process, called from a view's thread."""

    gateway: Gateway
    loop: asyncio.AbstractEventLoop
    tell: Callable[[], None]
    _told: asyncio.TimerHandle | None = field(default=None)

    def accept(self, raw: Raw, source: int) -> Receipt:
        self._know(raw)
        work = self.gateway.accept(raw, source)
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)

    def _know(self, raw: Raw) -> None:
        """A datastream made a moment ago must be known now, not when the bus has said so."""
        ids = np.asarray(raw.datastream, np.int64)
        if not self.gateway.registry.known(ids).all():
            self.gateway.registry = registry.load()
            points.hold(self.gateway.registry)

    def changed(self) -> None:
        """Tell all processes, half a second after the last of a series of changes."""
        self.loop.call_soon_threadsafe(self._soon)

    def _soon(self) -> None:
        if self._told:
            self._told.cancel()
        self._told = self.loop.call_later(QUIET_S, self.tell)


@dataclass
class _Held:
    door: Door | None = None
    past: Past | None = None
    recent: Recent = field(default_factory=Recent)


_held = _Held()


def hold(door: Door | None, past: Past | None = None) -> None:
    """Use this door, and this past, from now on."""
    _held.door, _held.past = door, past


def recent() -> Recent:
    return _held.recent


def past() -> Past:
    """History in the data folder and what came after it."""
    if _held.past is None:
        _held.past = Past(History(Path(settings.CONFIG.data) / "history"), _held.recent)
    return _held.past


def accept(
    streams: Sequence[int], times: Sequence[int], values: Sequence[float], source: int
) -> Receipt:
    """Commit readings and remember them. Raises Fault 503 when they cannot be taken now."""
    if _held.door is None:
        raise Fault(503, "readings are not taken in by this process")
    raw = Raw(np.array(streams, np.int32), np.array(times, np.int64), np.array(values, np.float64))
    try:
        receipt = _held.door.accept(raw, source)
    except Busy as busy:
        raise Fault(503, f"nothing was taken ({busy.reason}); send it again later") from None
    except TimeoutError:
        raise Fault(503, "not confirmed in time; it may or may not have been taken") from None
    good = np.ones(len(raw), np.bool_)
    good[[rejected.row for rejected in receipt.rejected]] = False
    past().recent.add(Batch(np.asarray(raw.datastream)[good], raw.time[good], raw.value[good]))
    return receipt


def changed() -> None:
    """Say that datastreams have changed, to whoever listens."""
    if _held.door:
        _held.door.changed()
