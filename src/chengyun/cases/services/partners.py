"""Partners: who may send us requests over Open311, and what they sent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import Partner, PartnerReport, Report
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.cases.services.reports import ReportIn, take_report
from chengyun.people.keys import digest
from chengyun.people.models import Unit
from chengyun.people.secrets import seal

NAME_TAKEN = Refusal("name_taken", _("There is a partner of that name already."))
UNIT_TAKEN = Refusal("unit_taken", _("This unit stands for another partner already."))
BAD_ENDPOINT = Refusal("bad_endpoint", _("An endpoint begins with https:// or http://."))
MOST_EXTERNAL = 80


@dataclass(frozen=True)
class NewPartner:
    """A partner and its key, which is told here and never again."""

    partner: Partner
    key: str


@dataclass(frozen=True)
class Endpoint:
    """Where and how a partner is reached; without an address we only listen to it."""

    address: str = ""
    jurisdiction: str = ""
    key: str = ""
    unit: Unit | None = None
    pulls: bool = False


def add(name: str, endpoint: Endpoint | None = None) -> NewPartner:
    """Make a partner. Raises Refused: name_taken, unit_taken, bad_endpoint."""
    there = endpoint or Endpoint()
    if there.address and not there.address.startswith(("https://", "http://")):
        refuse_if(BAD_ENDPOINT)
    if Partner.objects.filter(name=name).exists():
        refuse_if(NAME_TAKEN)
    if there.unit and Partner.objects.filter(unit=there.unit).exists():
        refuse_if(UNIT_TAKEN)
    key = secrets.token_urlsafe(32)
    partner = Partner.objects.create(
        name=name,
        key_digest=digest(key),
        unit=there.unit,
        endpoint=there.address.rstrip("/"),
        jurisdiction=there.jurisdiction,
        their_key=seal({"key": there.key}),
        pulls=there.pulls,
    )
    return NewPartner(partner, key)


def revoke(name: str) -> None:
    """Its key opens nothing any more and nothing is sent to it. Raises Partner.DoesNotExist."""
    partner = Partner.objects.get(name=name, revoked_at=None)
    partner.revoked_at = timezone.now()
    partner.save(update_fields=["revoked_at"])


def by_key(key: str) -> Partner | None:
    """The partner whose key it is, while it is good."""
    return Partner.objects.filter(key_digest=digest(key), revoked_at=None).first()


def take(
    partner: Partner, told: ReportIn, external: str = "", media: Sequence[str] = ()
) -> tuple[Report, bool]:
    """Take in what a partner sends; the same `external` a second time is the same report.

    Returns the report and whether it is new. Raises Refused as `take_report` does.
    """
    external = external[:MOST_EXTERNAL]
    known = _known(partner, external)
    if known:
        return known, False
    if external:
        # What the partner names differently is not the same, however alike it is.
        told = replace(told, key=f"{partner.pk} {external}")
    try:
        with transaction.atomic():
            report = take_report(told)
            new = _note(partner, report, external, media)
    except IntegrityError:
        # Sent twice at the same instant: the other one was first.
        known = _known(partner, external)
        if known is None:
            raise
        return known, False
    return report, new


def _note(partner: Partner, report: Report, external: str, media: Sequence[str]) -> bool:
    """False where it was noted before: the same was sent twice within minutes."""
    facts = {"partner": partner, "external": external or None, "media": [*media][:10]}
    return PartnerReport.objects.get_or_create(report=report, defaults=facts)[1]


def _known(partner: Partner, external: str) -> Report | None:
    if not external:
        return None
    found = PartnerReport.objects.filter(partner=partner, external=external)
    row = found.select_related("report__case").first()
    return row.report if row else None


__all__ = ["Endpoint", "NewPartner", "Refused", "add", "by_key", "revoke", "take"]
