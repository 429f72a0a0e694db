"""What each action writes on its own case, apart from stage and clock; returns what the ledger
says of it. Actions on more than one case are in `splitting` and `merging`.
"""

from collections.abc import Callable
from typing import Any

from chengyun.cases.choices import Action, Appeal, Outcome, Review, Verdict
from chengyun.cases.models import Case
from chengyun.cases.services.filing import file
from chengyun.cases.services.given import Given

Detail = dict[str, Any]
Effect = Callable[[Case, Given], Detail]


def nothing(case: Case, given: Given) -> Detail:
    return {}


def _verified(verdict: Verdict) -> Effect:
    def effect(case: Case, given: Given) -> Detail:
        case.verdict, case.verified_at = verdict.value, given.at
        return {"verdict": verdict.value}

    return effect


def _dispatch(case: Case, given: Given) -> Detail:
    case.dispatches += 1
    return _send(case, given)


def _send(case: Case, given: Given) -> Detail:
    """To a unit that has not taken it up yet."""
    case.unit, case.handler = given.unit, given.handler
    case.dispatched_at, case.accepted_at, case.objected_at = given.at, None, None
    return {"unit": given.unit.code if given.unit else None}


def _transfer(case: Case, given: Given) -> Detail:
    former = case.unit.code if case.unit else None
    case.transfers += 1
    return {**_send(case, given), "former_unit": former}


def _accept(case: Case, given: Given) -> Detail:
    case.handler = given.handler or given.actor
    case.accepted_at = given.at
    case.returned_by = None
    return {}


def _unassign(case: Case, given: Given) -> Detail:
    case.handler, case.accepted_at = None, None
    return {}


def _withdraw(case: Case, given: Given) -> Detail:
    return _leave_unit(case)


def _return(case: Case, given: Given) -> Detail:
    case.returns += 1
    return _give_back(case, given)


def _give_back(case: Case, given: Given) -> Detail:
    """The desk has it again and knows from whom."""
    case.returned_by = case.unit
    return _leave_unit(case)


def _leave_unit(case: Case) -> Detail:
    former = case.unit.code if case.unit else None
    case.unit = case.handler = None
    case.dispatched_at = case.accepted_at = case.objected_at = None
    return {"former_unit": former}


def _object(case: Case, given: Given) -> Detail:
    case.objected_at = given.at
    return {}


def _handle(case: Case, given: Given) -> Detail:
    case.handled_at, case.checked_at = given.at, None
    return {}


def _check_pass(case: Case, given: Given) -> Detail:
    case.checked_at = given.at
    return {}


def _check_fail(case: Case, given: Given) -> Detail:
    case.handled_at = case.checked_at = None
    case.reworks += 1
    return {"reworks": case.reworks}


def _end(case: Case, given: Given) -> Detail:
    case.closed_at = given.at
    case.outcome = given.outcome
    return {"outcome": case.outcome} if case.outcome else {}


def _close(case: Case, given: Given) -> Detail:
    detail = _end(case, given)
    case.outcome = case.outcome or Outcome.HANDLED.value
    met = {"closing": case.condition.closing_zh} if case.condition else {}
    return {**detail, "outcome": case.outcome, **met}


def _reopen(case: Case, given: Given) -> Detail:
    case.closed_at = case.handled_at = case.checked_at = case.returned_by = None
    case.extensions = case.suspensions = 0
    case.appeal = case.outcome = ""
    case.excluded = False
    return {**_leave_unit(case), **file(case, given)}


def _unmerge(case: Case, given: Given) -> Detail:
    case.merged_into = case.closed_at = None
    case.outcome = ""
    return {}


def _suspend(case: Case, given: Given) -> Detail:
    case.suspended_at = given.at
    case.suspensions += 1
    return {}


def _resume(case: Case, given: Given) -> Detail:
    case.suspended_at = None
    return {}


def _extend(case: Case, given: Given) -> Detail:
    case.extensions += 1
    return {"extensions": case.extensions}


def _appeal(case: Case, given: Given) -> Detail:
    case.appeal = Appeal.ASKED.value
    return {}


def _decide(appeal: Appeal) -> Effect:
    def effect(case: Case, given: Given) -> Detail:
        case.appeal = appeal.value
        case.excluded = appeal == Appeal.GRANTED
        return {}

    return effect


EFFECTS: dict[Action, Effect] = {
    Action.CONFIRM: _verified(Verdict.CONFIRMED),
    Action.REFUTE: _verified(Verdict.REFUTED),
    Action.FILE: file,
    Action.DISPATCH: _dispatch,
    Action.ACCEPT: _accept,
    Action.WITHDRAW: _withdraw,
    Action.RETURN: _return,
    Action.TRANSFER: _transfer,
    Action.UNASSIGN: _unassign,
    Action.OBJECT: _object,
    Action.UPHOLD: _give_back,
    Action.HANDLE: _handle,
    Action.CHECK_PASS: _check_pass,
    Action.CHECK_FAIL: _check_fail,
    Action.CLOSE: _close,
    Action.REJECT: _end,
    Action.CANCEL: _end,
    Action.REOPEN: _reopen,
    Action.SUSPEND: _suspend,
    Action.RESUME: _resume,
    Action.EXTEND: _extend,
    Action.SPLIT: _handle,
    Action.UNMERGE: _unmerge,
    Action.APPEAL: _appeal,
    Action.GRANT_APPEAL: _decide(Appeal.GRANTED),
    Action.REFUSE_APPEAL: _decide(Appeal.REFUSED),
}
# What is asked of the desk by an action; every other step that decides or moves on ends asking.
ASKS: dict[Action, Review] = {
    Action.OBJECT: Review.OBJECTION,
    Action.ASK_EXTENSION: Review.EXTENSION,
    Action.APPEAL: Review.APPEAL,
}
DECISIONS = (
    Action.OVERRULE,
    Action.EXTEND,
    Action.REFUSE_EXTENSION,
    Action.GRANT_APPEAL,
    Action.REFUSE_APPEAL,
)
