"""Updates that partners tell of: each once, in their order, whatever order they arrive in."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Handover, Partner, PartnerReport, PartnerUpdate
from chengyun.cases.reporter_rules import UNKNOWN_REPORT
from chengyun.cases.services.act import act
from chengyun.cases.services.refused import Refused

MOST_TEXT = 1_000
# What the other side's states mean for a case that was handed over to it.
DONE = frozenset({"closed", "fixed", "completed", "council_fixed"})
NOT_THEIRS = frozenset(
    {"no_further_action", "not_councils_responsibility", "unable_to_fix", "duplicate"}
)


@dataclass(frozen=True)
class Told:
    """An update as it came; `update` and `request` are the names that the sender gave."""

    update: str
    request: str
    status: str
    at: datetime
    text: str = ""
    # A state that was looked at, not an event: it may be the one that we know.
    polled: bool = False


@transaction.atomic
def from_reporter(partner: Partner, told: Told) -> bool:
    """What the reporter's side adds to a report it sent: a remark in the case's story.

    False if the update was known. Raises Refused unknown_report.
    """
    found = PartnerReport.objects.filter(partner=partner, report__receipt=told.request)
    row = found.select_related("report__case").first()
    if row is None or row.report.case is None:
        raise Refused(UNKNOWN_REPORT.code, UNKNOWN_REPORT.message)
    if not _first(partner, told):
        return False
    remark = _remark(partner, told)
    act(None, row.report.case.number, Action.COMMENT, reason=remark, key=_key(partner, told))
    return True


@transaction.atomic
def from_handler(partner: Partner, told: Told) -> bool:
    """What the partner that handles a case says of it: the next steps of our loop.

    An update that is older than one already taken changes nothing. False if nothing changed.
    """
    rows = Handover.objects.filter(partner=partner, remote=told.request).select_related("case")
    handover = rows.last()
    if handover is None or (told.polled and not _is_news(handover, told)):
        return False
    told = _named(partner, told) if told.polled else told
    if not _first(partner, told):
        return False
    late = handover.status_at is not None and told.at < handover.status_at
    if late or handover.case.unit_id != partner.unit_id:
        return False
    _apply(partner, handover, told)
    handover.status, handover.status_at = told.status[:30], told.at
    handover.save(update_fields=["status", "status_at"])
    PartnerUpdate.objects.filter(partner=partner, update=told.update).update(applied=True)
    return True


def _is_news(handover: Handover, told: Told) -> bool:
    """Another state than the last, or done once more since, while the case is back with them."""
    if told.status[:30] != handover.status:
        return True
    again = told.status in DONE and handover.case.stage == Stage.HANDLING
    return again and handover.status_at is not None and told.at > handover.status_at


def _named(partner: Partner, told: Told) -> Told:
    """A name of its own for each change of a state: a second closing is another update."""
    n = PartnerUpdate.objects.filter(partner=partner, request=told.request[:80]).count()
    return replace(told, update=f"{n}-{told.update}")


def _first(partner: Partner, told: Told) -> bool:
    """Note the update; False if it is known."""
    facts = {"request": told.request[:80], "status": told.status[:30], "at": told.at}
    rows = PartnerUpdate.objects
    return rows.get_or_create(partner=partner, update=told.update[:80], defaults=facts)[1]


def _apply(partner: Partner, handover: Handover, told: Told) -> None:
    action = _action(told.status)
    number, remark, key = handover.case.number, _remark(partner, told), _key(partner, told)
    now = timezone.now()
    try:
        act(None, number, action, reason=remark, key=key, at=now)
    except Refused:
        # Our case has moved on meanwhile; what they said is kept all the same.
        act(None, number, Action.COMMENT, reason=remark, key=f"{key}-c"[:64], at=now)


def _action(status: str) -> Action:
    if status in DONE:
        return Action.HANDLE
    return Action.RETURN if status in NOT_THEIRS else Action.COMMENT


def _remark(partner: Partner, told: Told) -> str:
    words = told.text.strip()[:MOST_TEXT] or told.status or _("an update without words")
    return f"{partner.name}：{words}"


def _key(partner: Partner, told: Told) -> str:
    return f"p{partner.pk}-{told.update}"[:62]
