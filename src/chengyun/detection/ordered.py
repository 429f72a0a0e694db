"""A batch put in order for the rules: runs of one stream, groups of one property, rounds."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .readings import Bools, Floats, Ints

_KEY_BITS = 63


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

    def __len__(self) -> int:
        return len(self.stream)

    def take(self, rows: Ints) -> "Group":
        """The sub-group of `rows`, which must be whole runs."""
        return Group(*(getattr(self, column.name).take(rows) for column in fields(self)))

    @cached_property
    def single(self) -> bool:
        """True when every run is one reading long."""
        return bool(self.first.all())

    @cached_property
    def starts(self) -> Ints:
        """Rows that begin a run, int64[runs]."""
        return np.arange(len(self)) if self.single else np.flatnonzero(self.first)

    @cached_property
    def lengths(self) -> Ints:
        """Readings in each run, int64[runs]."""
        return np.diff(self.starts, append=len(self))

    @cached_property
    def run_start(self) -> Ints:
        """Row at which each reading's run begins, int64[n]."""
        return self.starts if self.single else np.repeat(self.starts, self.lengths)

    @cached_property
    def run_end(self) -> Ints:
        """Rows that end a run, int64[runs]."""
        return self.starts + self.lengths - 1

    def whole_runs(self, rows: Ints) -> Ints:
        """All rows of the runs that hold any of `rows` (rising)."""
        if self.single or not len(rows):
            return rows
        runs = np.unique(np.searchsorted(self.starts, rows, side="right") - 1)
        return spans(self.starts[runs], self.lengths[runs])

    def carried(self, marks: Bools, values: NDArray[Any], initial: NDArray[Any]) -> NDArray[Any]:
        """Each row's value at the latest mark in its run up to here, else the initial one."""
        if self.single:
            return np.where(marks, values, initial)
        latest = np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))
        return np.where(latest >= self.run_start, values[latest], initial)

    def shifted(self, values: NDArray[Any], initial: NDArray[Any]) -> NDArray[Any]:
        """The value of the row before within the run; the initial one at its start."""
        if self.single:
            return initial
        return np.where(self.first, initial, np.concatenate((values[:1], values[:-1])))


def spans(starts: Ints, lengths: Ints) -> Ints:
    """The rows starts[i], starts[i] + 1, … for each span, one after the other."""
    offsets = starts - (np.cumsum(lengths) - lengths)
    return np.repeat(offsets, lengths) + np.arange(int(lengths.sum()))


@dataclass(frozen=True)
class Turns:
    """Runs laid out in rounds: first the first reading of every run, then the second …

    Runs go by falling length, so round k concerns the runs `order[:sizes[k]]` and its readings
    lie in one piece. `place` is where each reading goes.
    """

    order: Ints
    sizes: list[int]
    place: Ints

    @classmethod
    def of(cls, starts: Ints, lengths: Ints) -> "Turns":
        """The rounds of runs that lie one after the other."""
        order = np.argsort(_shortest_type(lengths.max() - lengths), kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        sizes = len(lengths) - np.cumsum(np.bincount(lengths))[:-1]
        offset = np.cumsum(sizes) - sizes
        turn = np.arange(int(lengths.sum())) - np.repeat(starts, lengths)
        return cls(order, sizes.tolist(), offset[turn] + np.repeat(rank, lengths))

    def laid(self, column: NDArray[Any]) -> NDArray[Any]:
        """The column in the order of rounds; `column[place]` of the result undoes it."""
        laid = np.empty_like(column)
        laid[self.place] = column
        return laid

    def rounds(self) -> Iterator[tuple[int, slice]]:
        """Per round how many runs it concerns and where its readings lie."""
        at = 0
        for size in self.sizes:
            yield size, slice(at, at + size)
            at += size


def _shortest_type(column: Ints) -> NDArray[Any]:
    """NumPy sorts 16 bits in linear time."""
    fits = column.max() <= np.iinfo(np.uint16).max
    return column.astype(np.uint16) if fits else column


def in_order(code: NDArray[np.int16], stream: Ints, time: Ints) -> Ints:
    """Rows in order of property code, then stream, time and arrival. Raises ValueError if the
    batch is too large to be ordered (codes × streams × readings beyond 2⁶³).
    """
    stream_bits, row_bits = int(stream.max()).bit_length(), len(stream).bit_length()
    if int(code.max()).bit_length() + stream_bits + row_bits > _KEY_BITS:
        raise ValueError(f"a batch of {len(stream)} readings is too large")
    key = (code.astype(np.int64) << stream_bits | stream) << row_bits | np.arange(len(stream))
    key.sort()
    order = key & ((1 << row_bits) - 1)
    run = key >> row_bits
    return _mended(run[1:] == run[:-1], time, order)


def _mended(again: Bools, time: Ints, order: Ints) -> Ints:
    """Put right, by time, the runs that arrived out of order. `again`: of the run before it."""
    ordered = time.take(order)
    wrong = again & (ordered[1:] < ordered[:-1])
    if not wrong.any():
        return order
    run = np.concatenate(([0], np.cumsum(~again)))
    bad = np.zeros(run[-1] + 1, np.bool_)
    bad[run[1:][wrong]] = True
    rows = np.flatnonzero(bad[run])
    order[rows] = order[rows][np.lexsort((ordered[rows], run[rows]))]
    return order
