"""The lifecycle of a case as a table: what may be done, when, by whom, what must be given with it,
and what it does to the clock. Data only; `rules` decides by it and pages print it.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from chengyun.cases import guards
from chengyun.cases.choices import Action, Review, Stage
from chengyun.cases.guards import Guard, Text
from chengyun.people.choices import Role

SUSPENSION_DAYS = 365
# Limits of the steps between, as `calendar.Limit` writes them: looking on site before filing and
# after handling, and what the desk is asked to decide. The first two as in common local practice
# (24 hours, 2 hours).
VERIFICATION_LIMIT, CHECK_LIMIT, REVIEW_LIMIT = "24uh", "2h", "4h"
# So long after a dispatch may its unit object.
OBJECTION_LIMIT = "4h"


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
    """One row of the lifecycle.

    `to` None keeps the stage, or with `back` leads to the stage before. `suspended`: None is
    "either way". `needs` must be given, `takes` may be. `step` is the limit of the step that
    begins. `note` says what it requires and does, in words.
    """

    action: Action
    stages: tuple[Stage, ...]
    to: Stage | None
    roles: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    clock: Clock = Clock.NONE
    suspended: bool | None = False
    guards: tuple[Guard, ...] = ()
    takes: tuple[str, ...] = ()
    step: str = ""
    back: bool = False
    note: Text = ""

    @property
    def label(self) -> Text:
        return self.action.label


DUTY = (Role.DUTY_OFFICER,)
DESK = (Role.DUTY_OFFICER, Role.DISPATCHER)
JUDGES = (Role.DUTY_OFFICER, Role.LEADER)
# The centre may act for a unit that only answers the telephone; the ledger says who did.
HANDLERS = (Role.HANDLER, Role.DUTY_OFFICER)
ON_SITE = (Role.GRID_OFFICER, Role.DUTY_OFFICER)
CHECKERS = (Role.GRID_OFFICER, Role.DUTY_OFFICER, Role.DISPATCHER)
ANYBODY = tuple(Role)

REPORTED, VERIFICATION, FILED = Stage.REPORTED, Stage.VERIFICATION, Stage.FILED
DISPATCHED, HANDLING, CHECK = Stage.DISPATCHED, Stage.HANDLING, Stage.CHECK
CLOSED, CANCELLED = Stage.CLOSED, Stage.CANCELLED
NEW = (REPORTED, VERIFICATION)
AT_UNIT = (DISPATCHED, HANDLING)
WORKING = (FILED, DISPATCHED, HANDLING)
OPEN = (*NEW, *WORKING, CHECK)

TRANSITIONS = (
    Transition(
        Action.VERIFY, (REPORTED,), VERIFICATION, DESK,
        takes=("reason",), step=VERIFICATION_LIMIT,
        note=_("A grid officer looks on site within 24 hours. The limit has not begun."),
    ),
    Transition(
        Action.CONFIRM, (VERIFICATION,), REPORTED, ON_SITE, ("result",),
        note=_("Say what you saw. The duty officer then files it; the limit has not begun."),
    ),
    Transition(
        Action.REFUTE, (VERIFICATION,), REPORTED, ON_SITE, ("result",),
        note=_("Say what you saw instead. The duty officer then decides whether to file it."),
    ),
    Transition(
        Action.FILE, NEW, FILED, DESK, clock=Clock.START, takes=("condition",),
        note=_("The limit of the filing condition, or else of the kind, begins now."),
    ),
    Transition(
        Action.REJECT, NEW, CANCELLED, DESK, ("reason",), Clock.STOP, takes=("outcome",),
        note=_("Give the reason. The case ends without a limit; it can be reopened."),
    ),
    Transition(
        Action.DISPATCH, (FILED, DISPATCHED), DISPATCHED, DESK, ("unit",),
        takes=("reason", "handler"),
        note=_("Choose the unit. The clock runs on. The unit that returned the case gets it again "
               "only with a reason."),
    ),
    Transition(
        Action.WITHDRAW, (DISPATCHED,), FILED, DESK, takes=("reason",),
        guards=(guards.no_objection,),
        note=_("Before the unit accepts it. The desk has the case again; it is not counted as a "
               "return, and the clock runs on."),
    ),
    Transition(
        Action.ACCEPT, (DISPATCHED,), HANDLING, HANDLERS, takes=("handler",),
        note=_("The work is yours from now on; an objection is withdrawn. The clock runs on."),
    ),
    Transition(
        Action.HANDLE, (HANDLING,), CHECK, HANDLERS, ("result",), Clock.PAUSE, step=CHECK_LIMIT,
        guards=(guards.others_ended,),
        note=_("Say what was done, once the tasks of other units have ended. The clock stands "
               "still while it is checked, within 2 working hours."),
    ),
    Transition(
        Action.CHECK_PASS, (CHECK,), None, ON_SITE, ("result",), guards=(guards.not_checked,),
        note=_("Say what you saw. The desk then closes the case. The clock stands still."),
    ),
    Transition(
        Action.CLOSE, (CHECK,), CLOSED, CHECKERS, ("result",), Clock.STOP, takes=("outcome",),
        note=_("The closing condition must be met. A case with open parts is closed only where "
               "you say so. The clock stops."),
    ),
    Transition(
        Action.CHECK_FAIL, (CHECK,), HANDLING, CHECKERS, ("reason",), Clock.RESUME,
        guards=(guards.has_unit,),
        note=_("The same unit works again and the rework is counted. The clock goes on with the "
               "time that was left."),
    ),
    Transition(
        Action.RETURN, AT_UNIT, FILED, HANDLERS, ("reason",),
        guards=(guards.no_objection, guards.own_hands),
        note=_("Give the reason; an assignment is revoked first. All records stay, the desk must "
               "dispatch it anew, and the clock runs on."),
    ),
    Transition(
        Action.TRANSFER, AT_UNIT, DISPATCHED, HANDLERS, ("unit", "reason"),
        guards=(guards.no_objection, guards.own_hands),
        note=_("Choose the unit and say why; an assignment is revoked first. The clock runs on."),
    ),
    Transition(
        Action.UNASSIGN, AT_UNIT, DISPATCHED, HANDLERS, ("reason",), guards=(guards.has_handler,),
        note=_("The case waits in the unit for someone to accept it. The clock runs on."),
    ),
    Transition(
        Action.OBJECT, (DISPATCHED,), None, HANDLERS, ("reason",), step=REVIEW_LIMIT,
        guards=(guards.nothing_asked, guards.objected_once, guards.objection_in_time),
        note=_("Once, within 4 working hours of the dispatch. The case waits for the desk to "
               "decide; the clock runs on."),
    ),
    Transition(
        Action.UPHOLD, (DISPATCHED,), FILED, DESK, takes=("reason",),
        guards=(guards.asked(Review.OBJECTION),),
        note=_("The case leaves the unit and is to be dispatched anew. The clock runs on."),
    ),
    Transition(
        Action.OVERRULE, (DISPATCHED,), None, DESK, ("reason",),
        guards=(guards.asked(Review.OBJECTION),),
        note=_("The case stays with the unit. The clock runs on."),
    ),
    Transition(
        Action.ASK_EXTENSION, AT_UNIT, None, HANDLERS, ("reason",), step=REVIEW_LIMIT,
        guards=(guards.nothing_asked, guards.extended_twice, guards.in_time),
        note=_("Before the time is up, at most twice. The clock runs on until the desk decides."),
    ),
    Transition(
        Action.EXTEND, AT_UNIT, None, DESK, ("reason",), Clock.EXTEND,
        guards=(guards.no_objection, guards.extended_twice, guards.in_time),
        note=_("The limit is added once more, at most twice, and only where this was asked for "
               "or is granted before the time is up."),
    ),
    Transition(
        Action.REFUSE_EXTENSION, AT_UNIT, None, DESK, ("reason",),
        guards=(guards.asked(Review.EXTENSION),),
        note=_("The limit stays as it is and the clock runs on."),
    ),
    Transition(
        Action.SUSPEND, WORKING, None, DESK, ("reason",), Clock.PAUSE,
        guards=(guards.suspended_once,),
        note=_("Once. The clock stands still until resumed; at most a year."),
    ),
    Transition(
        Action.RESUME, WORKING, None, DESK, clock=Clock.RESUME, suspended=True,
        note=_("The clock goes on with the time that was left."),
    ),
    Transition(
        Action.SPLIT, WORKING, CHECK, DESK, ("parts",), Clock.PAUSE, takes=("reason",),
        guards=(guards.is_whole, guards.no_parts),
        note=_("Two parts or more, each with its own kind, unit and limit. The case itself waits "
               "for them; its clock stands still."),
    ),
    Transition(
        Action.SPLIT_OFF, WORKING, None, DESK, ("parts",), takes=("reason",),
        guards=(guards.is_whole,),
        note=_("One part or more, each with its own kind, unit and limit. The case goes on, and "
               "so does its clock."),
    ),
    Transition(
        Action.MERGE, (*NEW, *WORKING), CANCELLED, DESK, ("into",), Clock.STOP, takes=("reason",),
        guards=(guards.no_parts, guards.no_storm),
        note=_("Choose the open case that goes on. Reports and alarms go along, now and later. "
               "The clock of this one stands still; the merging can be undone. With a confidential "
               "case, the one that goes on becomes confidential too."),
    ),
    Transition(
        Action.UNMERGE, (CANCELLED,), None, DESK, ("reason",), Clock.RESUME,
        guards=(guards.is_merged,), back=True,
        note=_("The case goes on where it was, with its own reports and alarms and the time that "
               "was left."),
    ),
    Transition(
        Action.MAKE_PART, OPEN, None, DESK, ("into",), suspended=None, takes=("reason",),
        guards=(guards.is_whole, guards.no_parts),
        note=_("Choose the open case it belongs to, which closes after its parts. Both clocks run "
               "on."),
    ),
    Transition(
        Action.FREE_PART, OPEN, None, DESK, ("reason",), suspended=None, guards=(guards.is_part,),
        note=_("The other case no longer waits for this one. Both clocks run on."),
    ),
    Transition(
        Action.CANCEL, WORKING, CANCELLED, DUTY, ("reason",), Clock.STOP, takes=("outcome",),
        note=_("Give the reason. The clock stops; the case can be reopened."),
    ),
    Transition(
        Action.REOPEN, (CLOSED, CANCELLED), FILED, JUDGES, ("reason",), Clock.START,
        guards=(guards.not_merged,), takes=("condition",),
        note=_("Give the reason. The whole limit begins anew, and the case is dispatched anew."),
    ),
    Transition(
        Action.APPEAL, (CLOSED,), None, (Role.HANDLER,), ("reason",), step=REVIEW_LIMIT,
        guards=(guards.was_late, guards.appealed_once),
        note=_("Once, by the unit that was late. Granted, the case leaves the figures of "
               "punctuality; that it was late stays on record."),
    ),
    Transition(
        Action.GRANT_APPEAL, (CLOSED,), None, JUDGES, ("reason",),
        guards=(guards.asked(Review.APPEAL),),
        note=_("The case leaves the figures of punctuality; that it was late stays on record."),
    ),
    Transition(
        Action.REFUSE_APPEAL, (CLOSED,), None, JUDGES, ("reason",),
        guards=(guards.asked(Review.APPEAL),),
        note=_("The case counts as late."),
    ),
    Transition(
        Action.COMMENT, tuple(Stage), None, ANYBODY, ("reason",), suspended=None,
        note=_("A note in the story of the case; nothing else changes."),
    ),
)  # fmt: skip
BY_ACTION = {row.action.value: row for row in TRANSITIONS}
