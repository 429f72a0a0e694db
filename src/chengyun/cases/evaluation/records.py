"""The cases behind a number of the evaluation, as a query: what is counted is what is listed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from chengyun.cases.evaluation import kept
from chengyun.cases.evaluation.grouping import By, within
from chengyun.cases.evaluation.metrics import BY_KEY, Metric
from chengyun.cases.evaluation.periods import Period
from chengyun.cases.evaluation.predicates import Window
from chengyun.cases.evaluation.tables import in_scope, needs_kinds, with_frequent
from chengyun.people.policy import Viewer, scope_for
from chengyun.places import queries as places

PART, WHOLE = "part", "whole"
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Asked:
    """A number as an address names it: `evaluation` "inTimeArchiveRate:whole", `since` and `until`
    the first and the last day, `of` "unit:swj" ("unit:" is no unit, "" is all), `area` a code."""

    evaluation: str
    since: str
    until: str
    of: str = ""
    area: str = ""


def behind(viewer: Viewer, asked: Asked, now: datetime) -> Q:
    """The cases that the number counts, apart from the viewer's scope and the area; what cannot be
    read matches nothing."""
    key, _, side = asked.evaluation.partition(":")
    metric, period = BY_KEY.get(key), _period(asked)
    if metric is None or metric.part is None or period is None or side not in (PART, WHOLE):
        return NOTHING
    predicate = metric.part if side == PART else metric.counted
    window = period.window(now)
    if needs_kinds(metric):
        window = _with_kinds(viewer, asked, window)
    return predicate.q(window) & _of(asked.of, metric)


def _period(asked: Asked) -> Period | None:
    try:
        return Period(date.fromisoformat(asked.since), date.fromisoformat(asked.until))
    except ValueError:
        return None


def _with_kinds(viewer: Viewer, asked: Asked, window: Window) -> Window:
    """The frequent kinds are those of all that the reader looked at."""
    seen = in_scope(kept.current(wait=True), scope_for(viewer), places.path_of(asked.area))
    return with_frequent(seen, window)


def _of(of: str, metric: Metric) -> Q:
    by, _, key = of.partition(":")
    if not of:
        return Q()
    return within(By(by), key, metric.actor) if by in set(By) else NOTHING
