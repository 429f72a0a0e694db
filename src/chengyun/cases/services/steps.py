"""One step of one case: its clock, its stage and its row in the ledger."""

from datetime import datetime
from typing import Any

from chengyun.calendar import Limit, WorkCalendar
from chengyun.cases import deadlines, rules
from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Case
from chengyun.cases.present import iso
from chengyun.cases.rules import Clock, Transition
from chengyun.cases.services.effects import ASKS, DECISIONS, EFFECTS, nothing
from chengyun.cases.services.given import Given
from chengyun.cases.services.journal import Journal, Step
from chengyun.cases.services.recount import carry_over
from chengyun.people.models import Unit
from chengyun.people.offices import calendar_of

Detail = dict[str, Any]
# The clock of a case that was late is judged anew by these: there is more time.
JUDGED_ANEW = (Clock.START, Clock.EXTEND)
MOVES = (Clock.START, Clock.RESUME, Clock.EXTEND)
# Actions that keep the stage and end the step in hand.
SETTLES = (*DECISIONS, Action.CHECK_PASS)


def carry_out(
    journal: Journal,
    case: Case,
    action: str,
    given: Given,
    told: Detail | None = None,
    back_to: Stage | None = None,
) -> None:
    """Apply a row of the lifecycle that the rules allow; the caller saves the case.

    `told` is what else the ledger says; `back_to` the stage where the row leads to the one before.
    """
    row = rules.BY_ACTION[action]
    before, former, deadline = case.stage, case.unit, deadline_of(case)
    detail = (told or {}) | EFFECTS.get(row.action, nothing)(case, given)
    _run_clock(case, row.clock, deadline, office(former), given.at)
    detail |= carry_over(case, former, given.at)
    case.stage = row.to or back_to or case.stage
    _begin_step(case, row, given.at)
    journal.add(
        Step(
            case=case,
            action=row.action.value,
            at=given.at,
            before=before,
            actor_id=given.actor_id,
            note=given.reason,
            detail=detail | ({"due_at": iso(case.due_at)} if row.clock in MOVES else {}),
            key=given.key,
        )
    )


def deadline_of(case: Case) -> deadlines.Deadline:
    """The times of a case's limit; it stands still while suspended, under check, or ended."""
    paused = case.suspended_at or case.handled_at or case.closed_at
    return deadlines.Deadline(case.warn_at, case.due_at, paused)


def limit_of(case: Case) -> Limit:
    return Limit.parse(case.limit_in_force)


def office(unit: Unit | None = None) -> WorkCalendar:
    """The working calendar that a unit's limits are counted in."""
    return calendar_of(unit)


def _run_clock(
    case: Case, clock: Clock, deadline: deadlines.Deadline, calendar: WorkCalendar, at: datetime
) -> None:
    moved = deadlines.moved(clock, deadline, at, limit_of(case), calendar)
    if clock in JUDGED_ANEW:
        case.overdue = deadlines.is_late(moved, at)
        case.escalation = 0
    else:
        case.overdue = case.overdue or deadlines.is_late(deadline, at)
    case.warn_at, case.due_at = moved.warn_at, moved.due_at
    case.warned = case.warned and not (moved.warn_at and moved.warn_at > at)


def _begin_step(case: Case, row: Transition, at: datetime) -> None:
    """What the desk is asked, and by when the step in hand is to be done."""
    ends = row.to is not None or row.back or row.action in SETTLES
    if row.step:
        case.step_due_at = office().add(at, Limit.parse(row.step))
    elif ends:
        case.step_due_at = None
    if row.action in ASKS:
        case.review = ASKS[row.action].value
    elif ends:
        case.review = ""
