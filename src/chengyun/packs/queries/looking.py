"""What a pack's hand looks up beside registers: past readings, alarms, what is near."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from chengyun.cases.models import Alarm
from chengyun.geo import haversine_m
from chengyun.packs.api import AlarmView, EntryView, Near
from chengyun.people.policy import Scope
from chengyun.sensing import history, history_read
from chengyun.sensing.models import Datastream

MOST = 500


def past(
    scope: Scope, stream: str, since: datetime, until: datetime, points: int
) -> list[tuple[datetime, float]]:
    """The readings of a datastream that lies in the scope; none of one that does not."""
    found = _streams(scope).filter(key=stream).values_list("pk", flat=True).first()
    if found is None:
        return []
    held = history.at(Path(settings.CONFIG.data) / "history")
    chart = history_read.chart(held, found, since, until, points)
    times = (datetime.fromtimestamp(one / 1e6, UTC) for one in chart.time.tolist())
    return list(zip(times, chart.mean.tolist(), strict=True))


def alarms(
    scope: Scope, rules: Sequence[str], open_: bool, since: datetime | None
) -> list[AlarmView]:
    """The alarms of rules at datastreams of the scope, newest first."""
    rows = Alarm.objects.filter(rule__in=rules, datastream_id__in=_streams(scope).values("pk"))
    rows = rows.filter(cleared_at__isnull=True) if open_ else rows
    rows = rows.filter(onset_at__gte=since) if since else rows
    found = list(rows.select_related("case").order_by("-onset_at", "-pk")[:MOST])
    streams = Datastream.objects.select_related("thing__area").defer("thing__area__boundary")
    known = streams.in_bulk({row.datastream_id for row in found})
    return [_alarm(row, known[row.datastream_id]) for row in found if row.datastream_id in known]


def _streams(scope: Scope) -> Any:
    if scope.area_path is None:
        return Datastream.objects.none()
    within = Q(thing__area__path__within=scope.area_path) if scope.area_path else Q()
    return Datastream.objects.filter(within)


def _alarm(row: Alarm, stream: Datastream) -> AlarmView:
    thing, case = stream.thing, row.case
    return AlarmView(
        key=row.key,
        rule=row.rule,
        severity=row.severity,
        value=row.value,
        stream=stream.key,
        thing=thing.name,
        area=thing.area.code if thing.area else "",
        lon=thing.lon,
        lat=thing.lat,
        onset_at=row.onset_at,
        cleared_at=row.cleared_at,
        case=case.number if case and not case.confidential else "",
    )


def nearest(entries: Iterable[EntryView], at: tuple[float, float], most: int) -> list[Near]:
    """The nearest of them, the nearest first."""
    placed = [one for one in entries if one.lon is not None and one.lat is not None]
    lons, lats = [one.lon or 0.0 for one in placed], [one.lat or 0.0 for one in placed]
    metres = haversine_m(lons, lats, *at).tolist() if placed else []
    order = sorted(range(len(placed)), key=lambda i: metres[i])[:most]
    return [Near(entry=placed[i], metres=metres[i]) for i in order]


def without_few(counts: Mapping[str, int], least: int = 5) -> dict[str, int]:
    """Counts without those of one to four; where one alone is left out, the next smallest goes
    too, for it could be reckoned from the total."""
    few = [key for key, n in counts.items() if 0 < n < least]
    kept = {key: n for key, n in counts.items() if key not in few}
    if len(few) == 1 and kept:
        del kept[min(kept, key=lambda key: (kept[key], key))]
    return kept
