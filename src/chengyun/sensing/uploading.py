"""From a table to the gateway: what it would take, and the sending once a person has confirmed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import numpy as np
import numpy.typing as npt

from chengyun.sensing import checks, registry, uploads
from chengyun.sensing.checks import MESSAGES, REASONS
from chengyun.sensing.gateway import Busy, Gateway, Receipt
from chengyun.sensing.intake import Raw
from chengyun.sensing.uploads import PROBLEMS, Problem, Table

CHUNK = 50_000
TRIES = 5
ANSWER_S = 60.0
# Which of a reading's three cells a reason of the gateway is about.
ABOUT = {"unknown_datastream": 0, "bad_time": 1, "future_time": 1}

Send = Callable[[Raw], Receipt]


@dataclass(frozen=True)
class Checked:
    """A file as the gateway would take it: `raw` are its good readings."""

    raw: Raw
    problems: list[Problem]
    rows: int
    sample: list[tuple[int, str, datetime, float]]

    @property
    def good(self) -> int:
        return len(self.raw)

    @property
    def datastreams(self) -> int:
        return len(set(self.raw.datastream))

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last time of the good readings."""
        times = self.raw.time
        return (_at(int(times.min())), _at(int(times.max()))) if self.good else None


@dataclass(frozen=True)
class Sent:
    """What became of the good readings. `left` were not sent, `why` says what was in the way."""

    accepted: int
    refused: list[str]
    left: int = 0
    why: str = ""


def check(content: bytes, zone: tzinfo, area_path: str | None, gateway: Gateway) -> Checked:
    """Read a file and judge each reading as the gateway will. Raises sheets.BadFile.

    Only datastreams below `area_path` ("" is everywhere, None nowhere) are known to the sender.
    """
    table = uploads.read(content, zone)
    raw = Raw(list(table.keys), np.array(table.time, np.int64), np.array(table.value, np.float64))
    codes = _codes(raw, gateway, area_path)
    bad = [n for n, code in enumerate(codes) if code]
    problems = table.problems + [_problem(table, n, codes[n]) for n in bad]
    problems.sort(key=lambda problem: problem.row)
    good = np.array([not code for code in codes], np.bool_)
    kept = Raw(
        [k for k, g in zip(table.keys, good, strict=True) if g], raw.time[good], raw.value[good]
    )
    return Checked(kept, problems, table.rows, _sample(table, good))


def _codes(raw: Raw, gateway: Gateway, area_path: str | None) -> list[str]:
    """Per reading, why it cannot be used; "" where it can."""
    known = gateway.registry
    read = replace(raw, value=known.convert(raw.datastream, raw.value))
    ids, reason = checks.check(read, known, None, time.time_ns() // 1000)
    codes = ["" if at < 0 else REASONS[at] for at in reason.tolist()]
    for n, stream in enumerate(ids.tolist()):
        if codes[n] == "bad_time":
            codes[n] = "too_early"
        elif not codes[n] and not _within(known.paths[stream], area_path):
            codes[n] = "unknown_datastream"
    return codes


def _within(path: str, area_path: str | None) -> bool:
    return area_path is not None and path.startswith(area_path)


def _problem(table: Table, n: int, code: str) -> Problem:
    about = 1 if code == "too_early" else ABOUT.get(code, 2)
    given = (table.keys[n], _at(table.time[n]).isoformat(), f"{table.value[n]:g}")[about]
    return Problem(table.row[n], table.column[n][about], code, given)


def _sample(table: Table, good: npt.NDArray[np.bool_]) -> list[tuple[int, str, datetime, float]]:
    first = np.flatnonzero(good)[:5].tolist()
    return [(table.row[n], table.keys[n], _at(table.time[n]), table.value[n]) for n in first]


def _at(us: int) -> datetime:
    try:
        return datetime.fromtimestamp(us / 1e6, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC)


def told(code: str) -> tuple[str, str]:
    """What is wrong and what to do, in the reader's language."""
    what, todo = PROBLEMS.get(code, (MESSAGES.get(code, code), ""))
    return str(what), str(todo)


def send(raw: Raw, through: Send) -> Sent:
    """Send in pieces; when one cannot be sent, say how many were and how many were not."""
    accepted, refused = 0, list[str]()
    for at in range(0, len(raw), CHUNK):
        part = _part(raw, at)
        try:
            receipt = _patiently(part, through)
        except (Busy, TimeoutError) as error:
            return Sent(accepted, refused, len(raw) - at, str(error) or "timeout")
        accepted += receipt.accepted
        refused += [rejection.reason for rejection in receipt.rejected]
    return Sent(accepted, refused)


def _part(raw: Raw, at: int) -> Raw:
    piece = slice(at, at + CHUNK)
    return Raw(raw.datastream[piece], raw.time[piece], raw.value[piece])


def _patiently(part: Raw, through: Send) -> Receipt:
    for _ in range(TRIES - 1):
        try:
            return through(part)
        except Busy as busy:
            time.sleep(min(busy.retry_after, 2))
    return through(part)


@dataclass(frozen=True)
class _Held:
    gateway: Gateway
    loop: asyncio.AbstractEventLoop


_held: list[_Held] = []


def hold(gateway: Gateway, loop: asyncio.AbstractEventLoop) -> None:
    """The web process tells its pages of its gateway."""
    _held[:] = [_Held(gateway, loop)]


def gateway() -> Gateway:
    """The gateway of this process; where there is none, one that can judge and not send."""
    if _held:
        return _held[0].gateway
    return Gateway(None, registry.load(), folder=None)  # type: ignore[arg-type]


def through_held(source: int) -> Send:
    """Sending through this process's gateway, from a thread of its pages; Busy without one."""

    def through(raw: Raw) -> Receipt:
        if not _held:
            raise Busy("bus", 0)
        held = _held[0]
        accepting = held.gateway.accept(raw, source)
        return asyncio.run_coroutine_threadsafe(accepting, held.loop).result(ANSWER_S)

    return through
