"""Readers of vital signs, for the wall."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Avg, F, Max, Min
from django.utils import timezone

from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import Area
from chengyun.vitals import outlook, rules
from chengyun.vitals.models import VitalReading, VitalSign
from chengyun.vitals.services import minute_of

SPARK_POINTS = 48
SPARK_MINUTES = 24 * 60
# A minute reading older than this is shown grey.
STALE_MINUTES = 3


def may_see(viewer: Viewer, area: Area) -> bool:
    """Vital signs belong to an area, not to a unit: the area part of the viewer's scope decides."""
    within = scope_for(viewer).area_path
    return within is not None and area.path.startswith(within)


def current(
    viewer: Viewer,
    area: Area,
    now: datetime,
    live: Sequence[Mapping[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """The vital signs of an area as the wall shows them, each with its last 24 hours.

    `live` is the area's entry of `tasks.compute` where the caller has it; otherwise the last
    minute reading speaks. Empty for a viewer who may not see the area.
    """
    if not may_see(viewer, area):
        return []
    latest = {one["key"]: one for one in live} if live else _latest(area, now)
    sparks = _sparks(area, now)
    return [
        _shown(sign, latest[sign.key], sparks.get(sign.pk, []), now)
        for sign in VitalSign.objects.filter(active=True)
        if sign.key in latest
    ]


def band(sign: VitalSign, now: datetime) -> tuple[float, float]:
    """The healthy band at this hour of the local day."""
    return sign.low, rules.upper(sign.high, sign.night_high, timezone.localtime(now))


def _latest(area: Area, now: datetime) -> dict[str, dict[str, Any]]:
    """The newest minute reading of the last day per vital sign, in the shape of `compute`."""
    ids = (
        VitalReading.objects.filter(area=area, minute__gt=minute_of(now) - SPARK_MINUTES)
        .values("vital_id")
        .annotate(newest=Max("minute"))
    )
    newest = {row["vital_id"]: row["newest"] for row in ids}
    rows = VitalReading.objects.filter(area=area, minute__in=set(newest.values()))
    return {
        row.vital.key: _stored(row, now)
        for row in rows.select_related("vital")
        if newest.get(row.vital_id) == row.minute
    }


def _stored(reading: VitalReading, now: datetime) -> dict[str, Any]:
    sign = reading.vital
    old = minute_of(now) - reading.minute > STALE_MINUTES
    state = "stale" if old else _state(reading.value, *band(sign, now))
    age = max(0, int(now.timestamp()) - reading.minute * 60)
    return {"key": sign.key, "value": reading.value, "state": state, "age_s": age}


def _state(value: float, low: float, high: float) -> str:
    return rules.states(np.array([value]), low, high)[0]


def _shown(
    sign: VitalSign, reading: Mapping[str, Any], spark: list[float], now: datetime
) -> dict[str, Any]:
    low, high = band(sign, now)
    return {
        **reading,
        "label": sign.title,
        "unit": sign.unit,
        "low": low,
        "high": high,
        "digits": sign.digits,
        "spark": spark,
    }


def _sparks(area: Area, now: datetime) -> dict[int, list[float]]:
    """At most 48 averages per vital sign over the last day, oldest first; finer while it is new."""
    last_day = VitalReading.objects.filter(area=area, minute__gt=minute_of(now) - SPARK_MINUTES)
    first = last_day.aggregate(first=Min("minute"))["first"]
    if first is None:
        return {}
    width = -(-(minute_of(now) - first + 1) // SPARK_POINTS)
    rows = last_day.annotate(slot=F("minute") / width).values("vital_id", "slot")
    sparks: dict[int, list[float]] = {}
    for row in rows.annotate(mean=Avg("value")).order_by("vital_id", "slot"):
        sparks.setdefault(row["vital_id"], []).append(round(row["mean"], 3))
    return sparks


def leaving(viewer: Viewer, area: Area, now: datetime) -> list[tuple[VitalSign, outlook.Leaving]]:
    """The vital signs of an area that will leave their band within six hours if they go on as they
    did in the last three, the soonest first."""
    if not may_see(viewer, area):
        return []
    since = minute_of(now) - outlook.MOST
    rows = VitalReading.objects.filter(area=area, minute__gt=since, vital__active=True)
    points: dict[int, list[tuple[int, float]]] = {}
    for pk, minute, value in rows.order_by("minute").values_list("vital_id", "minute", "value"):
        points.setdefault(pk, []).append((minute, value))
    signs = VitalSign.objects.in_bulk(points)
    found = [(signs[pk], _leaving(signs[pk], some, now)) for pk, some in points.items()]
    return sorted(((s, one) for s, one in found if one), key=lambda pair: pair[1].minutes)


def _leaving(
    sign: VitalSign, points: Sequence[tuple[int, float]], now: datetime
) -> outlook.Leaving | None:
    if minute_of(now) - points[-1][0] > STALE_MINUTES:
        return None
    minutes, values = np.array(points, dtype=np.float64).T
    return outlook.leaving(minutes, values, *band(sign, now))
