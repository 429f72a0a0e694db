"""What is published of a day: written once, kept, and read by everyone."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from chengyun.cases.models import Case
from chengyun.insight import open_figures, public_brief
from chengyun.insight.models import Publication

Kind = Publication.Kind
DAY = timedelta(days=1)
# So many days back a missing brief is still written.
CATCH_UP = 14
WRITERS: Mapping[str, Callable[[date], dict[str, Any]]] = {
    Kind.BRIEF: public_brief.write,
    Kind.FIGURES: open_figures.count,
}


def publish(today: date) -> int:
    """Write what is missing: the briefs up to yesterday and the figures up to today; nothing before
    the first case. The clock does it; readers only read. How many were written.
    """
    opened = Case.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    if opened is None:
        return 0
    days = [(Kind.BRIEF, today - back * DAY) for back in range(1, CATCH_UP + 1)]
    since = Publication.objects.filter(day__gte=today - CATCH_UP * DAY)
    known, first = set(since.values_list("kind", "day")), timezone.localdate(opened)
    missing = [one for one in (*days, (Kind.FIGURES, today)) if one not in known]
    return sum(_write(kind, day) for kind, day in missing if day >= first)


def brief(day: date) -> Publication | None:
    """The brief of a day; None where there is none, as for today."""
    return Publication.objects.filter(kind=Kind.BRIEF, day=day).first()


def newest_brief() -> Publication | None:
    return Publication.objects.filter(kind=Kind.BRIEF).first()


def brief_days() -> list[date]:
    """The days that have a brief, the newest first."""
    found = Publication.objects.filter(kind=Kind.BRIEF)
    return list(found.order_by("-day").values_list("day", flat=True))


def figures() -> Publication | None:
    """The newest figures; None while the first are still being counted."""
    return Publication.objects.filter(kind=Kind.FIGURES).first()


def _write(kind: str, day: date) -> bool:
    """True if nobody else was quicker."""
    body = WRITERS[kind](day)
    return Publication.objects.get_or_create(kind=kind, day=day, defaults={"body": body})[1]
