"""What the page of the evaluation shows: columns, cells with their words and links, the course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases.evaluation.grouping import LABELS
from chengyun.cases.evaluation.judging import SCORE, better_of, rankable
from chengyun.cases.evaluation.metrics import BY_KEY, METRICS, SECTIONS, Kind
from chengyun.cases.evaluation.periods import DAY, SPANS, Period, Span, midnight
from chengyun.cases.evaluation.records import PART, WHOLE
from chengyun.cases.evaluation.tables import TOTAL, Cell, Row, Table
from chengyun.cases.evaluation.trend import Point
from chengyun.faces.desk import evaluation_plot as plot
from chengyun.faces.desk import evaluation_words as words
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.planning import Lamp, Standing

OVERVIEW = (
    SCORE,
    "inTimeArchiveRate",
    "archiveRate",
    "overTimeToArchive",
    "inTimeDisposeRate",
    "accurDispatchRate",
    "reworkRate",
    "satisfyRate",
)
# The parts of the table, one at a time: so many columns at once are not read.
VIEWS: dict[str, tuple[str, ...]] = {
    "overview": OVERVIEW,
    **{
        section.value: tuple(metric.key for metric in METRICS if metric.section == section)
        for section in SECTIONS
    },
}
VIEW_LABELS: dict[str, str | Promise] = {
    "overview": gettext_lazy("Overview"),
    **{section.value: label for section, label in SECTIONS.items()},
}
LAMPS = {Lamp.GREEN: "good", Lamp.YELLOW: "watch", Lamp.RED: "bad"}
LAMP_WORDS = {
    Lamp.GREEN: gettext_lazy("good"),
    Lamp.YELLOW: gettext_lazy("fair"),
    Lamp.RED: gettext_lazy("poor"),
}


@dataclass(frozen=True)
class Column:
    """A figure at the head of the table."""

    key: str
    title: str
    unit: str
    definition: str
    ranked: bool
    query: str


@dataclass(frozen=True)
class Delta:
    """A difference: its sign as a mark, its size, whether it is for the better, and in words."""

    short: str
    mark: str
    size: str
    tone: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A cell: the figure, its list, the fraction behind it, its lamp and its differences."""

    text: str
    link: str
    fraction: str
    whole_link: str
    lamp: str
    lamp_words: str
    deltas: tuple[Delta, ...]


@dataclass(frozen=True)
class Line:
    """A row: whom it is of, its place, and its cells in the order of the columns."""

    title: str
    key: str
    rank: int | None
    tied: bool
    change: Delta | None
    why_unranked: str
    cells: tuple[Shown, ...]


def page(viewer: Viewer, table: Table, show: str, course: Sequence[Point]) -> dict[str, Any]:
    """Everything that the template says."""
    question = table.question
    keys = VIEWS[show]
    return {
        "table": table,
        "period": words.period(question.period),
        "by_label": LABELS[question.by],
        "until": table.window.until,
        "runs": table.window.until < midnight(question.period.last + DAY),
        "columns": [_column(table, show, key) for key in keys],
        "lines": [_line(table, row, keys) for row in table.rows],
        "total": _line(table, table.total, keys),
        "views": [(name, label, _query(table, show=name)) for name, label in VIEW_LABELS.items()],
        "show": show,
        "choices": _choices(viewer, table, show),
        "plot": plot.course(course, table.standard, question.ranked),
        "plot_title": words.title(question.ranked),
        "query": _query(table, show=show),
        "ranked": words.title(question.ranked),
        "weights": table.standard.weights,
    }


def _choices(viewer: Viewer, table: Table, show: str) -> dict[str, Any]:
    """What the form offers."""
    period = table.question.period
    today = timezone.localdate()
    spans = [
        (
            label,
            _query(table, Period.around(min(period.last, today), span), show),
            span == period.span,
        )
        for span, label in SPANS.items()
        if span is not Span.CUSTOM
    ]
    return {
        "bys": LABELS.items(),
        "ranks": [(key, words.title(key)) for key in (SCORE, *BY_KEY) if rankable(key)],
        "streets": _streets(viewer),
        "spans": spans,
        "before": _query(table, period.before, show),
        "after": _query(table, period.after, show) if period.last < today else "",
    }


