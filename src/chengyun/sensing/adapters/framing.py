"""Cutting a stream of bytes into frames: the part that every TCP adapter shares.

Where a frame ends, and what is wrong with it, is decided from the bytes alone and never from how
they were split on their way, so the same bytes make the same frames whatever the network did.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chengyun.sensing.adapters.api import Frame

LARGEST = 64 * 1024
SHOWN = 32
KEPT = 1024


@dataclass(frozen=True)
class Cut:
    """What stands at the head of the buffer: `size` bytes are done with.

    `frame` is a whole frame; `reason` says why those bytes are none; with neither they are passed
    over in silence (the tail of what was refused). Size 0: more is needed. Space is no rubbish.
    """

    size: int = 0
    frame: bytes | None = None
    reason: str = ""
    skip_to_mark: bool = False
    rubbish: bool = False


MORE = Cut()
Cutter = Callable[[bytes, bool, bool], Cut]


class Stream:
    """A connection's bytes. `cut(buffer, skipping, at_end)` looks at the head of the buffer."""

    def __init__(self, cut: Cutter) -> None:
        self._cut = cut
        self._buffer = b""
        self._skipping = False
        self._rubbish = 0
        self._head = b""
        self._blank = True

    def feed(self, data: bytes) -> list[Cut]:
        """What `data` completes; rubbish in one piece, told when it ends."""
        found: list[Cut] = []
        for at in range(0, len(data), LARGEST // 2):
            self._buffer += data[at : at + LARGEST // 2]
            found += self._drain(at_end=False)
        return found

    def close(self) -> list[Cut]:
        """What is left when nothing more comes."""
        found = self._drain(at_end=True)
        if self._buffer.strip() and not self._skipping:
            found.append(Cut(len(self._buffer), self._buffer, "cut_short"))
        found += self._told_rubbish()
        self._buffer, self._skipping = b"", False
        return found

    def _drain(self, *, at_end: bool) -> list[Cut]:
        found: list[Cut] = []
        while self._buffer:
            cut = self._cut(self._buffer, self._skipping, at_end)
            if not cut.size:
                break
            done, self._buffer = self._buffer[: cut.size], self._buffer[cut.size :]
            self._skipping = cut.skip_to_mark
            found += self._taken(cut, done)
        return found

    def _taken(self, cut: Cut, done: bytes) -> list[Cut]:
        if cut.rubbish:
            return self._gather(done)
        if cut.frame is None and not cut.reason:
            return []
        return [*self._told_rubbish(), cut]

    def _gather(self, done: bytes) -> list[Cut]:
        """Rubbish is counted by 64 kB at most, so that it is told even when nothing else comes."""
        found: list[Cut] = []
        while done:
            part, done = done[: LARGEST - self._rubbish], done[LARGEST - self._rubbish :]
            self._head = (self._head + part)[:SHOWN]
            self._blank = self._blank and not part.strip()
            self._rubbish += len(part)
            if self._rubbish == LARGEST:
                found += self._told_rubbish()
        return found

    def _told_rubbish(self) -> list[Cut]:
        told = [] if self._blank else [Cut(self._rubbish, self._head, "rubbish")]
        self._rubbish, self._head, self._blank = 0, b"", True
        return told


def invalid(cut: Cut) -> Frame:
    """The frame that says what was wrong with a piece of the stream."""
    raw = cut.frame or b""
    fields = {"bytes": cut.size, "raw": raw[:KEPT].hex()}
    return Frame(False, cut.reason, fields)


def find_mark(buffer: bytes, mark: bytes, start: int = 0) -> tuple[int, bool]:
    """Where `mark` begins, or how much of the buffer can hold no beginning of it."""
    at = buffer.find(mark, start)
    if at >= 0:
        return at, True
    keep = next((n for n in range(len(mark) - 1, 0, -1) if buffer.endswith(mark[:n])), 0)
    return max(start, len(buffer) - keep), False


def leading(buffer: bytes, mark: bytes) -> int:
    """How many bytes of the mark stand at the head: a run is passed over at once, whatever its
    length."""
    return len(buffer) - len(buffer.lstrip(mark))
