"""Readings of many datastreams from history and what came after it, each once, in order of time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from chengyun.sensing import duck
from chengyun.sensing.history import History
from chengyun.sensing.recent import Recent

Ints = npt.NDArray[np.int64]
EARLIEST, LATEST = 0, 2**62
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING: Ints = np.empty(0, np.int64)


@dataclass(frozen=True)
class Wanted:
    """Which readings: datastreams, times (µs, both included), bounds of the value.

    `without` are pairs of datastream and millisecond that are not to be told; `newest_first`,
    `limit` and `skip` cut a page. `values` are pairs of an operator of SQL and a number.
    """

    streams: Ints
    low: int = EARLIEST
    high: int = LATEST
    values: tuple[tuple[str, float], ...] = ()
    without: tuple[Ints, Ints] = (NOTHING, NOTHING)
    newest_first: bool = False
    limit: int | None = None
    skip: int = 0


@dataclass(frozen=True)
class Rows:
    """Columns of one length."""

    stream: Ints = field(default_factory=lambda: NOTHING)
    time: Ints = field(default_factory=lambda: NOTHING)
    value: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.stream)


OPERATORS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "<>"}


class Past:
    """History and the readings that are not in it yet, as one."""

    def __init__(self, history: History, recent: Recent) -> None:
        self.history = history
        self.recent = recent

    def rows(self, wanted: Wanted) -> Rows:
        """A page of readings; of several within one millisecond one is told.

        Days are read a few at a time, from the end asked for, until the page is full.
        """
        need = None if wanted.limit is None else wanted.skip + wanted.limit
        found: list[Rows] = []
        for low, high, files in self._spans(wanted):
            found.append(self._read(wanted, low, high, files, need))
            if need is not None:
                need -= len(found[-1])
                if need <= 0:
                    break
        return _cut(_joined(found), wanted)

    def count(self, wanted: Wanted) -> int:
        """How many readings there are."""
        files = [file for _, _, some in self._spans(wanted, whole=True) for file in some]
        sql, given = _select(wanted, wanted.low, wanted.high, files, self.recent)
        return int(_run(f"SELECT count(*) AS n FROM ({sql})", given)["n"][0])

    def spans(
        self, streams: Ints, without: tuple[Ints, Ints] = (NOTHING, NOTHING)
    ) -> dict[int, tuple[int, int]]:
        """First and last time (µs) of each datastream that has any."""
        wanted = Wanted(streams, without=without)
        files = [file for _, _, some in self._spans(wanted, whole=True) for file in some]
        sql, given = _select(wanted, EARLIEST, LATEST, files, self.recent)
        found = _run(
            f"SELECT stream, min(time) AS a, max(time) AS b FROM ({sql}) GROUP BY stream", given
        )
        return {
            int(s): (int(a), int(b))
            for s, a, b in zip(found["stream"], found["a"], found["b"], strict=True)
        }

    def _read(
        self, wanted: Wanted, low: int, high: int, files: list[str], need: int | None
    ) -> Rows:
        sql, given = _select(wanted, low, high, files, self.recent)
        way = "DESC" if wanted.newest_first else "ASC"
        limit = "" if need is None else f" LIMIT {need}"
        found = _run(f"{sql} ORDER BY time {way}, stream {way}{limit}", given)
        return Rows(
            np.asarray(found["stream"], np.int64),
            np.asarray(found["time"], np.int64),
            np.asarray(found["value"], np.float64),
        )

    def _spans(self, wanted: Wanted, *, whole: bool = False) -> list[tuple[int, int, list[str]]]:
        """Times and files that cover them: one day, then two, four, … from the end asked for."""
        table = self.history.table
        days: dict[str, list[str]] = {}
        for file in table.files():
            days.setdefault(file.part, []).append(table.address(file))
        first, last = _day(wanted.low), _day(wanted.high)
        names = sorted((d for d in days if first <= d <= last), reverse=wanted.newest_first)
        if whole or wanted.limit is None or len(names) < 2:
            return [(wanted.low, wanted.high, [file for d in names for file in days[d]])]
        return _doubling(names, days, wanted)


def _doubling(
    names: list[str], days: dict[str, list[str]], wanted: Wanted
) -> list[tuple[int, int, list[str]]]:
    spans, at, size = [], 0, 1
    low, high = wanted.low, wanted.high
    while at < len(names):
        group = names[at : at + size]
        last = at + size >= len(names)
        if wanted.newest_first:
            edge = low if last else _start(group[-1])
            spans.append((edge, high, [file for d in group for file in days[d]]))
            high = edge - 1
        else:
            edge = high if last else _start(names[at + size]) - 1
            spans.append((low, edge, [file for d in group for file in days[d]]))
            low = edge + 1
        at, size = at + size, size * 2
    return spans


def _day(us: int) -> str:
    if us >= LATEST:
        return "9999-12-31"
    return (EPOCH + timedelta(microseconds=us)).date().isoformat()


def _start(day: str) -> int:
    return (datetime.fromisoformat(f"{day}T00:00:00+00:00") - EPOCH) // timedelta(microseconds=1)


def _select(
    wanted: Wanted, low: int, high: int, files: list[str], recent: Recent
) -> tuple[str, dict[str, Any]]:
    """SQL that tells each reading once, and the columns that it speaks of."""
    fresh = recent.between(wanted.streams, low, high)
    given: dict[str, Any] = {
        "fresh": {"stream": fresh.stream, "time": fresh.time, "value": fresh.value},
        "wanted": {"stream": wanted.streams.astype(np.int32)},
        "without": {"stream": wanted.without[0], "ms": wanted.without[1]},
    }
    within = f"WHERE time BETWEEN {low} AND {high}"
    past = ""
    if files:
        past = (
            f" UNION ALL SELECT stream, time, value FROM {duck.from_files(files)} "
            f"SEMI JOIN wanted USING (stream) {within}"
        )
    less = (
        "HAVING NOT EXISTS (SELECT 1 FROM without w WHERE w.stream = r.stream "
        "AND w.ms = min(r.time) // 1000)"
        if len(wanted.without[0])
        else ""
    )
    outer = " AND ".join(f"value {OPERATORS[name]} {float(v)!r}" for name, v in wanted.values)
    sql = (
        "SELECT stream, min(time) AS time, max(value) AS value FROM "
        f"(SELECT stream, time, value FROM fresh{past}) r "
        f"GROUP BY stream, r.time // 1000 {less}"
    )
    return (f"SELECT * FROM ({sql}) WHERE {outer}" if outer else f"SELECT * FROM ({sql})"), given


def _run(sql: str, given: dict[str, Any]) -> dict[str, Any]:
    return duck.over(given, sql)


def _joined(found: list[Rows]) -> Rows:
    if not found:
        return Rows()
    return Rows(
        np.concatenate([rows.stream for rows in found]),
        np.concatenate([rows.time for rows in found]),
        np.concatenate([rows.value for rows in found]),
    )


def _cut(rows: Rows, wanted: Wanted) -> Rows:
    end = None if wanted.limit is None else wanted.skip + wanted.limit
    part = slice(wanted.skip, end)
    return Rows(rows.stream[part], rows.time[part], rows.value[part])
