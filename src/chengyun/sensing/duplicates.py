"""The same message twice: one sender's id is taken once and answered twice with one receipt."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
WINDOW_S = 600.0
MOST = 250_000  # ids in one window; about 30 MB


class Seen(Generic[T]):
    """Answers by (source, id), for at least a window unless more than `most` ids come in it.

    Two generations: the younger takes, both are asked, the elder is forgotten whole.
    """

    def __init__(self, window_s: float = WINDOW_S, most: int = MOST) -> None:
        self.window_s, self.most = window_s, most
        self._young: dict[bytes, T] = {}
        self._old: dict[bytes, T] = {}
        self._began = time.monotonic()
        self._pending: dict[bytes, asyncio.Future[T]] = {}

    async def once(
        self, source: int, name: str, work: Callable[[], Awaitable[T]]
    ) -> tuple[T, bool]:
        """Do the work for an id not seen; else its first answer and True.

        One that comes while the first is under way waits for it, and fails as it fails. What
        failed may come again.
        """
        key = hashlib.blake2b(f"{source} {name}".encode(), digest_size=16).digest()
        known = self._find(key)
        if known is not None:
            return known, True
        if key in self._pending:
            return await asyncio.shield(self._pending[key]), True
        return await self._first(key, work), False

    async def _first(self, key: bytes, work: Callable[[], Awaitable[T]]) -> T:
        # A task of its own: a sender that goes away must not fail those who wait for the same.
        task = self._pending[key] = asyncio.ensure_future(work())
        task.add_done_callback(lambda done: self._settled(key, done))
        return await asyncio.shield(task)

    def _settled(self, key: bytes, done: "asyncio.Future[T]") -> None:
        del self._pending[key]
        if not done.cancelled() and done.exception() is None:
            self._turn()
            self._young[key] = done.result()

    def _find(self, key: bytes) -> T | None:
        self._turn()
        found = self._young.get(key)
        return found if found is not None else self._old.get(key)

    def _turn(self) -> None:
        now = time.monotonic()
        if now - self._began > self.window_s or len(self._young) >= self.most:
            elder = self._young if now - self._began <= 2 * self.window_s else {}
            self._old, self._young, self._began = elder, {}, now

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
