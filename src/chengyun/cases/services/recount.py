"""Due times when the calendar changes, or the unit that counts them.

What has been counted stays counted; what is left is counted by the calendar that holds from now.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np

from chengyun.calendar import Clocks, ClockUnit, Limit, WorkCalendar, carried_many
from chengyun.calendar.instants import micros, moment
from chengyun.calendar.line import Micros
from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, Case
from chengyun.cases.present import iso, named
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.cases.timing import FIELDS, NEVER, Columns, columns
from chengyun.people import offices as house
from chengyun.people.models import Unit, User
from chengyun.people.offices import Offices

BATCH = 500


def change_calendar(actor: User | None, change: Callable[[], None], at: datetime) -> int:
    """Do a change of the calendars (`people.calendar_book`) and bring the open cases up to date in
    the same transaction. Each case whose due time moved has a row in its ledger; their number."""
    with writing() as journal:
        before = house.read()
        change()
        house.forget()
        return _recount(journal, actor, before, house.read(), at)


def carry_over(case: Case, former: Unit | None, at: datetime) -> dict[str, str | None]:
    """Count the rest of a case's time by the calendar of its new unit; what to tell of it."""
    here, there = house.calendar_of(former), house.calendar_of(case.unit)
    if here is there or case.due_at is None:
        return {}
    unit = Limit.parse(case.limit or case.type.limit).unit
    since = case.suspended_at or case.handled_at or at
    due = case.due_at
    case.due_at = _carried(due, since, unit, here, there)
    if case.warn_at:
        case.warn_at = _carried(case.warn_at, since, unit.line, here, there)
    return {"due_at": iso(case.due_at)} if case.due_at != due else {}


def _carried(
    due: datetime, at: datetime, unit: ClockUnit, here: WorkCalendar, there: WorkCalendar
) -> datetime:
    new, same = here.carried(due, at, unit, there), here.carried(due, at, unit, here)
    return due if new == same else new


def _recount(
    journal: Journal, actor: User | None, before: Offices, after: Offices, at: datetime
) -> int:
    cases, to = _open_cases(before, after)
    dues, warns = _moved(cases, to, at)
    rows = np.flatnonzero(dues != cases.due_at)
    for batch in _batches(rows):
        _write(journal, actor, cases, dues, warns, batch, at)
    return len(rows)


def _open_cases(before: Offices, after: Offices) -> tuple[Columns, list[WorkCalendar]]:
    """The open cases with a due time, by the pairs of calendars that they leave and get."""
    pairs: dict[tuple[int, int], WorkCalendar] = {}
    there: dict[int, WorkCalendar] = {}

    def office_of(unit: int | None) -> WorkCalendar:
        here, new = before.of(unit), after.of(unit)
        # A copy for each pair: two units that counted alike may not do so any more.
        own = pairs.setdefault(
            (id(here), id(new)), WorkCalendar(here.duty_hours, here.overrides, here.tz)
        )
        there[id(own)] = own if here is new else new
        return own

    rows = Case.objects.filter(OPEN, due_at__isnull=False).order_by("pk").values_list(*FIELDS)
    cases = columns(rows, office_of)
    return cases, [there[id(office)] for office in cases.clocks.calendars]


def _moved(cases: Columns, to: list[WorkCalendar], at: datetime) -> tuple[Micros, Micros]:
    since = np.minimum(np.minimum(cases.suspended_at, cases.handled_at), micros(at))
    clocks = cases.clocks
    running = [Limit(limit.amount, limit.unit.line) for limit in clocks.limits]
    lines = Clocks(running, clocks.limit_of, clocks.calendars, clocks.calendar_of)
    warns = np.where(cases.warn_at == NEVER, 0, cases.warn_at)
    warned = carried_many(warns, since, lines, to)
    return carried_many(cases.due_at, since, clocks, to), warned


def _batches(rows: np.ndarray) -> Iterator[np.ndarray]:
    return (rows[i : i + BATCH] for i in range(0, len(rows), BATCH))


def _write(
    journal: Journal,
    actor: User | None,
    columns_: Columns,
    dues: Micros,
    warns: Micros,
    rows: np.ndarray,
    at: datetime,
) -> None:
    cases = named(Case.objects.all()).in_bulk(columns_.pk[rows].tolist())
    for row in rows:
        case = cases[int(columns_.pk[row])]
        was, case.due_at = case.due_at, moment(int(dues[row]))
        case.warn_at = moment(int(warns[row])) if case.warn_at else None
        case.warned = case.warned and not (case.warn_at and case.warn_at > at)
        detail = {"due_at": iso(case.due_at), "was": iso(was)}
        actor_id = actor.pk if actor else None
        journal.add(Step(case, Action.RECOUNT, at, case.stage, actor_id, detail=detail))
    fields = ("due_at", "warn_at", "warned", "version")
    Case.objects.bulk_update(list(cases.values()), fields, batch_size=BATCH)
    journal.flush()
