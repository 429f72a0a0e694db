"""The case and task objects of the HTTP interface, the same on pages, streams and the outbox."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from chengyun.calendar import Limit
from chengyun.cases import lamps
from chengyun.cases.choices import Stage
from chengyun.cases.models import Case, Task
from chengyun.people.models import Unit
from chengyun.people.offices import calendar_of, held
from chengyun.places.models import Area


def named(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all that `as_dict` reads, in one query and without the area outlines."""
    joined = cases.select_related("type", "area", "street", "unit", "handler")
    return joined.defer("area__boundary", "street__boundary", "handler__password")


def as_dict(case: Case) -> dict[str, Any]:
    """Plain JSON values, labels in the active language. Reads type, area, street and unit."""
    light = light_of(case, timezone.now())
    return {
        "number": case.number,
        "title": case.headline,
        "title_en": case.title_en,
        "type": {"key": case.type.key, "title": case.type.title},
        "stage": case.stage,
        "stage_label": stage_label(case.stage),
        "severity": case.severity,
        "area": place(case.area),
        "street": place(case.street),
        "unit": unit(case.unit),
        "lon": case.lon,
        "lat": case.lat,
        "address": case.address,
        "opened_at": iso(case.opened_at),
        "due_at": iso(case.due_at),
        "closed_at": iso(case.closed_at),
        "suspended": case.suspended_at is not None,
        "overdue": case.overdue,
        "lamp": light.lamp.value,
        "left": lamps.words(light),
        "source": case.origin,
        "alarms": case.alarm_count,
        "reports": case.report_count,
        "rating": case.rating,
        "simulated": case.simulated,
        "version": case.version,
    }


def as_dicts(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The objects of a list, all counted by the same calendars."""
    with held():
        return [as_dict(case) for case in cases]


def of_task(task: Task) -> dict[str, Any]:
    """Plain JSON values of a task: what it is, whose, how far and since when. Reads the unit."""
    return {
        "id": task.pk,
        "kind": task.kind,
        "title": task.title,
        "unit": unit(task.unit),
        "stage": task.stage,
        "stage_label": task.get_stage_display(),
        "opened_at": iso(task.opened_at),
        "due_at": iso(task.due_at),
        "accepted_at": iso(task.accepted_at),
        "arrived_at": iso(task.arrived_at),
        "arrived_m": task.arrived_m,
        "ended_at": iso(task.ended_at),
        "overdue": task.overdue,
    }


def light_of(case: Case, now: datetime) -> lamps.Light:
    """The warning lamp of a case by the calendar of its unit."""
    limit = Limit.parse(case.limit or case.type.limit)
    return lamps.light(case, limit, calendar_of(case.unit), now)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in local time, with the zone."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat() if moment else None


def stage_label(stage: str) -> str:
    return _stage_labels(get_language()).get(stage, stage)


@cache
def _stage_labels(language: str | None) -> dict[str, str]:
    """As the active language, which this is, has them."""
    return {stage.value: str(stage.label) for stage in Stage}


def place(area: Area | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.title} if area else None


def unit(unit: Unit | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": unit.title} if unit else None
