"""Changing the escalation ladder of a severity."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chengyun.cases import escalating
from chengyun.cases.choices import Severity
from chengyun.cases.models import EscalationStep
from chengyun.cases.services.refused import Refused
from chengyun.people.calendar_book import may_edit
from chengyun.people.choices import PostKind
from chengyun.people.models import User

NOT_YOURS = _("Only an administrator changes the escalation.")
WRONG_SHARE = _("A step is a whole number of per cent of the limit, from 1 to 1000, or empty.")

Percents = Mapping[str, int | None]


@transaction.atomic
def set_ladder(user: User, severity: int, percents: Percents) -> None:
    """Say at which share of the limit each post is called; None is never. Raises Refused.

    Steps that a case has behind it are not taken again.
    """
    if not may_edit(user):
        raise Refused("not_yours", NOT_YOURS)
    known = severity in Severity.values and set(percents) <= set(PostKind.values)
    shares = [percent for percent in percents.values() if percent is not None]
    if not known or not all(1 <= share <= escalating.LARGEST for share in shares):
        raise Refused("wrong_share", WRONG_SHARE)
    for kind, percent in percents.items():
        EscalationStep.objects.update_or_create(
            severity=severity, kind=kind, defaults={"percent": percent}
        )


def percents_of(severity: int) -> dict[str, int | None]:
    """At which share of the limit each post is called."""
    own = EscalationStep.objects.filter(severity=severity).values_list("kind", "percent")
    return {**escalating.DEFAULT, **dict(own)}
