"""GET /evaluation, for signed-in officers: the figures of a period with what they rest on."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from chengyun.cases.evaluation import building
from chengyun.cases.evaluation.grouping import By
from chengyun.cases.evaluation.judging import SCORE, rankable
from chengyun.cases.evaluation.kept import NotReadyError
from chengyun.cases.evaluation.metrics import BY_KEY, METRICS, Metric
from chengyun.cases.evaluation.periods import Period, Span
from chengyun.cases.evaluation.tables import Cell, Question, Row, Table, evaluate
from chengyun.people.policy import viewer_of

router = Router(tags=["evaluation"])
LONGEST_DAYS = 5 * 366


class EvaluationQuery(Schema):
    first: date | None = Field(None, alias="from", description="First day; this month without it")
    last: date | None = Field(None, alias="to", description="Last day, of the period too")
    by: By = By.STREET
    metrics: str = Field("", description="Keys with commas between them; all without it")
    rank: str = Field(Question.ranked, description="The figure that places go by")
    area: str = Field("", description="Code of an area to look at alone")


class CellOut(Schema):
    """`part` of `whole` cases; of a mean, `part` is the sum of hours. Changes are differences."""

    value: float | None
    part: float
    whole: float
    before: float | None
    year_before: float | None
    lamp: str | None


class RowOut(Schema):
    key: str
    title: str
    rank: int | None
    tied: bool
    change: int | None
    figures: dict[str, CellOut]


class MetricOut(Schema):
    key: str
    title: str
    kind: str
    better: int
    part: str
    whole: str


class EvaluationOut(Schema):
    since: str
    until: str
    by: str
    rank: str
    minimum_volume: int
    weights: list[int]
    metrics: list[MetricOut]
    rows: list[RowOut]
    total: dict[str, CellOut]


@router.get("", response=EvaluationOut, by_alias=False)
def evaluation(request: HttpRequest, query: Query[EvaluationQuery]) -> dict[str, Any]:
    """Every figure by area, unit, post or person, of what the reader may see.

    Open overdue cases count as late; suspended ones and granted appeals are left out of the rates
    of punctuality. Too few cases give no rank.
    """
    keys = _keys(query.metrics)
    if not rankable(query.rank):
        raise HttpError(422, f"{query.rank} is not a figure that can be ranked by")
    viewer = viewer_of(request.auth)  # type: ignore[attr-defined]
    question = Question(_period(query), query.by, query.rank, query.area)
    try:
        return _told(evaluate(viewer, question, timezone.now()), keys)
    except NotReadyError:
        said = f"the cases are being read for this, {building.begin()} %; ask again in a while"
        raise HttpError(503, said) from None


def _period(query: EvaluationQuery) -> Period:
    if query.first is None and query.last is None:
        return Period.around(timezone.localdate(), Span.MONTH)
    first, last = query.first, query.last
    if first is None or last is None or not 0 <= (last - first).days < LONGEST_DAYS:
        raise HttpError(422, "from and to are days in order, at most five years")
    return Period(first, last)


def _keys(wanted: str) -> list[str]:
    keys = [key.strip() for key in wanted.split(",") if key.strip()]
    if unknown := sorted(set(keys) - BY_KEY.keys() - {SCORE}):
        raise HttpError(422, f"there is no figure {', '.join(unknown)}")
    return keys or [*BY_KEY, SCORE]


def _told(table: Table, keys: list[str]) -> dict[str, Any]:
    return {
        "since": table.window.since.isoformat(),
        "until": table.window.until.isoformat(),
        "by": table.question.by.value,
        "rank": table.question.ranked,
        "minimum_volume": table.standard.minimum_volume,
        "weights": list(table.standard.weights),
        "metrics": [_metric(metric) for metric in METRICS if metric.key in keys],
        "rows": [_row(row, keys) for row in table.rows],
        "total": _figures(table.total, keys),
    }


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "key": metric.key,
        "title": str(metric.title),
        "kind": metric.kind.value,
        "better": metric.better,
        "part": str(metric.part_words),
        "whole": str(metric.whole_words),
    }


def _row(row: Row, keys: list[str]) -> dict[str, Any]:
    place = row.standing
    return {
        "key": row.peer.key,
        "title": row.peer.title,
        "rank": place.rank if place else None,
        "tied": bool(place and place.tied),
        "change": place.change if place else None,
        "figures": _figures(row, keys),
    }


def _figures(row: Row, keys: list[str]) -> dict[str, dict[str, Any]]:
    return {key: _cell(row.cells[key]) for key in keys if key in row.cells}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": cell.value,
        "part": cell.count.part,
        "whole": cell.count.whole,
        "before": cell.before,
        "year_before": cell.year_before,
        "lamp": cell.lamp.value if cell.lamp else None,
    }
