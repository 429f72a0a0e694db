"""Maintenance: who is muted when, and where a batch must be cut because of it."""

from collections.abc import Iterator

import numpy as np

from .ordered import in_order
from .readings import Ids, Ints, Readings
from .table import StreamTable


class Mutes:
    """The spans of maintenance of a table. Beginnings count, ends do not."""

    def __init__(self, table: StreamTable) -> None:
        begins, ends = table.muted_from, table.muted_until
        self.streams: Ids = np.flatnonzero(begins < ends).astype(np.int32)
        self.begins: Ints = begins[self.streams]
        self.ends: Ints = ends[self.streams]
        self.edges = np.unique(np.concatenate((self.begins, self.ends)))

    def pieces(self, readings: Readings) -> Iterator[Readings]:
        """The readings in order, cut where someone's maintenance begins or ends."""
        if not len(self.edges) or not len(readings):
            yield readings
            return
        ordered = in_order(readings)
        rows = np.unique(np.searchsorted(ordered.time, self.edges))
        for rows_from, rows_to in zip((0, *rows), (*rows, len(ordered)), strict=True):
            if rows_to > rows_from:
                yield ordered[int(rows_from) : int(rows_to)]

    def at(self, now_us: int) -> Ids:
        """Who is under maintenance."""
        return self.streams[(self.begins <= now_us) & (now_us < self.ends)]

    def heard(self, now_us: int, last_time: Ints) -> Ints:
        """Since when each stream has had the chance to speak: its last reading, or the end of a
        maintenance that has begun.
        """
        if not len(self.streams):
            return last_time
        heard = last_time.copy()
        spoken = (self.begins <= now_us) & (heard[self.streams] > np.iinfo(np.int64).min)
        who = self.streams[spoken]
        heard[who] = np.maximum(heard[who], self.ends[spoken])
        return heard
