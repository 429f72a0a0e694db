"""Setting a lamp by hand, with a reason and an end, and lifting it again."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.models import Indicator, LampOverride
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.planning import Lamp


@transaction.atomic
def set_lamp(
    actor: User, indicator: Indicator, lamp: str, reason: str, until: date
) -> LampOverride:
    """Show another lamp than the computed one, which stays beside it. Raises Refused."""
    rights.require(actor, "lamp")
    reason = reason.strip()[:300]
    if lamp not in list(Lamp):
        raise Refused(_("Choose green, yellow or red."))
    if not reason:
        raise Refused(_("A lamp that is set by hand needs a reason."))
    if until < timezone.localdate():
        raise Refused(_("The last day has gone by."))
    _lift(actor, indicator)
    audit.note(actor, "lamp", indicator.key, lamp=lamp, reason=reason, until=until.isoformat())
    return LampOverride.objects.create(
        indicator=indicator, lamp=lamp, reason=reason, by=actor, at=timezone.now(), until=until
    )


@transaction.atomic
def lift_lamp(actor: User, indicator: Indicator) -> None:
    """Show the computed lamp again. What was set stays in the history."""
    rights.require(actor, "lamp")
    if _lift(actor, indicator):
        audit.note(actor, "lamp", indicator.key, lamp="computed")


def _lift(actor: User, indicator: Indicator) -> int:
    kept = indicator.overrides.filter(lifted_at=None)
    return kept.update(lifted_at=timezone.now(), lifted_by=actor)
