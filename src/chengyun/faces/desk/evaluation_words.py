"""The evaluation in words: figures, differences, periods, and what a number's list holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from chengyun.cases.evaluation.grouping import By, name_of
from chengyun.cases.evaluation.judging import SCORE
from chengyun.cases.evaluation.metrics import BY_KEY, Kind, Metric
from chengyun.cases.evaluation.periods import Period, Span
from chengyun.cases.evaluation.records import PART
from chengyun.cases.evaluation.tables import Count

NONE = "—"


@dataclass(frozen=True)
class Behind:
    """What the queue holds when it was opened from a number."""

    given: Mapping[str, str]
    title: str
    period: str
    peer: str
    words: str


def behind(chosen: Mapping[str, str]) -> Behind | None:
    """The number that the queue's filters name, in words; None if they name none."""
    key, _sep, side = chosen.get("evaluation", "").partition(":")
    if key not in BY_KEY:
        return None
    metric = BY_KEY[key]
    words = metric.part_words if side == PART else metric.whole_words
    by, _sep, peer = chosen.get("of", "").partition(":")
    name = name_of(By(by), peer) if by in set(By) else ""
    given = {name: chosen[name] for name in ("evaluation", "from", "to", "of") if name in chosen}
    return Behind(given, str(metric.title), _dates(chosen), name, str(words))


def _dates(chosen: Mapping[str, str]) -> str:
    try:
        days = [date.fromisoformat(chosen.get(name, "")) for name in ("from", "to")]
    except ValueError:
        return NONE
    return period(Period(*days))


def period(given: Period) -> str:
    """2026年11月, 2026年第四季度, 2026年, else from day to day."""
    year, month = given.first.year, given.first.month
    if given.span is Span.MONTH:
        return _("%(year)s-%(month)02d") % {"year": year, "month": month}
    if given.span is Span.QUARTER:
        return _("%(year)s, quarter %(n)s") % {"year": year, "n": (month + 2) // 3}
    if given.span is Span.YEAR:
        return _("Year %(year)s") % {"year": year}
    return f"{given.first} – {given.last}"


def title(key: str) -> str:
    return _("Score") if key == SCORE else str(BY_KEY[key].title)


def definition(key: str) -> str:
    """Part and whole in a sentence."""
    if key == SCORE:
        return _("Weighted mean of response rate, solution rate and satisfaction rate.")
    metric = BY_KEY[key]
    if metric.kind is Kind.COUNT:
        return str(metric.part_words)
    told = {"whole": metric.whole_words, "part": metric.part_words}
    if metric.kind is Kind.HOURS or metric.part is None:
        return f"{metric.part_words}; {metric.whole_words}"
    return _("Of the cases: %(whole)s. Counted: %(part)s.") % told


def digits(key: str) -> int:
    return BY_KEY[key].digits if key in BY_KEY else 1


def unit(key: str) -> str:
    """What the figure is in."""
    kind = BY_KEY[key].kind if key in BY_KEY else None
    return {Kind.SHARE: "%", Kind.HOURS: _("hours"), Kind.COUNT: _("cases"), None: _("points")}[
        kind
    ]


def figure(key: str, value: float | None) -> str:
    return NONE if value is None else f"{value:,.{digits(key)}f}"


def fraction(metric: Metric, count: Count) -> str:
    """41/50; of a mean the number of cases."""
    if metric.kind is Kind.SHARE:
        return f"{count.part:,.0f}/{count.whole:,.0f}"
    return f"{count.whole:,.0f}"
