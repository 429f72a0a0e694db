"""How much a gateway may hold in memory that is not yet on disk."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chengyun.bus.subjects import MB


class Busy(Exception):
    """Cannot take it now; try again after `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Room:
    """Bytes of bodies and columns, from before they are read until they are on disk."""

    def __init__(self, folder: Path, max_backlog_mb: int, min_free_mb: int) -> None:
        self.folder = folder
        self.limit = max_backlog_mb * MB
        self.min_free = min_free_mb * MB
        self.held = 0
        self._free_at = 0.0
        self._free = True

    def take(self, size: int, mine: int = 0) -> None:
        """Count bytes in; `give` must follow. Raises Busy.

        What is larger than all the room may come alone; `mine` the caller holds already.
        """
        if self.held > mine and self.held + size > self.limit:
            raise Busy("backlog")
        if not self._disk_free():
            raise Busy("disk_full", 30)
        self.held += size

    def give(self, size: int) -> None:
        """The bytes are gone."""
        self.held -= size

    @contextmanager
    def hold(self, size: int) -> Iterator[None]:
        """Count bytes in for as long as the block lasts. Raises Busy."""
        self.take(size)
        try:
            yield
        finally:
            self.give(size)

    def _disk_free(self) -> bool:
        """Looked at once a second: a full disk must stop the door before it stops the bus."""
        if time.monotonic() - self._free_at > 1:
            self._free_at = time.monotonic()
            self._free = shutil.disk_usage(self.folder).free > self.min_free
        return self._free
