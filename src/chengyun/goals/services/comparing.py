"""Comparing and learning: practices, pairings, appeals against a figure."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.choices import Decision
from chengyun.goals.models import Appeal, Help, Indicator, IndicatorValue, Practice
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.models import Unit, User


@transaction.atomic
def tell_practice(actor: User, indicator: Indicator, unit: Unit, text: str) -> Practice:
    """Write down how a unit came to lead. Raises Refused without words."""
    rights.require(actor, "practice", unit.pk)
    _needs(text, _("Write what others can learn."))
    audit.note(actor, "practice", indicator.key, unit=unit.code)
    return Practice.objects.create(
        indicator=indicator, unit=unit, text=text.strip(), by=actor, at=timezone.now()
    )


@transaction.atomic
def pair(
    actor: User, indicator: Indicator, helper: Unit, helped: Unit, until: date, note: str = ""
) -> Help:
    """Let a unit help another until a day. Raises Refused."""
    rights.require(actor, "help")
    today = timezone.localdate()
    if helper.pk == helped.pk:
        raise Refused(_("A unit cannot be paired with itself."))
    if until < today:
        raise Refused(_("The last day has gone by."))
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    if indicator.helps.filter(helper=helper, helped=helped, until__gte=today).exists():
        raise Refused(_("These two are paired already."))
    audit.note(
        actor, "help", indicator.key, helper=helper.code, helped=helped.code, until=str(until)
    )
    return Help.objects.create(
        indicator=indicator, helper=helper, helped=helped, since=today, until=until,
        note=note.strip()[:300], by=actor, at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def appeal(actor: User, value: IndicatorValue, reason: str) -> Appeal:
    """Say that a figure is wrong. Raises Refused where that is being decided already."""
    rights.require(actor, "appeal", rights.keeper(value.indicator, value.unit))
    _needs(reason, _("An appeal needs a reason."))
    Indicator.objects.select_for_update().get(pk=value.indicator_id)
    if value.appeals.filter(decision=Decision.OPEN).exists():
        raise Refused(_("An appeal against this figure is being decided."))
    audit.note(actor, "appeal", value.indicator.key, value=value.pk, reason=reason.strip()[:300])
    return Appeal.objects.create(
        value=value, reason=reason.strip()[:300], by=actor, at=timezone.now()
    )


@transaction.atomic
def decide(actor: User, found: Appeal, decision: str, reason: str) -> Appeal:
    """Uphold or reject an appeal; an earlier decision may be turned. The figure itself stays."""
    rights.require(actor, "decision")
    if decision not in (Decision.UPHELD, Decision.REJECTED):
        raise Refused(_("An appeal is upheld or rejected."))
    _needs(reason, _("A decision needs a reason."))
    found.decision, found.decided_reason = decision, reason.strip()[:300]
    found.decided_by, found.decided_at = actor, timezone.now()
    found.save()
    audit.note(
        actor, "appeal", found.value.indicator.key, decision=decision, value=found.value_id,
        reason=found.decided_reason,
    )  # fmt: skip
    return found


def _needs(text: str, what: str) -> None:
    if not text.strip():
        raise Refused(what)
