"""What a chart asks of history, and the columns it is answered with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import Field, Schema
from ninja.errors import HttpError

from chengyun.sensing import history
from chengyun.sensing.history_read import Chart, chart

LONGEST = timedelta(days=366)
MOST_POINTS = 10_000
# One a minute for a day is still told reading by reading.
POINTS = 1_500


class Span(Schema):
    """`from` and `to`, or the last `hours`; `points` 0 asks for every reading."""

    hours: float = Field(24, allow_inf_nan=False)
    since: datetime | None = Field(None, alias="from")
    until: datetime | None = Field(None, alias="to")
    points: int = Field(POINTS, ge=0, le=MOST_POINTS)


def columns(stream: int, span: Span) -> dict[str, Any]:
    """Times in seconds and values; in buckets, their means with the extremes beside them."""
    since, until = _moments(span)
    past = history.at(Path(settings.CONFIG.data) / "history")
    found = chart(past, stream, since, until, span.points)
    columns = {"time": (found.time // 1_000_000).tolist(), "value": found.mean.tolist()}
    return {**columns, **_extremes(found), "step": found.step_s}


def _extremes(found: Chart) -> dict[str, Any]:
    return {"min": found.low.tolist(), "max": found.high.tolist()} if found.step_s else {}


def _moments(span: Span) -> tuple[datetime, datetime]:
    """Raises HttpError 422 for moments without a zone, out of order or too far apart."""
    until = span.until or datetime.now(UTC)
    hours = timedelta(hours=min(max(span.hours, 0), LONGEST.total_seconds() / 3600))
    if until.tzinfo is None or (span.since and span.since.tzinfo is None):
        raise HttpError(422, "a time needs its zone")
    since = span.since or until - hours
    if not timedelta(0) <= until - since <= LONGEST:
        raise HttpError(422, "from is before to, by a year at most")
    return since, until
