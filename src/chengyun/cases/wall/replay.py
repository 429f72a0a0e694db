"""The last day of the wall, as columns: what was open at any moment of it can be told from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chengyun.cases.models import OPEN
from chengyun.cases.queries import alarms as alarm_queries
from chengyun.cases.wall.figures import Reader, midnight_of
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import Area, in_language

DAY = timedelta(days=1)
# The newest so many; a district has some hundreds open and some thousands a day.
CASES = 6000
ALARMS = 20_000
# An alarm that has lasted longer than this is told no more: its onset is not looked for.
LONGEST = timedelta(days=8)
FIELDS = (
    "number", "title", "title_en", "severity", "lon", "lat", "opened_at", "closed_at", "due_at",
    "overdue", "stage", "area_path", "street__name", "street__name_en", "type__key",
)  # fmt: skip


def past(
    viewer: Viewer, area: Area, kinds: tuple[str, ...] | None = None, now: datetime | None = None
) -> dict[str, Any]:
    """Cases open at some time of the last 24 hours, and alarms that stood then.

    Times are seconds since 1970, null where there is none. A case carries the severity it has now
    and `late`, from when it is overdue; `child` is the area below the one shown that it lies in.
    """
    until = now or timezone.now()
    reader = Reader(scope_for(viewer), area, until, kinds)
    return {
        "from": (until - DAY).timestamp(),
        "to": until.timestamp(),
        "midnight": midnight_of(until).timestamp(),
        "cases": [_case(row, area) for row in _cases(reader)],
        "alarms": _alarms(viewer, until),
    }


def _cases(reader: Reader) -> Iterable["_Row"]:
    some = (reader.cases.filter(rule) for rule in (OPEN, Q(closed_at__gt=reader.now - DAY)))
    for cases in some:
        rows = cases.order_by("-id").values_list(*FIELDS)[:CASES]
        yield from (_Row(*row) for row in rows)


@dataclass(frozen=True)
class _Row:
    number: str
    title: str
    title_en: str
    severity: int
    lon: float | None
    lat: float | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    overdue: bool
    stage: str
    area_path: str
    street_zh: str | None
    street_en: str | None
    kind: str


def _case(row: _Row, area: Area) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "title_en": row.title_en,
        "severity": row.severity,
        "lon": row.lon,
        "lat": row.lat,
        "kind": row.kind,
        "street": in_language(row.street_zh or "", row.street_en or ""),
        "child": row.area_path[len(area.path) :].split("/")[0],
        "opened": row.opened_at.timestamp(),
        "ended": _seconds(row.closed_at),
        "closed": row.stage == "closed",
        "late": _seconds(row.due_at) if row.overdue else None,
    }


def _alarms(viewer: Viewer, until: datetime) -> dict[str, list[Any]]:
    """Columns of the alarms that stood within the last day."""
    stood = Q(cleared_at=None) | Q(cleared_at__gt=until - DAY)
    rows = alarm_queries.visible(viewer).filter(stood, onset_at__gt=until - LONGEST)
    fields = ("datastream_id", "severity", "onset_at", "cleared_at")
    told = list(rows.order_by("-onset_at").values_list(*fields)[:ALARMS])
    return {
        "id": [row[0] for row in told],
        "severity": [row[1] for row in told],
        "from": [row[2].timestamp() for row in told],
        "to": [_seconds(row[3]) for row in told],
    }


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
