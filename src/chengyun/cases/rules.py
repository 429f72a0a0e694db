"""What may be done to a case now, by whom, and what must be given: decisions by the lifecycle.

Pure, nothing here reads or writes. The table itself is `lifecycle`, its conditions are `guards`.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Stage
from chengyun.cases.guards import (
    MAX_EXTENSIONS,
    MAX_SUSPENSIONS,
    Alone,
    Around,
    Ask,
    Facts,
    Refusal,
    Text,
)
from chengyun.cases.lifecycle import (
    BY_ACTION,
    OBJECTION_LIMIT,
    SUSPENSION_DAYS,
    TRANSITIONS,
    Clock,
    Transition,
)
from chengyun.people.choices import Role

__all__ = [
    "BY_ACTION",
    "MAX_EXTENSIONS",
    "MAX_SUSPENSIONS",
    "OBJECTION_LIMIT",
    "SUSPENSION_DAYS",
    "TRANSITIONS",
    "Alone",
    "Around",
    "Ask",
    "Clock",
    "Facts",
    "Refusal",
    "Text",
    "Transition",
    "allowed",
    "missing",
    "needs_of",
    "refusal",
]

ALONE = Alone()
# Alarms at least this grave file and dispatch themselves (1 is the gravest).
FILES_ITSELF = 2

# Where a case waits for whom: the queue "mine" of each role.
WAITS_FOR: dict[str, tuple[Stage, ...]] = {
    Role.DUTY_OFFICER: (Stage.REPORTED, Stage.CHECK),
    Role.DISPATCHER: (Stage.FILED,),
    Role.HANDLER: (Stage.DISPATCHED, Stage.HANDLING),
    Role.GRID_OFFICER: (Stage.VERIFICATION, Stage.CHECK),
}
# Who decides what a unit has asked for; such a case is in their queue at every stage.
DECIDES = (Role.DUTY_OFFICER, Role.DISPATCHER)

UNKNOWN_ACTION = Refusal("unknown_action", _("There is no such action."))
NOT_YOURS = Refusal("not_yours", _("Your role may not do this; ask the duty officer."))
WRONG_STAGE = Refusal(
    "wrong_stage", _("The case has moved on meanwhile; reload it to see what can be done now.")
)
IS_SUSPENDED = Refusal("suspended", _("The case is suspended; resume it first."))
NOT_SUSPENDED = Refusal("not_suspended", _("The case is not suspended."))
MISSING = {
    "reason": Refusal("needs_reason", _("Give a reason.")),
    "result": Refusal("needs_result", _("Say what was done and how it is now.")),
    "unit": Refusal("needs_unit", _("Choose the unit that is to handle it.")),
    "condition": Refusal("needs_condition", _("Choose the filing condition that is met.")),
    "into": Refusal("needs_case", _("Choose the other case, by its number.")),
    "parts": Refusal("needs_parts", _("Describe the parts: two for a split, one to split off.")),
    "anyway": Refusal("open_parts", _("It has open parts; close it only if you say so.")),
    "secret": Refusal(
        "confidential_case",
        _("It is confidential. The case that goes on becomes so too; say that you mean it."),
    ),
}
# These end a case; with open parts that must be meant.
ENDS = (Action.CLOSE, Action.REJECT, Action.CANCEL)


def refusal(case: Facts, action: str, ask: Ask) -> Refusal | None:
    """Why this may not be done now by who asks, or None if it may."""
    row = BY_ACTION.get(action)
    if row is None:
        return UNKNOWN_ACTION
    if ask.role is not None and ask.role not in row.roles:
        return NOT_YOURS
    return _by_stage(row, case) or _by_guard(row, case, ask)


def needs_of(row: Transition, case: Facts, around: Around = ALONE) -> tuple[str, ...]:
    """What must be given with an action on this case: the row's, and what the case calls for."""
    more = []
    if "condition" in row.takes and case.condition_id is None and around.has_conditions:
        more.append("condition")
    if row.action in ENDS and around.open_parts:
        more.append("anyway")
    if row.action == Action.MERGE and case.confidential:
        more.append("secret")
    return (*row.needs, *more)


def missing(needs: tuple[str, ...], given: Mapping[str, bool]) -> Refusal | None:
    """The first thing that is needed and was not given."""
    return next((MISSING[need] for need in needs if not given.get(need)), None)


def allowed(case: Facts, ask: Ask) -> Iterator[Transition]:
    """The rows of the lifecycle that are open to who asks, in the order of the table."""
    return (row for row in TRANSITIONS if refusal(case, row.action, ask) is None)


def _by_stage(row: Transition, case: Facts) -> Refusal | None:
    if case.stage not in row.stages:
        return WRONG_STAGE
    if row.suspended is None or row.suspended == (case.suspended_at is not None):
        return None
    return NOT_SUSPENDED if row.suspended else IS_SUSPENDED


def _by_guard(row: Transition, case: Facts, ask: Ask) -> Refusal | None:
    found = (guard(case, ask) for guard in row.guards)
    return next((refusal for refusal in found if refusal is not None), None)
