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
        code, stream, time, value = self._usable(readings)
        if len(stream):
            order = in_order(code, stream, time)
            code, stream = code.take(order), stream.take(order)
            time, value = time.take(order), value.take(order)
        known_time = self.state["last_time"].take(stream)
        new = ~self._late(stream, time, known_time)
        if not new.all():
            code, stream, time = code[new], stream[new], time[new]
            value, known_time = value[new], known_time[new]
        self.counts.taken += len(stream)
        return self._advance(code, stream, time, value, known_time)

    def _usable(self, readings: Readings) -> tuple[NDArray[np.int16], Ints, Ints, Floats]:
        stream, time, value = readings.stream.astype(np.int64), readings.time, readings.value
        code = self.code.take(stream, mode="clip")
        good = (
            (code != NONE) & (np.abs(value) <= LARGEST) & (stream > 0) & (stream < len(self.code))
        )
        if good.all():
            return code, stream, time, value
        self._count_unusable(good, stream, code)
        return code[good], stream[good], time[good], value[good]

    def _count_unusable(self, good: Bools, stream: Ints, code: NDArray[np.int16]) -> None:
        unknown = (code == NONE) | (stream <= 0) | (stream >= len(self.code))
        self.counts.unknown += int(np.count_nonzero(unknown))
        self.counts.unusable += int(np.count_nonzero(~good & ~unknown))

    def _late(self, stream: Ints, time: Ints, known_time: Ints) -> Bools:
        """Whether each reading is no newer than what the stream has."""
        late = time <= known_time
        late[1:] |= (stream[1:] == stream[:-1]) & (time[1:] == time[:-1])
        self.counts.late += int(np.count_nonzero(late))
        return late

    def _advance(
        self, code: NDArray[np.int16], stream: Ints, time: Ints, value: Floats, before_time: Ints
    ) -> "Taken":
        last_time, last_value = self.state["last_time"], self.state["last_value"]
        before_value = last_value.take(stream)
        first = np.ones(len(stream), np.bool_)
        np.not_equal(stream[1:], stream[:-1], out=first[1:])
        again = np.flatnonzero(~first)
        before_time[again], before_value[again] = time[again - 1], value[again - 1]
        # Of a stream that comes several times NumPy leaves behind the last.
        last_time[stream], last_value[stream] = time, value
        return Taken(code, stream, time, value, before_time, before_value, first)


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch in order of property code, stream and time; columns as in Group."""

    code: NDArray[np.int16]
    stream: Ints
    time: Ints
    value: Floats
    before_time: Ints
    before_value: Floats
    first: Bools

    def group(self, code: int, slots: NDArray[np.int32]) -> Group:
        """The readings of one property (views); `slots` by stream."""
        a, b = np.searchsorted(self.code, (code, code + 1)).tolist()
        stream = self.stream[a:b]
        return Group(
            stream,
            slots.take(stream).astype(np.int64),
            self.time[a:b],
            self.value[a:b],
            self.before_time[a:b],
            self.before_value[a:b],
            self.first[a:b],
        )
