"""What anyone may read: counts, kinds, the steps of a case; never an officer or a reporter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, Case, CaseType, LedgerEntry, Report
from chengyun.cases.nearby import metres_between

FRESH_S = 30
MEDIAN_DAYS = 7
MOST_CLOSED = 5_000
NEAR_M = 200.0
DEGREES_NEAR = 0.003
OTHER_LAST = ExpressionWrapper(Q(key="other"), output_field=BooleanField())


@dataclass(frozen=True)
class Figures:
    """The district today; `median_time` is of the cases closed in the last seven days."""

    reported: int
    closed: int
    open: int
    median_time: timedelta | None
    simulated: bool
    at: datetime


def figures() -> Figures:
    """Counted afresh every half minute."""
    known: Figures | None = cache.get("open-figures")
    if known is None:
        known = _count(timezone.localtime())
        cache.set("open-figures", known, FRESH_S)
    return known


def _count(now: datetime) -> Figures:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    counts = Case.objects.aggregate(
        reported=Count("pk", filter=Q(opened_at__gte=today)),
        closed=Count("pk", filter=Q(closed_at__gte=today, stage="closed")),
        open=Count("pk", filter=OPEN),
    )
    simulated = Case.objects.filter(simulated=True).exists()
    return Figures(**counts, median_time=_median_time(now), simulated=simulated, at=now)


def _median_time(now: datetime) -> timedelta | None:
    closed = Case.objects.filter(stage="closed", closed_at__gte=now - timedelta(days=MEDIAN_DAYS))
    spans = closed.order_by("-closed_at").values_list("opened_at", "closed_at")[:MOST_CLOSED]
    seconds = [(end - start).total_seconds() for start, end in spans if end]
    return timedelta(seconds=median(seconds)) if seconds else None


def kinds(text: str = "") -> QuerySet[CaseType]:
    """Kinds of case that residents may report, in all or by a word of their title."""
    found = CaseType.objects.filter(reportable=True).order_by(OTHER_LAST, "pack", "key")
    words = Q(title_zh__icontains=text) | Q(title_en__icontains=text)
    return found.filter(words) if text else found


def near(kind: CaseType, lon: float, lat: float, limit: int = 3) -> list[tuple[Case, int]]:
    """Open cases of the kind close by, nearest first, each with its distance in metres."""
    since = timezone.now() - timedelta(hours=kind.merge_hours)
    found = Case.objects.filter(
        OPEN,
        type=kind,
        seen_at__gte=since,
        lat__range=(lat - DEGREES_NEAR, lat + DEGREES_NEAR),
        lon__range=(lon - DEGREES_NEAR, lon + DEGREES_NEAR),
    )[:50]
    measured = [(case, _metres(lon, lat, case)) for case in found]
    close = sorted((pair for pair in measured if pair[1] <= NEAR_M), key=lambda pair: pair[1])
    return close[:limit]


def _metres(lon: float, lat: float, case: Case) -> int:
    return round(metres_between(lon, lat, case.lon or 0.0, case.lat or 0.0))


def by_follow(token: str) -> Report:
    """The report of a follow link. Raises Report.DoesNotExist."""
    return Report.objects.select_related(
        "case__type", "case__unit", "case__area", "case__street"
    ).get(follow=token)


PUBLIC_STEPS: Mapping[str, str | Promise] = {
    Action.FILE: _("Accepted and filed."),
    Action.REJECT: _("Looked into; it was not filed."),
    Action.DISPATCH: _("Sent to %(unit)s."),
    Action.ACCEPT: _("%(unit)s has started work."),
    Action.HANDLE: _("Handled; the result is being checked."),
    Action.CHECK_FAIL: _("The check was not passed; the work is being done again."),
    Action.CLOSE: _("Checked and closed."),
    Action.SUSPEND: _("Put on hold for a reason outside our control."),
    Action.RESUME: _("Work has resumed."),
    Action.EXTEND: _("More time was granted."),
    Action.REOPEN: _("Opened again."),
}


@dataclass(frozen=True)
class Step:
    """One public line of a case's story."""

    at: datetime
    text: str


def steps(report: Report) -> list[Step]:
    """The story of a report, oldest first, from the ledger of its case."""
    first = Step(report.reported_at, str(_("We received your report.")))
    if report.case is None:
        return [first]
    entries = LedgerEntry.objects.filter(case=report.case, action__in=list(PUBLIC_STEPS))
    later = [_step(entry, report.case) for entry in entries.order_by("seq")]
    return [first, *(step for step in later if step.at >= report.reported_at)]


def _step(entry: LedgerEntry, case: Case) -> Step:
    unit = case.unit.title if case.unit else _("the unit in charge")
    return Step(entry.at, str(PUBLIC_STEPS[entry.action]) % {"unit": unit})
