"""The door of the engine: what is usable of a batch, by property, with the reading before each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import AHEAD, compiled, prefetch
from .ordered import Group, in_order
from .readings import LARGEST, NEVER, Floats, Ids, Ints, Readings
from .state import Array, Column, State
from .table import NONE, StreamTable

LAST = np.dtype(
    [("time", np.int64), ("value", np.float64), ("slot", np.int32), ("alarm", np.uint8)], align=True
)
"""What is kept of a stream in one place, so that a reading has one row to fetch."""
BLANK = np.array((NEVER, 0.0, NONE, 0), LAST)


@dataclass(slots=True)
class Counts:
    """What has come in since the engine began: readings taken, and those left out and why.

    Muted readings are of streams under maintenance: seen, but shown to no rule.
    """

    taken: int = 0
    late: int = 0
    unknown: int = 0
    unusable: int = 0
    muted: int = 0


@dataclass(frozen=True, slots=True)
class Live:
    """Columns by datastream id: last_time int64 µs (NEVER: nothing yet), last_value float64,
    alarm_state uint8 (0 normal, 1..4 severity of the worst active alarm, 5 silent). Views: copy
    what must not change under you.
    """

    last_time: Ints
    last_value: Floats
    alarm_state: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch by property: readings of code c lie from starts[c] to ends[c] of the columns."""

    columns: Group
    starts: list[int]
    ends: list[int]
    muted: Group
    """The first reading of each stream that spoke under maintenance."""

    def groups(self) -> Iterator[tuple[int, Group]]:
        """The properties that have readings, with them (views)."""
        for code, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            if end > start:
                yield code, self._group(start, end)

    def _group(self, a: int, b: int) -> Group:
        c = self.columns
        return Group(
            c.stream[a:b], c.slot[a:b], c.time[a:b], c.value[a:b],
            c.before_time[a:b], c.before_value[a:b],
        )  # fmt: skip


class Intake:
    """Last reading of every stream, by datastream id; lets through what is newer."""

    def __init__(self, properties: int) -> None:
        self.counts = Counts()
        self.properties = properties
        self.code: NDArray[np.int16] = np.empty(0, np.int16)
        self.muted: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))
        self.state = State(last=Column(LAST, BLANK))

    @property
    def last(self) -> Array:
        """Records of LAST by datastream id (room included)."""
        return self.state["last"]

    def resize(self, table: StreamTable, moved: Ints, slot: Ids) -> None:
        """Follow the registry; the streams that `moved` begin anew."""
        self.code = table.property_code
        self.muted = (table.muted_from, table.muted_until)
        self.state.resize(len(table))
        self.last[moved] = BLANK
        self.last["slot"][: len(slot)] = slot

    def load(self, code: NDArray[np.int16], last_time: Array, last_value: Array) -> None:
        """Take over what a snapshot held."""
        self.code = code
        self.state.resize(len(code))
        self.last["time"][: len(code)] = last_time
        self.last["value"][: len(code)] = last_value

    def live(self) -> Live:
        """The live state of all streams (views)."""
        last = self.last[: self.state.size]
        return Live(last["time"], last["value"], last["alarm"])

    def take(self, readings: Readings) -> Taken:
        """The batch in order and by property without what is late, unknown or unusable (counted).
        The streams' last time and value move on.
        """
        ordered = in_order(readings)
        codes = np.empty(len(ordered), np.int16)
        sizes = np.zeros(self.properties, np.int64)
        known, usable = _usable(ordered.stream, ordered.value, self.code, codes, sizes)
        ends = np.cumsum(sizes) - sizes
        starts = ends.tolist()
        columns = _columns(usable)
        rows = np.empty(len(ordered) if len(self.muted[0]) else 0, np.int32)
        late, silenced = _admit(ordered, codes, self.last, self.muted, ends, columns, rows)
        self._count(len(ordered), known, usable, late, silenced)
        first = np.unique(ordered.stream[rows[:silenced]], return_index=True)[1]
        muted = self._first(ordered, rows[:silenced][np.sort(first)])
        return Taken(columns, starts, ends.tolist(), muted)

    def silenced(self, stream: Ids, now_us: int) -> Group:
        """A row for each of these streams, now, with its last reading."""
        last = self.last[stream]
        time = np.full(len(stream), now_us)
        return Group(stream, last["slot"], time, last["value"], last["time"], last["value"])

    def _first(self, readings: Readings, rows: Ids) -> Group:
        stream, value = readings.stream[rows], readings.value[rows]
        slot = self.last["slot"][stream]
        never = np.full(len(rows), NEVER)
        return Group(stream, slot, readings.time[rows], value, never, value)

    def _count(self, n: int, known: int, usable: int, late: int, muted: int) -> None:
        self.counts.unknown += n - known
        self.counts.unusable += known - usable
        self.counts.late += late
        self.counts.muted += muted
        self.counts.taken += usable - late - muted


def _columns(size: int) -> Group:
    return Group(
        np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64),
        np.empty(size), np.empty(size, np.int64), np.empty(size),
    )  # fmt: skip


def _admit(
    readings: Readings,
    codes: NDArray[np.int16],
    last: Array,
    muted: tuple[Ints, Ints],
    ends: Ints,
    out: Group,
    silenced: Ids,
) -> tuple[int, int]:
    """Lay the newer readings out by property; returns how many were late and how many muted."""
    late, quiet = _lay_out(
        readings.stream, readings.time, readings.value, codes, last, *muted, ends,
        out.stream, out.slot, out.time, out.value, out.before_time, out.before_value, silenced,
    )  # fmt: skip
    return late, quiet


@compiled
def _usable(
    stream: Ids, value: Floats, code: NDArray[np.int16], found: NDArray[np.int16], sizes: Ints
) -> tuple[int, int]:
    """Property of each reading that is of a stream and of a value, −1 for the others."""
    known = usable = 0
    for row in range(len(stream)):
        ahead = np.int64(stream[min(row + AHEAD, len(stream) - 1)])
        if 0 <= ahead < len(code):
            prefetch(code, ahead)
        at = stream[row]
        of = code[at] if 0 < at < len(code) else np.int16(NONE)
        found[row] = NONE
        if of == NONE:
            continue
        known += 1
        if abs(value[row]) <= LARGEST:
            usable += 1
            found[row] = of
            sizes[of] += 1
    return known, usable


@compiled
def _lay_out(
    stream: Ids, time: Ints, value: Floats, code: NDArray[np.int16], last: Array,
    muted_from: Ints, muted_until: Ints, ends: Ints,
    out_stream: Ids, out_slot: Ids, out_time: Ints, out_value: Floats,
    out_before_time: Ints, out_before_value: Floats, silenced: Ids,
) -> tuple[int, int]:  # fmt: skip
    late = quiet = 0
    for row in range(len(stream)):
        ahead = min(row + AHEAD, len(stream) - 1)
        if code[ahead] != NONE:
            prefetch(last, np.int64(stream[ahead]))
        if code[row] == NONE:
            continue
        at, when = stream[row], time[row]
        kept = last[at]
        if when <= kept.time:
            late += 1
            continue
        if len(muted_from) and muted_from[at] <= when < muted_until[at]:
            silenced[quiet] = row
            quiet += 1
        else:
            place = ends[code[row]]
            ends[code[row]] = place + 1
            out_stream[place], out_slot[place] = at, kept.slot
            out_time[place], out_value[place] = when, value[row]
            out_before_time[place], out_before_value[place] = kept.time, kept.value
        kept.time, kept.value = when, value[row]
    return late, quiet
