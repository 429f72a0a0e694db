"""The last readings of all datastreams of a property, as far as history has them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from chengyun.calendar.instants import micros
from chengyun.packs.api import Live
from chengyun.people.policy import Scope
from chengyun.sensing import duck, history
from chengyun.sensing.models import Datastream

SPAN = timedelta(hours=2)
LAST = """SELECT stream, max(time) AS time, arg_max(value, time) AS value FROM {files}
WHERE time >= $low {only} GROUP BY stream"""


def latest(
    scope: Scope, property: str, now: datetime | None = None, only: Sequence[str] | None = None
) -> list[Live]:
    """The last reading, of the last two hours, of every datastream in the scope, by its key; with
    `only`, of those with these keys.

    History is some fifteen seconds behind what has just come in.
    """
    now = now or timezone.now()
    streams = _streams(scope, property, only)
    wanted = None if only is None else list(streams)
    found = _last(micros(now - SPAN), micros(now), wanted) if streams else {}
    return [
        _live(streams[pk], *found[pk])
        for pk in sorted(found.keys() & streams.keys(), key=lambda pk: streams[pk].key)
    ]


class _Stream(NamedTuple):
    """What is told of a datastream beside its readings: thousands are read, so rows it is."""

    pk: int
    key: str
    thing: str
    area: str | None
    lon: float
    lat: float


COLUMNS = ("pk", "key", "thing__name", "thing__area__code", "thing__lon", "thing__lat")


def _streams(scope: Scope, property: str, only: Sequence[str] | None) -> dict[int, _Stream]:
    if scope.area_path is None:
        return {}
    rows = Datastream.objects.filter(observed_property__code=property)
    if only is not None:
        rows = rows.filter(key__in=only)
    if scope.area_path:
        rows = rows.filter(thing__area__path__within=scope.area_path)
    return {row[0]: _Stream(*row) for row in rows.order_by().values_list(*COLUMNS)}


def _last(low: int, high: int, wanted: list[int] | None) -> dict[int, tuple[int, float]]:
    table = history.at(Path(settings.CONFIG.data) / "history").table
    files = table.within(low, high)
    if not files:
        return {}
    only = "" if wanted is None else f"AND stream IN ({', '.join(map(str, wanted))})"
    rows = duck.rows(LAST.format(files=duck.from_files(files), only=only), low=low)
    return {stream: (time, value) for stream, time, value in rows}


def _live(stream: _Stream, time: int, value: float) -> Live:
    return Live(
        stream=stream.key,
        thing=stream.thing,
        area=stream.area or "",
        lon=stream.lon,
        lat=stream.lat,
        value=value,
        at=datetime.fromtimestamp(time / 1e6, UTC),
    )
