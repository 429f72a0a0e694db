"""Who may write what of goals: of indicators a role for all units, or one for its own unit only;
of projects a role for those in its sight; the roles that the tables of `transitions` name.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from chengyun.goals.models import Indicator
from chengyun.goals.refused import NotYours
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User

KEEPERS = frozenset({Role.DUTY_OFFICER, Role.ADMINISTRATOR})
# Acts that a handler does for the own unit; all others are the keepers'.
OWN: Mapping[str, frozenset[Role]] = {
    "figure": frozenset({Role.HANDLER}),
    "appeal": frozenset({Role.HANDLER}),
    "practice": frozenset({Role.HANDLER}),
    "task": frozenset({Role.HANDLER}),
}
# Roles as the lives of matters and plan texts name them.
OFFICE = (Role.DUTY_OFFICER, Role.DISPATCHER)
LEADERS = (Role.LEADER,)
HANDLERS = (Role.HANDLER,)
READERS = (*OFFICE, *LEADERS, *HANDLERS)
# What of a project in their sight, and who.
RUNNING = (Role.DUTY_OFFICER, Role.LEADER, Role.ADMINISTRATOR)
PROJECT: Mapping[str, tuple[Role, ...]] = {
    "plan": RUNNING,
    "money": RUNNING,
    "progress": (*RUNNING, Role.DISPATCHER, Role.HANDLER),
    "report": (*RUNNING, Role.DISPATCHER, Role.HANDLER, Role.GRID_OFFICER),
}


def may(user: User, act: str, unit_id: int | None = None) -> bool:
    """True if the user may do this act for this unit (None: for the whole)."""
    if user.role in KEEPERS:
        return True
    own = unit_id is not None and unit_id == user.unit_id
    return own and user.role in OWN.get(act, ())


def keeper(indicator: Indicator, unit: Unit | None) -> int | None:
    """The unit whose figure it is: that of the whole belongs to the unit that leads the plan."""
    return unit.pk if unit else indicator.plan.unit_id


def require(user: User | None, act: str, unit_id: int | None = None) -> None:
    """Raise NotYours unless the user may; None is the system, which may."""
    if user is not None and not may(user, act, unit_id):
        raise NotYours(_("This is for others to do."))


def may_project(user: User, act: str) -> bool:
    """True if the officer's role lets them do this of PROJECT with a project in their sight."""
    return user.role in PROJECT[act]
