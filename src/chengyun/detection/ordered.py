"""A batch put in order of time, and its readings by property."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readings import Floats, Ids, Ints, Readings


@dataclass(frozen=True, slots=True)
class Group:
    """Readings of one property in order of time; a stream may come several times.

    `slot` is the row of the rules' state, `before_time`/`before_value` the stream's reading before
    this one (NEVER and 0 when there is none), which may be in the group too.
    """

    stream: Ids
    slot: Ids
    time: Ints
    value: Floats
    before_time: Ints
    before_value: Floats

    def __len__(self) -> int:
        return len(self.stream)

    def take(self, rows: NDArray[Any]) -> "Group":
        """The readings at `rows` (rising)."""
        return Group(
            self.stream.take(rows),
            self.slot.take(rows),
            self.time.take(rows),
            self.value.take(rows),
            self.before_time.take(rows),
            self.before_value.take(rows),
        )


def in_order(readings: Readings) -> Readings:
    """The readings in order of time; those of one time in order of arrival."""
    time = readings.time
    if not (time[1:] < time[:-1]).any():
        return readings
    rows = np.argsort(time, kind="stable")
    return Readings(readings.stream.take(rows), time.take(rows), readings.value.take(rows))
