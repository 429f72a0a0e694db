"""What the wall shows of cases: figures, flow, feed and areas, all within the viewer's scope."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language

from chengyun.cases import in_hand
from chengyun.cases.choices import OPEN_STAGES, Origin
from chengyun.cases.in_hand import Stages
from chengyun.cases.models import OPEN, Alarm, Case
from chengyun.cases.present import as_dicts, named, stage_label
from chengyun.cases.wall.figures import KPIS, Kpi, Reader, cut_of, figures, midnight_of
from chengyun.cases.wall.latest import latest
from chengyun.cases.wall.series import Figure
from chengyun.people.policy import Scope, Viewer, scope_for
from chengyun.places.models import Area, in_language
from chengyun.places.queries import chain

FEED = 40
MARK = ("number", "severity", "lon", "lat", "opened_at")
MARKS = 3000
TOP_UNITS = 8
CACHE_S = 1


def wall(
    viewer: Viewer, area: Area, event: int = 0, kinds: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The cases part of the wall for an area, of some kinds or all; at most one second old.

    Give the last event that the caller has heard of: an answer from before it is not used again.
    """
    scope = scope_for(viewer)
    key = f"wall:{scope.area_path}:{scope.unit_id}:{area.code}:{cut_of(kinds)}"
    key = f"{key}:{event}:{get_language()}"
    fresh = partial(wall_now, scope, area, kinds=kinds)
    return cast(dict[str, Any], cache.get_or_set(key, fresh, CACHE_S))


def wall_now(
    scope: Scope,
    area: Area,
    now: datetime | None = None,
    kinds: tuple[str, ...] | None = None,
) -> dict[str, Any]:
    """As `wall`, computed afresh: area, kpis, flow, feed, latest, areas, kinds and counts."""
    reader = Reader(scope, area, now or timezone.now(), kinds)
    stages = in_hand.by_stage(reader.open)
    return {
        "area": {
            "code": area.code,
            "name": area.title,
            "level": area.level,
            "path": chain(area),
        },
        "kpis": _kpis(reader, stages),
        "flow": {
            "sources": _sources(reader),
            "stages": [_row(s.value, stage_label(s), stages[s][0]) for s in OPEN_STAGES],
            "units": _units(reader),
        },
        "feed": as_dicts(_feed(reader)),
        "marks": _marks(reader),
        "latest": latest(reader),
        "kinds": _kinds(reader),
        "areas": _areas(reader),
        "counts": {"alarms": _alarms(reader)},
    }


def _row(key: str, label: str, n: int) -> dict[str, Any]:
    return {"key": key, "label": label, "n": n}


def _sources(reader: Reader) -> list[dict[str, Any]]:
    today = reader.cases.filter(opened_at__gte=midnight_of(reader.now))
    found = dict(today.values_list("origin").annotate(n=Count("pk")))
    return [_row(o.value, str(o.label), found.get(o.value, 0)) for o in Origin]


def _units(reader: Reader) -> list[dict[str, Any]]:
    """The eight units with the most open cases."""
    return [
        {"code": one.unit.code, "label": one.unit.title, "n": one.open, "overdue": one.overdue}
        for one in in_hand.by_unit(reader.open)[:TOP_UNITS]
    ]


def _feed(reader: Reader) -> Iterable[Case]:
    return named(reader.open).order_by("severity", "-opened_at", "-id")[:FEED]


def _kinds(reader: Reader) -> dict[str, int]:
    """Open cases by kind, of every kind."""
    rows = Case.objects.filter(reader.everything, OPEN).order_by()
    return dict(rows.values_list("type__key").annotate(n=Count("pk")))


def _marks(reader: Reader) -> list[dict[str, Any]]:
    """Every open case as the map marks it, the gravest and newest first."""
    placed = reader.open.filter(lon__isnull=False, lat__isnull=False)
    return list(placed.order_by("severity", "-id").values(*MARK)[:MARKS])


def _areas(reader: Reader) -> list[dict[str, Any]]:
    """The children of the area, with what is open in each."""
    children = Area.objects.filter(parent=reader.area).values_list("code", "name", "name_en")
    found: dict[str, tuple[int, int, int | None]] = {}
    for row in in_hand.grouped(reader.open, "area_path"):
        child = row["by"][len(reader.area.path) :].split("/")[0]
        told = (row["n"], row["late"], row["worst"])
        found[child] = _merged(found.get(child, (0, 0, None)), told)
    return [_area(code, in_language(*names), found.get(code)) for code, *names in children]


def _merged(
    one: tuple[int, int, int | None], other: tuple[int, int, int]
) -> tuple[int, int, int | None]:
    worst = other[2] if one[2] is None else min(one[2], other[2])
    return one[0] + other[0], one[1] + other[1], worst


def _area(code: str, name: str, found: tuple[int, int, int | None] | None) -> dict[str, Any]:
    n, late, worst = found or (0, 0, None)
    return {"code": code, "name": name, "open": n, "overdue": late, "severity": worst}


def _alarms(reader: Reader) -> int:
    """Alarms that have not cleared."""
    return Alarm.objects.filter(
        reader.scope.q("case__"),
        reader.of_kinds("case__"),
        cleared_at=None,
        case__area_path__under=reader.area.path,
    ).count()


def _kpis(reader: Reader, stages: Stages) -> list[dict[str, Any]]:
    found = figures(reader, stages)
    of = f"area={reader.area.code}"
    of += f"&kinds={','.join(reader.kinds)}" if reader.kinds is not None else ""
    return [_kpi(kpi, found[kpi.key], of) for kpi in KPIS]


def _kpi(kpi: Kpi, figure: Figure, of: str) -> dict[str, Any]:
    return {
        "key": kpi.key,
        "label": str(kpi.label),
        "value": figure.value,
        "unit": str(kpi.unit),
        "delta": figure.delta,
        "spark": figure.spark,
        "href": f"/desk/?{kpi.query}&{of}",
        "definition": str(kpi.definition),
    }