def _streets(viewer: Viewer) -> QuerySet[Area]:
    path = scope_for(viewer).area_path
    streets = Area.objects.filter(level=Level.STREET).only("code", "name", "name_en")
    return streets.filter(path__startswith=path) if path is not None else streets.none()


def _query(table: Table, period: Period | None = None, show: str = "", **more: str) -> str:
    """The address of this page with something else."""
    question, at = table.question, period or table.question.period
    told = {
        "from": at.first.isoformat(),
        "to": at.last.isoformat(),
        "by": question.by.value,
        "rank": question.ranked,
        "area": question.area,
        "show": show,
        **more,
    }
    return urlencode({name: value for name, value in told.items() if value})


def _column(table: Table, show: str, key: str) -> Column:
    return Column(
        key,
        words.title(key),
        words.unit(key),
        words.definition(key),
        table.question.ranked == key,
        _query(table, show=show, rank=key) if rankable(key) else "",
    )


def _line(table: Table, row: Row, keys: Sequence[str]) -> Line:
    place = row.standing
    return Line(
        row.peer.title or _("All"),
        row.peer.key,
        place.rank if place else None,
        bool(place and place.tied),
        _moved(place) if place else None,
        _why(table, row),
        tuple(_cell(table, row, key) for key in keys),
    )


def _moved(place: Standing) -> Delta | None:
    """Places risen or fallen since the period before."""
    if not place.change:
        return None
    size = abs(place.change)
    if place.change > 0:
        return Delta("", "▲", str(size), "good", _("%(n)s places up") % {"n": size})
    return Delta("", "▼", str(size), "bad", _("%(n)s places down") % {"n": size})


def _why(table: Table, row: Row) -> str:
    """Why there is no place."""
    if row.standing is None or row.standing.rank is not None:
        return ""
    if row.standing.entry.value is None:
        return _("no figure")
    return _("fewer than %(n)s cases") % {"n": table.standard.minimum_volume}


def _cell(table: Table, row: Row, key: str) -> Shown:
    cell = row.cells.get(key)
    if cell is None:
        return Shown(words.NONE, "", "", "", "", "", ())
    metric = BY_KEY.get(key)
    listed = metric is not None and cell.value is not None
    share = metric is not None and metric.kind is not Kind.COUNT and cell.value is not None
    return Shown(
        words.figure(key, cell.value),
        _list(table, row, key, PART) if listed else "",
        words.fraction(metric, cell.count) if metric and share else "",
        _list(table, row, key, WHOLE) if share else "",
        LAMPS[cell.lamp] if cell.lamp else "",
        str(LAMP_WORDS[cell.lamp]) if cell.lamp else "",
        _deltas(key, cell),
    )


def _list(table: Table, row: Row, key: str, side: str) -> str:
    """The desk's queue with the cases behind a number."""
    question = table.question
    told = {
        "evaluation": f"{key}:{side}",
        "from": question.period.first.isoformat(),
        "to": question.period.last.isoformat(),
        "of": "" if row.peer.key == TOTAL else f"{question.by.value}:{row.peer.key}",
        "area": question.area,
    }
    return urlencode({name: value for name, value in told.items() if value})


def _deltas(key: str, cell: Cell) -> tuple[Delta, ...]:
    kinds = (
        (_("prev."), cell.change, _("than in the period before")),
        (_("year"), cell.year_change, _("than a year before")),
    )
    return tuple(_delta(key, *kind) for kind in kinds if kind[1] is not None)


def _delta(key: str, short: str, change: float | None, than: str) -> Delta:
    assert change is not None
    size = words.figure(key, abs(change))
    if not float(size.replace(",", "")):
        return Delta(short, "＝", size, "", _("the same %(than)s") % {"than": than})
    good = better_of(key) * change
    tone = "" if not good else "good" if good > 0 else "bad"
    form = _("%(size)s more %(than)s") if change > 0 else _("%(size)s less %(than)s")
    return Delta(short, "▲" if change > 0 else "▼", size, tone, form % {"size": size, "than": than})
