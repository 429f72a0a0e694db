"""Readers: a suggested kind for a text, hot topics, the daily brief's figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Max, Q, QuerySet

from chengyun.cases.choices import OPEN_STAGES, Origin, Stage
from chengyun.cases.evaluation import IN_TIME, due_within
from chengyun.cases.models import Case, CaseType
from chengyun.insight import rules
from chengyun.insight.models import Phrase
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area

DAYS_BEFORE = 14
AT_LEAST = 3
# Chance of being wrong about any topic at all on one day (Bonferroni over the pairs seen).
CHANCE = 0.05
# A pair never seen before still has some expectation; one in this many days.
SMALLEST_MEAN = 1 / DAYS_BEFORE


@dataclass(frozen=True)
class HotTopic:
    """One kind of case in one sub-district, unusually often in the 24 hours before `now`."""

    street: Area
    type: CaseType
    count: int
    usual: float
    chance: float


@dataclass(frozen=True)
class DayFigures:
    """Counts of one day, within what the viewer may see. due counts deadlines that fell in it."""

    opened: int
    opened_before: int
    closed: int
    due: int
    closed_in_time: int
    open_now: int
    overdue_now: int
    origins: dict[str, int]
    types: list[tuple[CaseType, int]]


def suggest(text: str) -> rules.Suggestion | None:
    """A kind of case for a resident's words, with the phrases it rests on; None if unsure."""
    stamp = Phrase.objects.aggregate(n=Count("pk"), last=Max("pk"))
    return _classifier(stamp["n"], stamp["last"]).suggest(text)


@lru_cache(maxsize=1)
def _classifier(count: int, last: int | None) -> rules.Classifier:
    """Built from all phrases; the arguments tell when they have changed."""
    rows = Phrase.objects.order_by("type__key", "pk").values_list("type__key", "text")
    return rules.build(rows)


def visible(viewer: Viewer) -> QuerySet[Case]:
    """The cases that a viewer may see."""
    return Case.objects.filter(scope_for(viewer).q())


def hot_topics(viewer: Viewer, now: datetime, limit: int = 10) -> list[HotTopic]:
    """Kinds that came up more in one sub-district in the last 24 hours than chance explains.

    The usual is the mean of the 14 days of 24 hours before; the tail is Poisson's, corrected for
    the number of pairs looked at.
    """
    today, before = _counts(viewer, now)
    streets = Area.objects.filter(level=Level.STREET).in_bulk(field_name="code")
    types = CaseType.objects.in_bulk()
    topics = [
        HotTopic(streets[code], types[kind], count, usual, rules.poisson_tail(count, usual))
        for (code, kind), count in today.items()
        if count >= AT_LEAST and code in streets
        for usual in [max(before[code, kind] / DAYS_BEFORE, SMALLEST_MEAN)]
    ]
    sure = CHANCE / max(1, len(today | before))
    hot = sorted((t for t in topics if t.chance <= sure), key=lambda t: (t.chance, -t.count))
    return hot[:limit]


def _counts(
    viewer: Viewer, now: datetime
) -> tuple[Counter[tuple[str, int]], Counter[tuple[str, int]]]:
    """Cases by (street code, type) in the last 24 hours and in the 14 days before them."""
    yesterday = now - timedelta(days=1)
    rows = (
        visible(viewer)
        .filter(opened_at__gt=yesterday - timedelta(days=DAYS_BEFORE), opened_at__lte=now)
        .order_by()
        .values_list("area_path", "type_id")
        .annotate(
            today=Count("pk", filter=Q(opened_at__gt=yesterday)),
            before=Count("pk", filter=Q(opened_at__lte=yesterday)),
        )
    )
    codes = set(Area.objects.filter(level=Level.STREET).values_list("code", flat=True))
    return _by_street(rows, codes)


def _by_street(
    rows: Iterable[tuple[str, int, int, int]], codes: set[str]
) -> tuple[Counter[tuple[str, int]], Counter[tuple[str, int]]]:
    today: Counter[tuple[str, int]] = Counter()
    before: Counter[tuple[str, int]] = Counter()
    for path, kind, new, old in rows:
        street = next((code for code in path.split("/") if code in codes), "")
        today[street, kind] += new
        before[street, kind] += old
    return +today, +before


def day_figures(viewer: Viewer, start: datetime) -> DayFigures:
    """The counts of the 24 hours from `start`."""
    end = start + timedelta(days=1)
    cases = visible(viewer)
    figures = cases.aggregate(
        opened=Count("pk", filter=_within("opened_at", start, end)),
        opened_before=Count("pk", filter=_within("opened_at", start - timedelta(days=1), start)),
        closed=Count("pk", filter=_within("closed_at", start, end) & Q(stage=Stage.CLOSED)),
        due=Count("pk", filter=due_within(start, end)),
        closed_in_time=Count("pk", filter=due_within(start, end) & IN_TIME),
        open_now=Count("pk", filter=_open_at(end)),
        overdue_now=Count("pk", filter=_open_at(end) & Q(due_at__lt=end)),
    )
    opened = cases.filter(_within("opened_at", start, end)).order_by()
    return DayFigures(**figures, origins=_origins(opened), types=_types(opened))


def _within(field: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def _open_at(end: datetime) -> Q:
    still = Q(stage__in=OPEN_STAGES) | Q(stage=Stage.CLOSED, closed_at__gte=end)
    return Q(opened_at__lt=end) & still


def _origins(opened: QuerySet[Case]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    found.update(opened.values_list("origin").annotate(n=Count("pk")))
    return {str(origin): found[origin] for origin in Origin.values}


def _types(opened: QuerySet[Case], most: int = 3) -> list[tuple[CaseType, int]]:
    rows = opened.values_list("type_id").annotate(n=Count("pk")).order_by("-n", "type_id")[:most]
    types = CaseType.objects.in_bulk([pk for pk, _ in rows])
    return [(types[pk], n) for pk, n in rows]
