"""Refused readings as they lie in the stream DEAD: list them, send them again, drop them."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec
import numpy as np
import structlog
from nats.js.errors import NotFoundError

from chengyun.bus.client import Bus
from chengyun.bus.subjects import DEAD
from chengyun.sensing.gateway import Gateway
from chengyun.sensing.intake import NO_TIME, Raw

log = structlog.get_logger()
T = TypeVar("T")
STREAM = "DEAD"
STEP = 100
# Letters that one page looks at; what is older has a page of its own.
LOOKED_AT = 3000
WAIT_S = 20.0


@dataclass(frozen=True)
class Letter:
    """One message of DEAD: rows with their reasons, or the beginning of what could not be read.

    `source` is the source's id, "alarms" for alarms that could not become cases; `at_us` µs UTC.
    """

    seq: int
    source: str
    at_us: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    body: bytes = b""
    reason: str = ""
    truncated: bool = False

    @property
    def replayable(self) -> bool:
        """Whole rows of a known source can be sent again, beginnings of bodies cannot."""
        return bool(self.rows) and self.source.isdecimal() and self.source != "0"

    @property
    def reasons(self) -> Counter[str]:
        """How many rows for each reason that the gateway gives."""
        rows = Counter(str(row["reason"]) for row in self.rows)
        return rows or Counter({MALFORMED if self.source.isdecimal() else ALARM: 1})

    @property
    def unkept(self) -> int:
        """Rows that were counted and not kept."""
        return max(0, self.count - len(self.rows))


MALFORMED = "malformed"
ALARM = "alarm"


@dataclass(frozen=True)
class Asked:
    """Which letters: of one source, with a reason, not before a time (µs), older than `before`."""

    source: str = ""
    reason: str = ""
    since_us: int = 0
    before: int = 0
    limit: int = 50


@dataclass(frozen=True)
class Found:
    """The newest first; `older` is the `before` of the next page, 0 at the end."""

    letters: list[Letter]
    older: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of letters sent again: rows taken, rows refused anew (in new letters), letters
    that cannot be sent again."""

    accepted: int = 0
    refused: int = 0
    left: int = 0


class DeadLetters:
    """The stream's reader; what it sends again goes the gateway's ordinary way."""

    def __init__(self, bus: Bus, gateway: Gateway | None = None) -> None:
        self.bus = bus
        self.gateway = gateway

    async def find(self, asked: Asked) -> Found:
        """A page of letters, walking back from the newest."""
        state = (await self.bus.js.stream_info(STREAM)).state
        top = min(asked.before or state.last_seq + 1, state.last_seq + 1)
        low = max(state.first_seq, top - LOOKED_AT)
        found: list[Letter] = []
        while top > low and len(found) < asked.limit:
            bottom = max(low, top - STEP)
            found += [letter for letter in await self._between(bottom, top, asked) if letter]
            top = bottom
        more = len(found) > asked.limit or top > state.first_seq
        found = found[: asked.limit]
        seen_all = not more or (found and found[-1].at_us < asked.since_us)
        older = found[-1].seq if len(found) == asked.limit else top
        return Found(found, 0 if seen_all else older)

    async def _between(self, low: int, top: int, asked: Asked) -> list[Letter]:
        subject = DEAD.format(source=asked.source) if asked.source else "dead.>"
        letters, seq = [], low
        while seq < top and (letter := await self._next(subject, seq)) and letter.seq < top:
            seq = letter.seq + 1
            if letter.at_us >= asked.since_us and asked.reason in ("", *letter.reasons):
                letters.append(letter)
        return letters[::-1]

    async def _next(self, subject: str, seq: int) -> Letter | None:
        try:
            held = await self.bus.js.get_msg(STREAM, seq, subject=subject, next=True)
        except NotFoundError:
            return None
        return _letter(int(held.seq or 0), str(held.subject), held.data or b"")

    async def get(self, seq: int) -> Letter | None:
        """One letter; None when it is gone."""
        try:
            held = await self.bus.js.get_msg(STREAM, seq)
        except NotFoundError:
            return None
        return _letter(seq, str(held.subject), held.data or b"")

    async def replay(self, seqs: Iterable[int]) -> Outcome:
        """Send letters through the gateway again and drop them; rows that are refused again come
        back as new letters. Raises Busy; what was done until then is done."""
        assert self.gateway
        accepted = refused = left = 0
        for seq in seqs:
            letter = await self.get(seq)
            if letter is None or not letter.replayable:
                left += letter is not None
                continue
            receipt = await self.gateway.accept(_raw(letter.rows), int(letter.source))
            await self.drop([seq])
            accepted += receipt.accepted
            refused += len(receipt.rejected)
        log.info("dead letters replayed", accepted=accepted, refused=refused, left=left)
        return Outcome(accepted, refused, left)

    async def drop(self, seqs: Iterable[int]) -> int:
        """Forget letters; returns how many were there."""
        dropped = 0
        for seq in seqs:
            if await self.get(seq):
                dropped += await self.bus.js.delete_msg(STREAM, seq)
        return dropped


def _letter(seq: int, subject: str, data: bytes) -> Letter:
    told = msgspec.msgpack.decode(data)
    rows = told.get("rows") or []
    return Letter(
        seq, subject.partition(".")[2], int(told.get("at", 0)), rows,
        int(told.get("count", len(rows))), told.get("body", b""), str(told.get("reason", "")),
        bool(told.get("truncated", len(told.get("body", b"")) >= 4096)),
    )  # fmt: skip


def _raw(rows: Sequence[dict[str, Any]]) -> Raw:
    return Raw(
        [row["datastream"] for row in rows],
        np.array([row.get("time", NO_TIME) for row in rows], np.int64),
        np.array([row["value"] for row in rows], np.float64),
    )


class Desk(Protocol):
    """What pages need of dead letters."""

    async def find(self, asked: Asked) -> Found: ...
    async def get(self, seq: int) -> Letter | None: ...
    async def replay(self, seqs: Iterable[int]) -> Outcome: ...
    async def drop(self, seqs: Iterable[int]) -> int: ...


@dataclass
class _Held:
    """The reader of this process and the loop that it lives on."""

    desk: Desk | None = None
    loop: asyncio.AbstractEventLoop | None = None


_held = _Held()


def hold(desk: Desk | None) -> None:
    """Let pages read over this from now on; called on its loop."""
    _held.desk = desk
    _held.loop = asyncio.get_running_loop() if desk else None


def desk() -> Desk | None:
    """The reader of this process, if it has one."""
    return _held.desk


def wait(work: Coroutine[Any, Any, T]) -> T:
    """The result of work on the reader's loop, from any other thread."""
    assert _held.loop
    return asyncio.run_coroutine_threadsafe(work, _held.loop).result(WAIT_S)
