"""What other systems may read: residents' reports as service requests, and their story.

Confidential cases do not exist here. A partner reads the words of what it sent itself; of all else
anyone may know the kind, roughly where, and how far it is.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, CaseType, LedgerEntry, Partner, Report

# The steps that are told, and what the extension of the standard calls the state after each.
TOLD: dict[str, str] = {
    Action.FILE: "investigating",
    Action.REJECT: "no_further_action",
    Action.DISPATCH: "action_scheduled",
    Action.ACCEPT: "in_progress",
    Action.HANDLE: "in_progress",
    Action.CHECK_FAIL: "in_progress",
    Action.CLOSE: "fixed",
    Action.SUSPEND: "action_scheduled",
    Action.RESUME: "in_progress",
    Action.REOPEN: "open",
    Action.TRANSFER: "action_scheduled",
    Action.CANCEL: "no_further_action",
}
CLOSED_STATES = frozenset({"fixed", "no_further_action", "duplicate"})


@dataclass(frozen=True)
class Asked:
    """What a list of requests is narrowed by; `status` holds open, closed or both."""

    ids: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None


def service_kinds() -> QuerySet[CaseType]:
    """The kinds of case that residents may report."""
    return CaseType.objects.filter(reportable=True).order_by("key")


def requests(asked: Asked) -> QuerySet[Report]:
    """Reports as service requests, the newest first; `changed` is when its case last moved."""
    found = _open_to_all().filter(_matching(asked))
    found = found.annotate(changed=Max("case__ledger__at"))
    if asked.updated_after:
        found = found.filter(changed__gte=asked.updated_after)
    if asked.updated_before:
        found = found.filter(changed__lte=asked.updated_before)
    joined = found.select_related("case__type", "case__unit", "through")
    return joined.order_by("-reported_at", "-pk")


def updates(start: datetime, end: datetime, ids: list[str]) -> QuerySet[LedgerEntry]:
    """The steps of cases that residents reported, in the order of the ledger."""
    mine = _open_to_all().filter(receipt__in=ids) if ids else _open_to_all()
    rows = LedgerEntry.objects.filter(
        at__range=(start, end), action__in=list(TOLD), case__in=mine.values("case")
    )
    return rows.select_related("case__unit").order_by("seq")


def receipts_of(case_ids: set[int], ids: list[str]) -> dict[int, list[str]]:
    """The reports of each case, oldest first."""
    rows = _open_to_all().filter(case__in=case_ids).order_by("pk")
    rows = rows.filter(receipt__in=ids) if ids else rows
    found: dict[int, list[str]] = {}
    for case, receipt in rows.values_list("case", "receipt"):
        found.setdefault(case, []).append(receipt)
    return found


def is_of(report: Report, partner: Partner | None) -> bool:
    """True if that partner sent it. Reads `through`."""
    through = getattr(report, "through", None)
    return partner is not None and through is not None and through.partner_id == partner.pk


def _open_to_all() -> QuerySet[Report]:
    public = Report.objects.filter(case__isnull=False, case__confidential=False)
    return public.filter(confidential=False)


def _matching(asked: Asked) -> Q:
    rule = Q(receipt__in=asked.ids) if asked.ids else Q()
    if asked.services:
        rule &= Q(case__type__key__in=asked.services)
    if asked.start and asked.end:
        rule &= Q(reported_at__range=(asked.start, asked.end))
    return rule & _by_status(asked.status)


def _by_status(status: list[str]) -> Q:
    is_open = Q(**{f"case__{name}": value for name, value in OPEN.children})  # type: ignore[misc]
    if status == ["open"]:
        return is_open
    return ~is_open if status == ["closed"] else Q()
