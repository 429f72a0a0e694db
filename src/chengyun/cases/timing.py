"""What the time has brought to many cases at once. Pure: columns in, decisions out.

Instants are int64 microseconds since 1970 UTC; `NEVER` stands where a case has none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar import Clocks, Limit, WorkCalendar, remaining_many
from chengyun.calendar.instants import MICRO, micros
from chengyun.calendar.line import Micros
from chengyun.cases import escalating
from chengyun.cases.escalating import Ladder

NEVER = np.iinfo(np.int64).max
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

# What is read of a case, in the order of a row.
FIELDS = (
    "pk", "warn_at", "due_at", "step_due_at", "step_told_at", "suspended_at", "handled_at",
    "warned", "overdue", "escalation", "severity", "limit", "type__limit", "unit_id",
)  # fmt: skip
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Columns:
    """Open cases, a column for each of `FIELDS`; `clocks` says how each counts."""

    pk: Counts
    warn_at: Micros
    due_at: Micros
    step_due_at: Micros
    step_told_at: Micros
    suspended_at: Micros
    handled_at: Micros
    warned: Bools
    overdue: Bools
    escalation: Counts
    severity: Counts
    clocks: Clocks

    @property
    def running(self) -> Bools:
        """Neither suspended nor handled: the clock of the limit runs."""
        never: Bools = (self.suspended_at == NEVER) & (self.handled_at == NEVER)
        return never


def columns(rows: Iterable[Row], office_of: Callable[[int | None], WorkCalendar]) -> Columns:
    """From rows of `FIELDS`; ``office_of`` gives the calendar of a unit's id."""
    told = list(zip(*rows, strict=True)) or [()] * len(FIELDS)
    pk, *moments, warned, overdue, escalation, severity, own, usual, units = told
    warn_at, due_at, step_due_at, step_told_at, suspended_at, handled_at = map(_instants, moments)
    return Columns(
        pk=np.array(pk, np.int64),
        warn_at=warn_at,
        due_at=due_at,
        step_due_at=step_due_at,
        step_told_at=step_told_at,
        suspended_at=suspended_at,
        handled_at=handled_at,
        warned=np.array(warned, bool),
        overdue=np.array(overdue, bool),
        escalation=np.array(escalation, np.int64),
        severity=np.array(severity, np.int64),
        clocks=_clocks([a or b for a, b in zip(own, usual, strict=True)], units, office_of),
    )


@dataclass(frozen=True)
class Brought:
    """What is to be marked: a truth for each row, and the steps of its ladder newly behind it."""

    resumed: Bools
    warned: Bools
    overdue: Bools
    step_overdue: Bools
    steps: Counts

    @property
    def anything(self) -> Bools:
        marks = self.resumed | self.warned | self.overdue | self.step_overdue
        return marks | (self.steps > 0)


def brought(cases: Columns, ladders: Sequence[Ladder], now: datetime, longest: int) -> Brought:
    """What an instant brings. ``ladders`` are those of severities 1, 2, …; a suspension ends
    after ``longest`` µs. What is found overdue is no longer warned."""
    at = micros(now)
    here = cases.suspended_at == NEVER
    overdue = cases.running & ~cases.overdue & (cases.due_at < at)
    late = cases.overdue | overdue
    step_over = here & (cases.step_due_at < at) & (cases.step_told_at != cases.step_due_at)
    return Brought(
        resumed=~here & (cases.suspended_at <= at - longest),
        warned=cases.running & ~cases.warned & ~late & (cases.warn_at <= at),
        overdue=overdue,
        step_overdue=step_over,
        steps=np.maximum(_steps(cases, ladders, at) - cases.escalation, 0),
    )


def _steps(cases: Columns, ladders: Sequence[Ladder], at: int) -> Counts:
    """Steps of the ladder that each running case has behind it."""
    rows = np.flatnonzero(cases.running & (cases.due_at != NEVER))
    steps = np.zeros(len(cases.pk), np.int64)
    if len(rows):
        clocks = _some(cases.clocks, rows)
        left = remaining_many(cases.due_at[rows], at, clocks)
        spans = np.array([limit.span // MICRO for limit in clocks.limits], np.int64)
        steps[rows] = escalating.taken(
            left, spans[clocks.limit_of], ladders, cases.severity[rows] - 1
        )
    return steps


def _some(clocks: Clocks, rows: Counts) -> Clocks:
    limit_of, calendar_of = clocks.limit_of[rows], clocks.calendar_of[rows]
    return Clocks(clocks.limits, limit_of, clocks.calendars, calendar_of)


def _clocks(
    codes: Sequence[str],
    units: Sequence[int | None],
    office_of: Callable[[int | None], WorkCalendar],
) -> Clocks:
    kinds = {code: n for n, code in enumerate(dict.fromkeys(codes))}
    offices: dict[int, int] = {}
    calendars: list[WorkCalendar] = []
    places = {}
    for unit in dict.fromkeys(units):
        office = office_of(unit)
        if id(office) not in offices:
            offices[id(office)] = len(calendars)
            calendars.append(office)
        places[unit] = offices[id(office)]
    return Clocks(
        [Limit.parse(code) for code in kinds],
        np.array([kinds[code] for code in codes], np.int64),
        calendars,
        np.array([places[unit] for unit in units], np.int64),
    )


def _instants(column: Sequence[datetime | None]) -> Micros:
    return np.array([NEVER if each is None else micros(each) for each in column], np.int64)
