"""The figures of the wall: what each means, and how it is counted from the cases in scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from chengyun.cases.choices import Stage
from chengyun.cases.in_hand import Stages
from chengyun.cases.models import OPEN, Case, CaseType
from chengyun.cases.rules import Text
from chengyun.cases.wall import series
from chengyun.cases.wall.series import Figure
from chengyun.people.policy import Scope
from chengyun.places.models import Area

WINDOW_DAYS = 30
# The on-time share moves slowly and reads a month of cases.
SHARE_CACHE_S = 30

Days = NDArray[np.int64]
# Per stage: open cases and, of them, overdue ones.


@dataclass(frozen=True)
class Kpi:
    """A figure of the wall: what it is called, what it means, and the list it counts."""

    key: str
    label: Text
    unit: Text
    definition: Text
    query: str


KPIS = (
    Kpi(
        "reported_today",
        _("Reported today"),
        "",
        _("Cases opened since midnight, from sensors, residents and patrols."),
        "opened_today=1",
    ),
    Kpi(
        "open",
        _("Open now"),
        "",
        _("Cases that are neither closed nor cancelled."),
        "open=1",
    ),
    Kpi(
        "overdue",
        _("Overdue now"),
        "",
        _("Open cases whose time limit ran out before they were handled."),
        "open=1&overdue=1",
    ),
    Kpi(
        "closed_today",
        _("Closed today"),
        "",
        _("Cases closed since midnight."),
        "closed_today=1",
    ),
    Kpi(
        "on_time",
        _("Handled on time"),
        "%",
        _(
            "Of the cases whose limit ended in the last 30 days, the share handled within it; "
            "cases that are still open and overdue count as late."
        ),
        "overdue=1",
    ),
    Kpi(
        "handling_minutes",
        _("Median handling time"),
        _("min"),
        _("From opening to closing, median of the cases closed in the last 24 hours."),
        "closed_today=1",
    ),
)


@dataclass(frozen=True)
class Reader:
    """Who reads about what, and when."""

    scope: Scope
    area: Area
    now: datetime
    # Keys of kinds of case; None is every kind.
    kinds: tuple[str, ...] | None = None

    @property
    def everything(self) -> Q:
        """All that is theirs there, of every kind."""
        return self.scope.q() & Q(area_path__under=self.area.path)

    @property
    def rule(self) -> Q:
        return self.everything if self.kinds is None else self.everything & self.of_kinds()

    def of_kinds(self, prefix: str = "") -> Q:
        """Only the kinds asked for; `prefix` leads to the case."""
        if self.kinds is None:
            return Q()
        kinds = CaseType.objects.filter(key__in=self.kinds)
        return Q(**{f"{prefix}type_id__in": list(kinds.values_list("pk", flat=True))})

    @property
    def cases(self) -> QuerySet[Case]:
        return Case.objects.filter(self.rule).order_by()

    @property
    def open(self) -> QuerySet[Case]:
        return self.cases.filter(OPEN)


def cut_of(kinds: tuple[str, ...] | None) -> str:
    """A short name of these kinds for keys of the cache."""
    return "*" if kinds is None else sha256(",".join(kinds).encode()).hexdigest()[:16]


def figures(reader: Reader, stages: Stages) -> dict[str, Figure]:
    now = reader.now.timestamp()
    midnight = midnight_of(reader.now).timestamp()
    recent = reader.now - timedelta(days=2)
    opened = series.seconds(_times(reader.cases.filter(opened_at__gte=recent), "opened_at"))
    finished = _Finished.read(reader.cases.filter(closed_at__gte=recent))
    late = series.seconds(_times(reader.open.filter(overdue=True, due_at__gte=recent), "due_at"))
    minutes = (finished.closed_at - finished.opened_at) / 60
    return {
        "reported_today": series.counted_today(opened, now, midnight),
        "open": series.level(_total(stages, 0), opened, finished.ended_at, now),
        "overdue": series.level(
            _total(stages, 1),
            np.concatenate([late, finished.late_from]),
            finished.late_until,
            now,
        ),
        "closed_today": series.counted_today(finished.closed_at, now, midnight),
        "on_time": series.share(_days(reader), WINDOW_DAYS),
        "handling_minutes": series.median_of(minutes, finished.closed_at, now),
    }


def _total(stages: Stages, column: int) -> int:
    return sum(counts[column] for counts in stages.values())


def _times(cases: QuerySet[Case], field: str) -> Iterable[datetime]:
    return cases.values_list(field, flat=True)


@dataclass(frozen=True)
class _Finished:
    """Columns of what left the open cases lately; `closed_at` is NaN for cancelled ones."""

    opened_at: series.Seconds
    closed_at: series.Seconds
    ended_at: series.Seconds
    late_from: series.Seconds
    late_until: series.Seconds

    @staticmethod
    def read(cases: QuerySet[Case]) -> "_Finished":
        rows = list(cases.values_list("opened_at", "closed_at", "due_at", "overdue", "stage"))
        ended = series.seconds(row[1] for row in rows)
        late = np.array([bool(row[3]) for row in rows], dtype=bool)
        closed = np.array([row[4] == Stage.CLOSED for row in rows], dtype=bool)
        return _Finished(
            series.seconds(row[0] for row in rows),
            np.where(closed, ended, np.nan),
            ended,
            series.seconds(row[2] for row in rows)[late],
            ended[late],
        )


def _days(reader: Reader) -> Days:
    """[31, 2]: cases due and handled on time, a row a day up to today; read twice a minute."""
    key = f"on-time:{reader.scope.area_path}:{reader.scope.unit_id}:{reader.area.code}"
    key = f"{key}:{cut_of(reader.kinds)}"
    return cast(Days, cache.get_or_set(key, lambda: _days_now(reader), SHARE_CACHE_S))


def _days_now(reader: Reader) -> Days:
    today = timezone.localdate(reader.now)
    first = midnight_of(reader.now) - timedelta(days=WINDOW_DAYS)
    due = reader.cases.filter(due_at__range=(first, reader.now)).exclude(stage=Stage.CANCELLED)
    on_time = Count("pk", filter=Q(overdue=False))
    rows = (
        due.annotate(day=TruncDate("due_at"))
        .values_list("day")
        .annotate(n=Count("pk"), kept=on_time)
    )
    days = np.zeros((WINDOW_DAYS + 1, 2), dtype=np.int64)
    for day, n, kept in rows:
        days[WINDOW_DAYS - (today - day).days] = n, kept
    return days


def midnight_of(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
