"""Readers of vital signs, for the wall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Avg, F, Max, Min, QuerySet
from django.utils import timezone

from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import Area
from chengyun.vitals import rules
from chengyun.vitals.forecast import Forecast, forecast, leaves
from chengyun.vitals.models import VitalReading, VitalSign
from chengyun.vitals.services import minute_of

SPARK_POINTS = 48
SPARK_MINUTES = 24 * 60
# A forecast looks at two days, and as far ahead as a quarter of the line it continues.
PAST_MINUTES = 2 * SPARK_MINUTES
AHEAD = 12
# From less than this nothing is foreseen.
LEAST_MINUTES = 30
TAILS_CACHE_S = 60
# Rooms above tell here which packs rest at a path; their vital signs are not shown there.
RESTING: list[Callable[[str], set[str]]] = []
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
    width = _width(area, now)
    sparks = _sparks(area, now, width)
    tails = _kept_tails(area, now, width)
    return [
        _shown(sign, latest[sign.key], sparks.get(sign.pk, []), now)
        | {"minutes": width, "forecast": tails.get(sign.pk)}
        for sign in _working(area)
        if sign.key in latest
    ]


def _working(area: Area) -> QuerySet[VitalSign]:
    """The vital signs that are worked out, without those of packs that rest there."""
    resting = {pack for told in RESTING for pack in told(area.path)}
    return VitalSign.objects.filter(active=True).exclude(pack__in=resting)


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


def _sparks(area: Area, now: datetime, width: int) -> dict[int, list[float]]:
    """At most 48 averages per vital sign over the last day, oldest first; finer while it is new."""
    if not width:
        return {}
    last_day = VitalReading.objects.filter(area=area, minute__gt=minute_of(now) - SPARK_MINUTES)
    rows = last_day.annotate(slot=F("minute") / width).values("vital_id", "slot")
    sparks: dict[int, list[float]] = {}
    for row in rows.annotate(mean=Avg("value")).order_by("vital_id", "slot"):
        sparks.setdefault(row["vital_id"], []).append(round(row["mean"], 3))
    return sparks


@dataclass(frozen=True)
class Leaving:
    """A vital sign that is foreseen to cross a limit of its band, and when."""

    sign: VitalSign
    at: datetime
    limit: float


def leaving(viewer: Viewer, area: Area, now: datetime) -> list[Leaving]:
    """The vital signs of an area that the forecasts on the wall see leave their band, the soonest
    first. Empty for a viewer who may not see the area."""
    if not may_see(viewer, area):
        return []
    tails = _kept_tails(area, now, _width(area, now))
    gone = {pk: tail for pk, tail in tails.items() if tail["leaves_at"]}
    signs = _working(area).in_bulk(gone)
    found = [
        Leaving(signs[pk], datetime.fromisoformat(tail["leaves_at"]), tail["limit"])
        for pk, tail in gone.items()
        if pk in signs
    ]
    return sorted(found, key=lambda one: one.at)


def _width(area: Area, now: datetime) -> int:
    """Minutes of one slot of the line of the last day; 0 where nothing was measured in it."""
    last_day = VitalReading.objects.filter(area=area, minute__gt=minute_of(now) - SPARK_MINUTES)
    first = last_day.aggregate(first=Min("minute"))["first"]
    return 0 if first is None else -(-(minute_of(now) - first + 1) // SPARK_POINTS)


def _kept_tails(area: Area, now: datetime, width: int) -> dict[int, dict[str, Any]]:
    key = f"tails:{area.pk}:{width}"
    return cache.get_or_set(key, lambda: _tails(area, now, width), TAILS_CACHE_S) or {}


def _tails(area: Area, now: datetime, width: int) -> dict[int, dict[str, Any]]:
    """By vital sign, its forecast in the slots of the line; none for those too young or silent."""
    if not width:
        return {}
    signs = {sign.pk: sign for sign in VitalSign.objects.filter(active=True)}
    slots = _slots(area, now, width)
    tails = {key: _tail(signs[key], past, width, now) for key, past in slots.items()}
    return {key: tail for key, tail in tails.items() if tail}


def _slots(area: Area, now: datetime, width: int) -> dict[int, rules.Floats]:
    """By vital sign, the means of the slots of two days up to now, NaN where there is none."""
    # Counted from now backwards: the last slot is whole and ends now.
    end = minute_of(now)
    rows = VitalReading.objects.filter(area=area, minute__gt=end - PAST_MINUTES, minute__lte=end)
    back = rows.filter(vital__active=True).annotate(back=(end - F("minute")) / width)
    means = back.values("vital_id", "back").annotate(mean=Avg("value")).order_by()
    count = PAST_MINUTES // width + 1
    slots: dict[int, rules.Floats] = {}
    for row in means:
        past = slots.setdefault(row["vital_id"], np.full(count, np.nan))
        past[count - 1 - row["back"]] = row["mean"]
    return {key: past[np.argmax(np.isfinite(past)) :] for key, past in slots.items()}


def _tail(sign: VitalSign, past: rules.Floats, width: int, now: datetime) -> dict[str, Any] | None:
    found = forecast(past, AHEAD, SPARK_MINUTES // width)
    if found is None or len(past) * width < LEAST_MINUTES:
        return None
    least = 0.0 if np.nanmin(past) >= 0 else -np.inf
    found = found.clipped(least, 100.0 if sign.unit == "%" else np.inf)
    shown = {name: told.round(3).tolist() for name, told in asdict(found).items()}
    return {**shown, **_leaving(found, past[-1], band(sign, now), width, now)}


def _leaving(
    found: Forecast, value: float, band: tuple[float, float], width: int, now: datetime
) -> dict[str, Any]:
    """When the forecast crosses which limit; nothing of a sign that is outside already."""
    low, high = band
    after = leaves(found, low, high) if low <= value <= high else None
    if after is None:
        return {"leaves_at": None, "limit": None}
    at = now + timedelta(minutes=after * width)
    return {"leaves_at": at.isoformat(), "limit": high if found.mean[after - 1] > high else low}
