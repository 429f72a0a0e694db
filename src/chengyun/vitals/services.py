"""The only writers of vital signs: minute readings, and forgetting old ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chengyun.places.models import Area
from chengyun.vitals.models import VitalReading, VitalSign

KEEP_DAYS = 8


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970 UTC."""
    return int(at.timestamp()) // 60


def record(readings: Mapping[str, Sequence[Mapping[str, Any]]], at_s: float) -> int:
    """Keep what `tasks.compute` gave as the readings of the minute of `at_s` (seconds since 1970).

    A second record of one minute is ignored. Gives the number of readings.
    """
    areas = dict(Area.objects.filter(code__in=readings).values_list("code", "pk"))
    signs = dict(VitalSign.objects.values_list("key", "pk"))
    minute = int(at_s) // 60
    rows = [
        VitalReading(
            vital_id=signs[one["key"]], area_id=areas[code], minute=minute, value=one["value"]
        )
        for code, some in readings.items()
        for one in some
        if code in areas and one["key"] in signs and one["value"] is not None
    ]
    VitalReading.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def forget(now: datetime, keep_days: int = KEEP_DAYS) -> int:
    """Delete readings older than `keep_days`; the number deleted."""
    before = minute_of(now - timedelta(days=keep_days))
    return VitalReading.objects.filter(minute__lt=before).delete()[0]
