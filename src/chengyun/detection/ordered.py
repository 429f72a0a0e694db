"""A batch put in order for the rules: runs of one stream, groups of one property, rounds."""

from collections.abc import Iterator
from dataclasses import dataclass
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
        return Group(
            self.stream.take(rows),
            self.slot.take(rows),
            self.time.take(rows),
            self.value.take(rows),
            self.before_time.take(rows),
            self.before_value.take(rows),
            self.first.take(rows),
        )

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
        return np.concatenate((self.starts[1:], [len(self)])) - self.starts

    @cached_property
    def run_start(self) -> Ints:
        """Row at which each reading's run begins, int64[n]."""
        return self.starts if self.single else np.repeat(self.starts, self.lengths)

    @cached_property
    def run_end(self) -> Ints:
        """Rows that end a run, int64[runs]."""
        return self.starts + self.lengths - 1

    @cached_property
    def turns(self) -> "Turns":
        """The readings in rounds, no stream twice in one."""
        return Turns.of(self.starts, self.lengths)

    def whole_runs(self, rows: Ints) -> Ints:
        """All rows of the runs that hold any of `rows` (rising)."""
        if self.single or not len(rows):
            return rows
        held = np.zeros(len(self.starts), np.bool_)
        held[np.searchsorted(self.starts, rows, side="right") - 1] = True
        runs = np.flatnonzero(held)
        lengths = self.lengths[runs]
        offsets = self.starts[runs] - (np.cumsum(lengths) - lengths)
        return np.repeat(offsets, lengths) + np.arange(int(lengths.sum()))

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


@dataclass(frozen=True)
class Turns:
    """Runs laid out in rounds: first the first reading of every run, then the second …

    Runs go by falling length (`order`), so round k concerns the first `sizes[k]` of them and its
    readings lie in one piece. `rows` are the readings in that layout.
    """

    order: Ints
    sizes: list[int]
    rows: Ints

    @classmethod
    def of(cls, starts: Ints, lengths: Ints) -> "Turns":
        """The rounds of runs that begin at `starts`."""
        long = np.flatnonzero(lengths > 1)
        falling = long[np.argsort(-lengths[long], kind="stable")]
        order = np.concatenate((falling, np.flatnonzero(lengths == 1)))
        fewer = np.cumsum(np.bincount(lengths[long], minlength=2))[1:-1]
        sizes = [len(starts), *(len(long) - fewer).tolist()]
        runs = starts.take(order)
        return cls(order, sizes, np.concatenate([runs[:n] + k for k, n in enumerate(sizes)]))

    def rounds(self) -> Iterator[tuple[int, slice]]:
        """Per round how many runs it concerns and where its readings lie."""
        at = 0
        for size in self.sizes:
            yield size, slice(at, at + size)
            at += size

    @cached_property
    def place(self) -> Ints:
        """Where in the layout each reading is."""
        place = np.empty_like(self.rows)
        place[self.rows] = np.arange(len(place))
        return place


def in_order(
    code: NDArray[np.int16], stream: Ints, time: Ints
) -> tuple[Ints, NDArray[np.int16], Ints]:
    """Rows of a batch in order of property code, stream, time and arrival; and code and stream
    in that order. Raises ValueError if the batch is too large (codes × streams × rows ≥ 2⁶³).
    """
    stream_bits, row_bits = int(stream.max()).bit_length(), len(stream).bit_length()
    if int(code.max()).bit_length() + stream_bits + row_bits > _KEY_BITS:
        raise ValueError(f"a batch of {len(stream)} readings is too large")
    key = code.astype(np.int64) << stream_bits
    key |= stream
    key <<= row_bits
    key |= np.arange(len(stream))
    key.sort()
    rows = key & ((1 << row_bits) - 1)
    key >>= row_bits
    if (time[1:] < time[:-1]).any():
        rows = _mended(key, time, rows)
    return rows, (key >> stream_bits).astype(np.int16), key & ((1 << stream_bits) - 1)


def _mended(run: Ints, time: Ints, rows: Ints) -> Ints:
    """Put right, by time, the runs that arrived out of order."""
    ordered = time.take(rows)
    again = run[1:] == run[:-1]
    wrong = again & (ordered[1:] < ordered[:-1])
    if not wrong.any():
        return rows
    bad = np.isin(run, run[1:][wrong])
    rows[bad] = rows[bad][np.lexsort((ordered[bad], run[bad]))]
    return rows
