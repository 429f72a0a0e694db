"""Indicators that the system counts itself, declared by name. Times are aware; end is exclusive."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from chengyun.cases.choices import Stage
from chengyun.cases.evaluation.cohorts import ARCHIVED_IN_TIME, TO_ARCHIVE
from chengyun.cases.evaluation.predicates import Window
from chengyun.cases.models import Case

Formula = Callable[[str, datetime, datetime], float | None]


def on_time_closing_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """按期结案率, per cent, as the evaluation counts it: of the cases whose deadline fell in the
    period, or earlier and still open at its end, those closed by the deadline. None if nothing
    was due.
    """
    window = Window(start, end)
    due = _cases(area_path).filter(TO_ARCHIVE.q(window))
    return _share(due, ARCHIVED_IN_TIME.q(window))


def first_time_pass_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """一次核查通过率, per cent: closed without rework among those closed in the period."""
    closed = _cases(area_path).filter(stage=Stage.CLOSED, closed_at__gte=start, closed_at__lt=end)
    return _share(closed, Q(reworks=0))


def sensed_share(area_path: str, start: datetime, end: datetime) -> float | None:
    """主动发现率, per cent: cases that sensors or patrols opened among all opened."""
    opened = _cases(area_path).filter(opened_at__gte=start, opened_at__lt=end)
    return _share(opened, Q(origin__in=("alarm", "patrol")))


FORMULAS: dict[str, Formula] = {
    formula.__name__: formula
    for formula in (on_time_closing_share, first_time_pass_share, sensed_share)
}


def _cases(area_path: str) -> QuerySet[Case]:
    return Case.objects.filter(area_path__startswith=area_path)


def _share(cases: QuerySet[Case], part: Q) -> float | None:
    counts = cases.aggregate(whole=Count("pk"), part=Count("pk", filter=part))
    return 100 * counts["part"] / counts["whole"] if counts["whole"] else None
