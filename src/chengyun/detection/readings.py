"""A batch of readings as columns, and the same batch put in order for the rules."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
"""The time of what has not happened yet, in columns of times."""

LARGEST = 1e18
"""A magnitude beyond which a value is taken as rubbish: its square must fit a float32."""

_INDEX_BITS = 32
_INDEX_MASK = (1 << _INDEX_BITS) - 1
_SHORT = np.iinfo(np.uint16).max


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of one batch: stream int32[n], time int64[n] µs since epoch UTC, value float64[n].

    Array-likes are converted; columns of unequal length raise ValueError.
    """

    stream: NDArray[np.int32]
    time: Ints
    value: Floats

    def __post_init__(self) -> None:
        for name, dtype in (("stream", np.int32), ("time", np.int64), ("value", np.float64)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype))
        lengths = {self.stream.shape, self.time.shape, self.value.shape}
        if len(lengths) != 1 or self.stream.ndim != 1:
            raise ValueError(f"the columns of readings must be of one length, not {lengths}")

    @classmethod
    def of(cls, stream: ArrayLike, time: ArrayLike, value: ArrayLike) -> Self:
        """Readings from anything NumPy can turn into columns."""
        return cls(np.asarray(stream), np.asarray(time), np.asarray(value))

    def __len__(self) -> int:
        return len(self.stream)

    def __getitem__(self, rows: slice) -> "Readings":
        return Readings(self.stream[rows], self.time[rows], self.value[rows])


@dataclass(frozen=True)
class Group:
    """Readings of one property in order of stream, then time; a stream's readings are a run.

    `slot` is the row of the rules' state, `before_time`/`before_value` the stream's reading
    before this one (NEVER and 0 when there is none), `first` marks the start of a run.
    """

    stream: Ints
    slot: Ints
    time: Ints
    value: Floats
    before_time: Ints
    before_value: Floats
    first: Bools
    single: bool = field(default=False)
    """True when every run is one reading long."""

    def __len__(self) -> int:
        return len(self.stream)

    def take(self, rows: Ints, slot: Ints) -> "Group":
        """The sub-group of `rows` (whole runs), whose state lies at `slot`."""
        return Group(
            self.stream.take(rows),
            slot,
            self.time.take(rows),
            self.value.take(rows),
            self.before_time.take(rows),
            self.before_value.take(rows),
            self.first.take(rows),
            self.single,
        )

    @cached_property
    def run_start(self) -> Ints:
        """Row at which each reading's run begins, int64[n]."""
        rows = np.arange(len(self))
        if self.single:
            return rows
        return np.maximum.accumulate(np.where(self.first, rows, 0))

    @cached_property
    def run_end(self) -> Ints:
        """Rows that end a run, int64[runs]."""
        return np.flatnonzero(np.append(self.first[1:], True)) if len(self) else self.run_start

    @cached_property
    def rounds(self) -> tuple[Ints | None, list[int]]:
        """The readings in rounds, each holding a stream at most once: `(order, bounds)`.

        Round k is `order[bounds[k]:bounds[k + 1]]`; order None: one round, as they lie.
        """
        if self.single:
            return None, [0, len(self)]
        turn = np.arange(len(self)) - self.run_start
        bounds = [0, *np.cumsum(np.bincount(turn)).tolist()]
        short = turn.astype(np.uint16) if len(bounds) <= _SHORT else turn
        return np.argsort(short, kind="stable"), bounds


def in_order(stream: NDArray[np.int32], time: Ints) -> Ints | None:
    """Rows in order of stream, then time, then arrival; None if they already lie so, no repeats."""
    if len(stream) < 2 or bool((stream[1:] > stream[:-1]).all()):
        return None
    key = stream.astype(np.int64) << _INDEX_BITS
    key |= np.arange(len(key))
    key.sort()
    order = key & _INDEX_MASK
    return _mend(key >> _INDEX_BITS, time, order)


def _mend(stream: Ints, time: Ints, order: Ints) -> Ints:
    """Put right, by time, the runs that arrived out of order."""
    ordered = time.take(order)
    same = stream[1:] == stream[:-1]
    wrong = same & (ordered[1:] < ordered[:-1])
    if not wrong.any():
        return order
    run = np.concatenate(([0], np.cumsum(~same)))
    bad = np.zeros(run[-1] + 1, np.bool_)
    bad[run[1:][wrong]] = True
    rows = np.flatnonzero(bad[run])
    order[rows] = order[rows][np.lexsort((ordered[rows], stream[rows]))]
    return order
