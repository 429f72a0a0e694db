"""Tells the bus that something was changed, from code that is not on its event loop.

Only for messages that nobody need keep: whoever misses one reads the database when it starts.
"""

import asyncio
from dataclasses import dataclass

import structlog

from chengyun.bus.client import Bus

log = structlog.get_logger()


@dataclass
class _Held:
    """The bus of this process and the loop it lives on."""

    bus: Bus | None = None
    loop: asyncio.AbstractEventLoop | None = None


_held = _Held()


def hold(bus: Bus | None) -> None:
    """Tell over this bus from now on; called on its loop. None: nothing is told."""
    _held.bus = bus
    _held.loop = asyncio.get_running_loop() if bus else None


def tell(subject: str) -> bool:
    """Send an empty message on `subject` from any thread; False where there is no bus."""
    if _held.bus is None or _held.loop is None:
        return False
    try:
        asyncio.run_coroutine_threadsafe(_held.bus.tell(subject, b""), _held.loop)
    except RuntimeError as error:
        log.warning("not told", subject=subject, error=repr(error))
        return False
    return True
