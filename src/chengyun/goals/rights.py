"""Who may write what of indicators: a role for all units, or a role for its own unit only."""

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
ACTS = ("figure", "appeal", "practice", "task", "decision", "lamp", "help", "target")


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
