"""The door of the engine: what is usable of a batch, in order, with the reading before each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .readings import LARGEST, NEVER, Bools, Floats, Group, Ints, Readings, in_order
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

    def take(self, readings: Readings) -> tuple[Group, NDArray[np.int16]]:
        """The batch in order without what is late, unknown or unusable (counted), and the
        property code of each reading. The streams' last time and value move on.
        """
        readings = self._usable(readings)
        order = in_order(readings.stream, readings.time)
        stream, time, value = readings.stream.astype(np.int64), readings.time, readings.value
        if order is not None:
            stream, time, value = stream.take(order), time.take(order), value.take(order)
        code, fresh = self._fresh(stream, time)
        if not fresh.all():
            rows = np.flatnonzero(fresh)
            stream, time, value = stream.take(rows), time.take(rows), value.take(rows)
            code = code.take(rows)
        self.counts.taken += len(stream)
        return self._advance(stream, time, value), code

    def _usable(self, readings: Readings) -> Readings:
        inside = (readings.stream > 0) & (readings.stream < len(self.code))
        good = inside & (np.abs(readings.value) <= LARGEST)
        if good.all():
            return readings
        known = inside.copy()
        known[inside] = self.code[readings.stream[inside]] != NONE
        good &= known
        self.counts.unknown += int(np.count_nonzero(~known))
        self.counts.unusable += int(np.count_nonzero(known & ~good))
        return Readings(readings.stream[good], readings.time[good], readings.value[good])

    def _fresh(self, stream: Ints, time: Ints) -> tuple[NDArray[np.int16], Bools]:
        """Property code of each reading, and whether it is of a known stream and not late."""
        code = self.code.take(stream)
        known = code != NONE
        late = time <= self.state["last_time"].take(stream)
        late[1:] |= (stream[1:] == stream[:-1]) & (time[1:] == time[:-1])
        late &= known
        self.counts.late += int(np.count_nonzero(late))
        self.counts.unknown += int(np.count_nonzero(~known))
        return code, known & ~late

    def _advance(self, stream: Ints, time: Ints, value: Floats) -> Group:
        last_time, last_value = self.state["last_time"], self.state["last_value"]
        before_time, before_value = last_time.take(stream), last_value.take(stream)
        first = np.ones(len(stream), np.bool_)
        np.not_equal(stream[1:], stream[:-1], out=first[1:])
        single = bool(first.all())
        if not single:
            again = np.flatnonzero(~first)
            before_time[again], before_value[again] = time[again - 1], value[again - 1]
        group = Group(stream, stream, time, value, before_time, before_value, first, single)
        ends = slice(None) if single else group.run_end
        last_time[stream[ends]], last_value[stream[ends]] = time[ends], value[ends]
        return group
