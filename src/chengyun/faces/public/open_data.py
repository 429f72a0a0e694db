"""What anyone may read: counts and kinds; never an officer or a reporter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils import timezone

from chengyun.cases.models import OPEN, Case

FRESH_S = 30
MEDIAN_DAYS = 7
MOST_CLOSED = 5_000
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
