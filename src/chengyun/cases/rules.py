"""The lifecycle of a case as a table: what may be done, when, by whom, and what must be given.

Pure decisions, nothing here reads or writes. The guards follow the digital urban management
practice that GB/T 30428.8 describes: a return needs a reason, a case is suspended once, extended
at most twice and only before its time is up, and rework stays with the unit that did the work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Stage
from chengyun.people.choices import Role

MAX_EXTENSIONS = 2
MAX_SUSPENSIONS = 1
SUSPENSION_DAYS = 365
# Alarms at least this grave file and dispatch themselves (1 is the gravest).
FILES_ITSELF = 2

Text = str | Promise


class Clock(Enum):
    """What an action does to the time limit of a case."""

    NONE = "none"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    STOP = "stop"


@dataclass(frozen=True)
class Transition:
    """One row of the lifecycle. `to` None keeps the stage. `suspended`: None is "either way"."""

    action: Action
    stages: tuple[Stage, ...]
    to: Stage | None
    roles: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    clock: Clock = Clock.NONE
    suspended: bool | None = False

    @property
    def label(self) -> Text:
        return self.action.label


class Facts(Protocol):
    """What a decision looks at; `models.Case` has it all."""

    stage: str
    suspended_at: datetime | None
    due_at: datetime | None
    handled_at: datetime | None
    extensions: int
    suspensions: int


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done: a code for programs, a sentence for people."""

    code: str
    message: Text


DUTY = (Role.DUTY_OFFICER,)
DESK = (Role.DUTY_OFFICER, Role.DISPATCHER)
# The centre may act for a unit that only answers the telephone; the ledger says who did.
HANDLERS = (Role.HANDLER, Role.DUTY_OFFICER)
CHECKERS = (Role.GRID_OFFICER, Role.DUTY_OFFICER, Role.DISPATCHER)
ANYBODY = tuple(Role)
REPORTED, FILED, DISPATCHED = Stage.REPORTED, Stage.FILED, Stage.DISPATCHED
HANDLING, CHECK, CLOSED, CANCELLED = Stage.HANDLING, Stage.CHECK, Stage.CLOSED, Stage.CANCELLED
WORKING = (FILED, DISPATCHED, HANDLING)

TRANSITIONS = (
    Transition(Action.FILE, (REPORTED,), FILED, DESK, clock=Clock.START),
    Transition(Action.REJECT, (REPORTED,), CANCELLED, DESK, ("reason",), Clock.STOP),
    Transition(Action.DISPATCH, (FILED, DISPATCHED), DISPATCHED, DESK, ("unit",)),
    Transition(Action.ACCEPT, (DISPATCHED,), HANDLING, HANDLERS),
    Transition(Action.HANDLE, (HANDLING,), CHECK, HANDLERS, ("result",), Clock.PAUSE),
    Transition(Action.CLOSE, (CHECK,), CLOSED, CHECKERS, ("result",), Clock.STOP),
    Transition(Action.CHECK_FAIL, (CHECK,), HANDLING, CHECKERS, ("reason",), Clock.RESUME),
    Transition(Action.RETURN, (DISPATCHED, HANDLING), FILED, HANDLERS, ("reason",)),
    Transition(Action.EXTEND, (DISPATCHED, HANDLING), None, DESK, ("reason",), Clock.EXTEND),
    Transition(Action.SUSPEND, WORKING, None, DESK, ("reason",), Clock.PAUSE),
    Transition(Action.RESUME, WORKING, None, DESK, clock=Clock.RESUME, suspended=True),
    Transition(
        Action.REOPEN, (CLOSED, CANCELLED), FILED, (*DUTY, Role.LEADER), ("reason",), Clock.START
    ),
    Transition(Action.COMMENT, tuple(Stage), None, ANYBODY, ("reason",), suspended=None),
)
BY_ACTION = {row.action.value: row for row in TRANSITIONS}

# Where a case waits for whom: the queue "mine" of each role.
WAITS_FOR: dict[str, tuple[Stage, ...]] = {
    Role.DUTY_OFFICER: (REPORTED, CHECK),
    Role.DISPATCHER: (FILED,),
    Role.HANDLER: (DISPATCHED, HANDLING),
    Role.GRID_OFFICER: (CHECK,),
}

UNKNOWN_ACTION = Refusal("unknown_action", _("There is no such action."))
NOT_YOURS = Refusal("not_yours", _("Your role may not do this; ask the duty officer."))
WRONG_STAGE = Refusal(
    "wrong_stage", _("The case has moved on meanwhile; reload it to see what can be done now.")
)
IS_SUSPENDED = Refusal("suspended", _("The case is suspended; resume it first."))
NOT_SUSPENDED = Refusal("not_suspended", _("The case is not suspended."))
SUSPENDED_BEFORE = Refusal("suspended_before", _("A case can be suspended only once."))
EXTENDED_TWICE = Refusal("extended_twice", _("A case can be extended at most twice."))
TOO_LATE = Refusal("too_late", _("The time is already up; a case is extended only before that."))
MISSING = {
    "reason": Refusal("needs_reason", _("Give a reason.")),
    "result": Refusal("needs_result", _("Say what was done and how it is now.")),
    "unit": Refusal("needs_unit", _("Choose the unit that is to handle it.")),
}


def refusal(case: Facts, action: str, role: str | None, now: datetime) -> Refusal | None:
    """Why this role may not do this now, or None if it may. Role None is the system."""
    row = BY_ACTION.get(action)
    if row is None:
        return UNKNOWN_ACTION
    if role is not None and role not in row.roles:
        return NOT_YOURS
    return _by_stage(row, case) or _by_guard(row, case, now)


def missing(action: str, given: dict[str, bool]) -> Refusal | None:
    """The first thing that the action needs and that was not given."""
    row = BY_ACTION[action]
    return next((MISSING[need] for need in row.needs if not given.get(need)), None)


def allowed(case: Facts, role: str | None, now: datetime) -> Iterator[Transition]:
    """The rows of the lifecycle that are open to this role now, in the order of the table."""
    return (row for row in TRANSITIONS if refusal(case, row.action, role, now) is None)


def _by_stage(row: Transition, case: Facts) -> Refusal | None:
    if case.stage not in row.stages:
        return WRONG_STAGE
    if row.suspended is None or row.suspended == (case.suspended_at is not None):
        return None
    return NOT_SUSPENDED if row.suspended else IS_SUSPENDED


def _by_guard(row: Transition, case: Facts, now: datetime) -> Refusal | None:
    if row.action == Action.SUSPEND and case.suspensions >= MAX_SUSPENSIONS:
        return SUSPENDED_BEFORE
    if row.action != Action.EXTEND:
        return None
    if case.extensions >= MAX_EXTENSIONS:
        return EXTENDED_TWICE
    return TOO_LATE if case.due_at is not None and now >= case.due_at else None
