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
# With fewer cases a page may count by itself; with more only the nightly work does.
QUICK = 20_000
WRITERS: Mapping[str, Callable[[date], dict[str, Any]]] = {
    Kind.BRIEF: public_brief.write,
    Kind.FIGURES: open_figures.count,
}


def publish(today: date) -> None:
    """The nightly work: yesterday's brief, those missed before it, and the figures up to today."""
    for back in range(1, CATCH_UP + 1):
        _write(Kind.BRIEF, today - back * DAY)
    _write(Kind.FIGURES, today)


def brief(day: date) -> Publication | None:
    """The brief of a day; None where there is none, as for today."""
    return _found(Kind.BRIEF, day) or _quick(Kind.BRIEF, day)


def newest_brief() -> Publication | None:
    yesterday = timezone.localdate() - DAY
    return brief(yesterday) or Publication.objects.filter(kind=Kind.BRIEF).first()


def brief_days() -> list[date]:
    """The days that have a brief, the newest first."""
    found = Publication.objects.filter(kind=Kind.BRIEF)
    return list(found.order_by("-day").values_list("day", flat=True))


def figures() -> Publication | None:
    """The newest figures; None while the first are still being counted."""
    today = timezone.localdate()
    ready = _found(Kind.FIGURES, today) or _quick(Kind.FIGURES, today)
    return ready or Publication.objects.filter(kind=Kind.FIGURES).first()


def _found(kind: str, day: date) -> Publication | None:
    return Publication.objects.filter(kind=kind, day=day).first()


def _quick(kind: str, day: date) -> Publication | None:
    """Written at once where that takes no time."""
    return _write(kind, day) if _may(kind, day) and Case.objects.count() < QUICK else None


def _may(kind: str, day: date) -> bool:
    today = timezone.localdate()
    return day == today if kind == Kind.FIGURES else today - CATCH_UP * DAY <= day < today


def _write(kind: str, day: date) -> Publication | None:
    """The publication of a day, written if there is none; None before the first case."""
    known = _found(kind, day)
    first = Case.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    if known or first is None or timezone.localdate(first) > day:
        return known
    return Publication.objects.get_or_create(
        kind=kind, day=day, defaults={"body": WRITERS[kind](day)}
    )[0]
