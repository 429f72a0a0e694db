"""The actions of people on a case, and of the system in their stead: the rows of the lifecycle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.calendar import Limit, WorkCalendar
from chengyun.cases import deadlines, rules
from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.present import iso, named
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.cases.services.recount import carry_over
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.models import Unit, User
from chengyun.people.offices import calendar_of
from chengyun.people.policy import scope_for, viewer_of

UNKNOWN_CASE = rules.Refusal("unknown_case", _("There is no such case among those you may see."))
KEY_USED = rules.Refusal("key_used", _("This key was used for something else; make a new one."))


@dataclass(frozen=True)
class Given:
    """What comes with an action. `actor` None is the system."""

    at: datetime
    actor: User | None = None
    reason: str = ""
    unit: Unit | None = None
    handler: User | None = None
    key: str | None = None


def act(
    actor: User | None,
    number: str,
    action: str,
    *,
    reason: str = "",
    unit: Unit | None = None,
    handler: User | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Case:
    """Do one action of the lifecycle; the same `key` a second time changes nothing.

    Raises Refused: unknown_case, unknown_action, not_yours, wrong_stage, needs_reason and so on.
    """
    given = Given(at or timezone.now(), actor, reason.strip(), unit, handler, key)
    with writing() as journal:
        case = _find(actor, number)
        if key and _done_before(case, action, key):
            return case
        refuse_if(rules.refusal(case, action, actor.role if actor else None, given.at))
        refuse_if(rules.missing(action, _what_is(given)))
        carry_out(journal, case, action, given)
        case.save()
    return case


def carry_out(journal: Journal, case: Case, action: str, given: Given) -> None:
    """Apply a row of the lifecycle that the rules allow; the caller saves the case."""
    row = rules.BY_ACTION[action]
    before, former = case.stage, case.unit
    _run_clock(case, row.clock, given.at)
    detail = EFFECTS.get(row.action, _nothing)(case, given)
    detail |= carry_over(case, former, given.at)
    case.stage = row.to or case.stage
    journal.add(
        Step(
            case=case,
            action=row.action.value,
            at=given.at,
            before=before,
            actor_id=given.actor.pk if given.actor else None,
            note=given.reason,
            detail=detail | _deadline_told(case, row.clock),
            key=given.key,
        )
    )


def deadline_of(case: Case) -> deadlines.Deadline:
    return deadlines.Deadline(case.warn_at, case.due_at, case.suspended_at or case.handled_at)


def office(unit: Unit | None = None) -> WorkCalendar:
    """The working calendar that a unit's limits are counted in."""
    return calendar_of(unit)


def _find(actor: User | None, number: str) -> Case:
    case = named(Case.objects.filter(number=number)).first()
    if case is None or not _in_scope(actor, case):
        raise Refused(UNKNOWN_CASE.code, UNKNOWN_CASE.message)
    return case


def _in_scope(actor: User | None, case: Case) -> bool:
    facts = {"area_path": case.area_path, "unit_id": case.unit_id}
    return actor is None or scope_for(viewer_of(actor)).allows(facts)


def _done_before(case: Case, action: str, key: str) -> bool:
    row = LedgerEntry.objects.filter(key=key).first()
    if row and (row.case_id, row.action) != (case.pk, action):
        refuse_if(KEY_USED)
    return row is not None


def _what_is(given: Given) -> dict[str, bool]:
    return {
        "reason": bool(given.reason),
        "result": bool(given.reason),
        "unit": given.unit is not None,
    }


def _run_clock(case: Case, clock: rules.Clock, at: datetime) -> None:
    deadline = deadline_of(case)
    case.overdue = clock is not rules.Clock.START and (
        case.overdue or deadlines.is_late(deadline, at)
    )
    moved = deadlines.moved(clock, deadline, at, _limit(case), office(case.unit))
    case.warn_at, case.due_at = moved.warn_at, moved.due_at
    case.warned = case.warned and not (moved.warn_at and moved.warn_at > at)
    if clock in (rules.Clock.START, rules.Clock.EXTEND):
        case.escalation = 0


def _limit(case: Case) -> Limit:
    return Limit.parse(case.limit or case.type.limit)


def _deadline_told(case: Case, clock: rules.Clock) -> dict[str, Any]:
    moves = clock in (rules.Clock.START, rules.Clock.RESUME, rules.Clock.EXTEND)
    return {"due_at": iso(case.due_at)} if moves else {}


def _nothing(case: Case, given: Given) -> dict[str, Any]:
    return {}


def _dispatch(case: Case, given: Given) -> dict[str, Any]:
    case.unit, case.handler = given.unit, given.handler
    return {"unit": given.unit.code if given.unit else None}


def _accept(case: Case, given: Given) -> dict[str, Any]:
    case.handler = given.handler or given.actor
    return {}


def _unassign(case: Case, given: Given) -> dict[str, Any]:
    former = case.unit.code if case.unit else None
    case.unit = case.handler = None
    return {"former_unit": former}


def _handle(case: Case, given: Given) -> dict[str, Any]:
    case.handled_at = given.at
    return {}


def _check_fail(case: Case, given: Given) -> dict[str, Any]:
    case.handled_at = None
    case.reworks += 1
    return {"reworks": case.reworks}


def _finish(case: Case, given: Given) -> dict[str, Any]:
    case.closed_at = given.at
    return {}


def _reopen(case: Case, given: Given) -> dict[str, Any]:
    case.closed_at = case.handled_at = None
    case.extensions = case.suspensions = 0
    return _unassign(case, given)


def _suspend(case: Case, given: Given) -> dict[str, Any]:
    case.suspended_at = given.at
    case.suspensions += 1
    return {}


def _resume(case: Case, given: Given) -> dict[str, Any]:
    case.suspended_at = None
    return {}


def _extend(case: Case, given: Given) -> dict[str, Any]:
    case.extensions += 1
    return {"extensions": case.extensions}


EFFECTS: dict[Action, Callable[[Case, Given], dict[str, Any]]] = {
    Action.DISPATCH: _dispatch,
    Action.ACCEPT: _accept,
    Action.RETURN: _unassign,
    Action.HANDLE: _handle,
    Action.CHECK_FAIL: _check_fail,
    Action.CLOSE: _finish,
    Action.REJECT: _finish,
    Action.REOPEN: _reopen,
    Action.SUSPEND: _suspend,
    Action.RESUME: _resume,
    Action.EXTEND: _extend,
}

# The stages in which the clock of a case runs.
RUNNING = (Stage.FILED, Stage.DISPATCHED, Stage.HANDLING)
