"""A line of counted time: the stretches in which a clock runs, and sums over them.

Positions on the line are counted microseconds since its beginning; instants are microseconds since
the epoch, UTC. The two are turned into each other one by one or in columns, with equal results.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Micros = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """Stretches in order, as columns and (for single look-ups) as lists."""

    starts: Micros
    ends: Micros
    after: Micros  # counted time at the end of each stretch
    start_list: list[int]
    end_list: list[int]
    after_list: list[int]

    @property
    def total(self) -> int:
        """Counted microseconds on the whole line."""
        return self.after_list[-1] if self.after_list else 0

    def position(self, instant: int) -> int:
        """Counted time before an instant."""
        i = bisect_right(self.start_list, instant) - 1
        if i < 0:
            return 0
        return self.after_list[i] - max(self.end_list[i] - instant, 0)

    def instant(self, position: int) -> int:
        """The first instant at which a position (1 to ``total``) is reached."""
        i = bisect_left(self.after_list, position)
        return self.end_list[i] - (self.after_list[i] - position)

    def after_instant(self, instant: int, most: int) -> list[tuple[int, int]]:
        """The next stretches that are not over at an instant."""
        i = bisect_right(self.end_list, instant)
        return list(zip(self.start_list[i : i + most], self.end_list[i : i + most], strict=True))

    def positions(self, instants: Micros) -> Micros:
        """``position`` of a column."""
        if not len(self.starts):
            return np.zeros(len(instants), np.int64)
        i = np.searchsorted(self.starts, instants, side="right") - 1
        inside = self.after[i] - np.maximum(self.ends[i] - instants, 0)
        return np.where(i < 0, 0, inside)

    def instants(self, positions: Micros) -> Micros:
        """``instant`` of a column."""
        i = np.searchsorted(self.after, positions, side="left")
        return self.ends[i] - (self.after[i] - positions)


def line(edges: Micros) -> Line:
    """A line from start, end, start, end … in order; a step back (a clock change) is flattened."""
    edges = np.maximum.accumulate(edges) if len(edges) else edges
    starts, ends = edges[::2].copy(), edges[1::2].copy()
    after = np.cumsum(ends - starts)
    return Line(starts, ends, after, starts.tolist(), ends.tolist(), after.tolist())
