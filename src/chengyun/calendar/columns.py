"""Times of many cases at once: mixed limits, mixed offices, any number of pauses each.

Instants are columns of microseconds since 1970 UTC (int64[n]). What is mixed comes as a short list
of what there is and a column that says which row has which. Equal, row by row, to `WorkCalendar`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.line import Micros
from chengyun.calendar.work import WorkCalendar

Which = NDArray[np.int64]


@dataclass(frozen=True)
class Clocks:
    """Whose time is counted how: row i by ``limits[limit_of[i]]`` in
    ``calendars[calendar_of[i]]``."""

    limits: Sequence[Limit]
    limit_of: Which
    calendars: Sequence[WorkCalendar]
    calendar_of: Which

    def __len__(self) -> int:
        return len(self.limit_of)

    def groups(self, rows: Which | None = None) -> Iterator[tuple[int, Limit, Which]]:
        """The rows (or some of them) that share a calendar (its place in the list) and a limit,
        a group at a time."""
        key = self.calendar_of * len(self.limits) + self.limit_of
        key = key if rows is None else key[rows]
        # Few keys: in 16 bits the sort is a counting one.
        order = np.argsort(key.astype(np.min_scalar_type(int(key.max(initial=0)))), kind="stable")
        ordered = key[order]
        cuts = np.flatnonzero(np.diff(ordered)) + 1
        for part in np.split(order, cuts) if len(order) else ():
            calendar, limit = divmod(int(key[part[0]]), len(self.limits))
            found = part if rows is None else rows[part]
            yield calendar, self.limits[limit], found


@dataclass(frozen=True)
class Pauses:
    """Pauses as ragged columns: those of row i are ``since[offsets[i]:offsets[i+1]]`` to
    ``until[...]``, in order and apart. ``offsets`` is int64[n+1]."""

    offsets: Which
    since: Micros
    until: Micros

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[int, int]]]) -> "Pauses":
        """From a list of (since, until) for each row."""
        flat = np.array([pause for row in rows for pause in row], np.int64).reshape(-1, 2)
        offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        return cls(offsets, flat[:, 0], flat[:, 1])

    def rounds(self) -> Iterator[tuple[Which, Micros, Micros]]:
        """The first pause of every row that has one, then the second …: rows, since, until."""
        counts = np.diff(self.offsets)
        for number in range(int(counts.max(initial=0))):
            rows = np.flatnonzero(counts > number)
            at = self.offsets[rows] + number
            yield rows, self.since[at], self.until[at]


def due_many(starts: Micros, clocks: Clocks, pauses: Pauses | None = None) -> Micros:
    """When every row is due: `WorkCalendar.add`, then `paused` for each of its pauses."""
    dues = np.empty(len(clocks), np.int64)
    for calendar, limit, rows in clocks.groups():
        dues[rows] = clocks.calendars[calendar].add_many(starts[rows], limit)
    for some, since, until in pauses.rounds() if pauses else ():
        _pause(dues, clocks, some, since, until)
    return dues


def _pause(dues: Micros, clocks: Clocks, some: Which, since: Micros, until: Micros) -> None:
    place = np.empty(len(clocks), np.int64)
    place[some] = np.arange(len(some))
    for calendar, limit, rows in clocks.groups(some):
        at = place[rows]
        office = clocks.calendars[calendar]
        dues[rows] = office.paused_many(dues[rows], since[at], until[at], limit.unit)


def remaining_many(dues: Micros, at: Micros | int, clocks: Clocks) -> Micros:
    """Counted time from ``at`` (now; for a row that stands still when it was paused) to when
    every row is due, in µs; negative when overdue. `WorkCalendar.worked`."""
    begins = np.broadcast_to(np.asarray(at, np.int64), dues.shape)
    left = np.empty(len(clocks), np.int64)
    for calendar, limit, rows in clocks.groups():
        office = clocks.calendars[calendar]
        left[rows] = office.worked_many(begins[rows], dues[rows], limit.unit)
    return left


def carried_many(
    dues: Micros, at: Micros | int, clocks: Clocks, to: Sequence[WorkCalendar]
) -> Micros:
    """When every row is due if from ``at`` on ``to[calendar_of[i]]`` counts its time;
    `WorkCalendar.carried`. Rows of a calendar that counts the same keep their due time."""
    moved = dues.copy()
    begins = np.broadcast_to(np.asarray(at, np.int64), dues.shape)
    for calendar, limit, rows in clocks.groups():
        here, there = clocks.calendars[calendar], to[calendar]
        if there is not here:
            moved[rows] = _carried(here, there, dues[rows], begins[rows], limit.unit)
    return moved


def _carried(
    here: WorkCalendar, there: WorkCalendar, dues: Micros, at: Micros, unit: ClockUnit
) -> Micros:
    """A time that nobody's clock gave (a promise taken over) stays unless the calendars differ."""
    new = here.carried_many(dues, at, unit, there)
    return np.where(new == here.carried_many(dues, at, unit, here), dues, new)
