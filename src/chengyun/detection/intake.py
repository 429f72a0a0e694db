"""The door of the engine: what is usable of a batch, in order, with the reading before each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ordered import Group, in_order
from .readings import LARGEST, NEVER, Bools, Floats, Ints, Readings
from .state import Array, Column, State
from .table import NONE, StreamTable


@dataclass(slots=True)
class Counts:
    """What has come in since the engine began: readings taken, and those left out and why."""

    taken: int = 0
    late: int = 0
    unknown: int = 0
    unusable: int = 0


@dataclass(frozen=True, slots=True)
class Live:
    """Columns by datastream id: last_time int64 µs (NEVER: nothing yet), last_value float64,
    alarm_state uint8 (0 normal, 1..4 severity of the worst active alarm, 5 silent). Views: copy
    what must not change under you.
    """

    last_time: Ints
    last_value: Floats
    alarm_state: NDArray[np.uint8]


class Intake:
    """Last reading of every stream, by datastream id; lets through what is newer."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.code: NDArray[np.int16] = np.empty(0, np.int16)
        self.state = State(
            last_time=Column(np.int64, NEVER),
            last_value=Column(np.float64),
            alarm_state=Column(np.uint8),
        )

    def resize(self, table: StreamTable, moved: Ints) -> None:
        """Follow the registry; the streams that `moved` begin anew."""
        self.code = table.property_code
        self.state.resize(len(table))
        for name, column in self.state.columns.items():
            self.state[name][moved] = column.fill

    def load(self, code: NDArray[np.int16], last_time: Array, last_value: Array) -> None:
        """Take over what a snapshot held."""
        self.code = code
        state = np.zeros(len(code), np.uint8)
        self.state.load({"last_time": last_time, "last_value": last_value, "alarm_state": state})

    def live(self) -> Live:
        """The live state of all streams (views)."""
        return Live(**self.state.dump())

    def take(self, readings: Readings) -> "Taken":
        """The batch in order without what is late, unknown or unusable (counted). The streams'
        last time and value move on.
        """
        columns = self._usable(readings).in_order()
        known_time = self.state["last_time"].take(columns.stream)
        late = _late(columns, known_time)
        if late.any():
            self.counts.late += int(np.count_nonzero(late))
            kept = np.flatnonzero(~late)
            columns, known_time = columns.take(kept), known_time.take(kept)
        self.counts.taken += len(columns.stream)
        return self._advance(columns, known_time)

    def _usable(self, readings: Readings) -> "Columns":
        stream, time, value = readings.stream.astype(np.int64), readings.time, readings.value
        size = np.abs(value)
        # A NaN anywhere makes the maximum NaN, which is within no limit.
        if len(stream) and stream.min() > 0 and stream.max() < len(self.code):
            code = self.code.take(stream)
            if code.min() > NONE and size.max() <= LARGEST:
                return Columns(code, stream, time, value)
        inside = (stream > 0) & (stream < len(self.code))
        code = np.where(inside, self.code.take(stream, mode="clip"), NONE)
        known, usable = code != NONE, size <= LARGEST
        self.counts.unknown += int(np.count_nonzero(~known))
        self.counts.unusable += int(np.count_nonzero(known & ~usable))
        return Columns(code, stream, time, value).take(np.flatnonzero(known & usable))

    def _advance(self, columns: "Columns", before_time: Ints) -> "Taken":
        """Readings with the one before each, which is in the batch or was known before it."""
        stream, time, value = columns.stream, columns.time, columns.value
        last_time, last_value = self.state["last_time"], self.state["last_value"]
        before_value = last_value.take(stream)
        first = np.ones(len(stream), np.bool_)
        np.not_equal(stream[1:], stream[:-1], out=first[1:])
        again = np.flatnonzero(~first)
        before_time[again], before_value[again] = time[again - 1], value[again - 1]
        # Of a stream that comes several times NumPy leaves behind the last.
        last_time[stream], last_value[stream] = time, value
        return Taken(columns, before_time, before_value, first)


@dataclass(frozen=True, slots=True)
class Columns:
    """Readings with the code of their property."""

    code: NDArray[np.int16]
    stream: Ints
    time: Ints
    value: Floats

    def take(self, rows: Ints) -> "Columns":
        """Some of the rows, in the order asked for."""
        code, stream = self.code.take(rows), self.stream.take(rows)
        return Columns(code, stream, self.time.take(rows), self.value.take(rows))

    def in_order(self) -> "Columns":
        """The same in order of property code, stream, time and arrival."""
        if not len(self.stream):
            return self
        rows, code, stream = in_order(self.code, self.stream, self.time)
        return Columns(code, stream, self.time.take(rows), self.value.take(rows))


def _late(ordered: Columns, known_time: Ints) -> Bools:
    """Whether each reading is no newer than what its stream has."""
    stream, time = ordered.stream, ordered.time
    late = time <= known_time
    late[1:] |= (time[1:] == time[:-1]) & (stream[1:] == stream[:-1])
    return late


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch in order; columns as in Group."""

    columns: Columns
    before_time: Ints
    before_value: Floats
    first: Bools

    def group(self, code: int, slots: NDArray[np.int32]) -> Group:
        """The readings of one property (views); `slots` by stream."""
        columns = self.columns
        a, b = np.searchsorted(columns.code, np.array((code, code + 1), np.int16)).tolist()
        return Group(
            columns.stream[a:b],
            slots.take(columns.stream[a:b]).astype(np.int64),
            columns.time[a:b],
            columns.value[a:b],
            self.before_time[a:b],
            self.before_value[a:b],
            self.first[a:b],
        )
