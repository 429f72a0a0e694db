"""Observations as they are read: from history and what came after it, with their extras."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from chengyun.api import hub
from chengyun.api.sensorthings import door, ids, times
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.entities import DATASTREAMS, OBSERVATION, EntitySet
from chengyun.api.sensorthings.errors import bad, missing
from chengyun.api.sensorthings.observation import Observation, Stream
from chengyun.api.sensorthings.observation_plan import NEAR_US, Plan, plan
from chengyun.api.sensorthings.odata import path_of
from chengyun.api.sensorthings.options import Options
from chengyun.api.sensorthings.rows import BOUND, Found, Origin, looker, sift
from chengyun.api.sensorthings.times import Interval, Time
from chengyun.sensing import sta_places
from chengyun.sensing.history_rows import EARLIEST, LATEST, Rows, Wanted
from chengyun.sensing.models import Datastream
from chengyun.sensing.sta_models import HistoricalLocation, ObservationExtra


def find(context: Context, origin: Origin | None, options: Options) -> Found:
    """A page of observations that the viewer sees."""
    made = plan(options.filter, context)
    streams = streams_of(context, made.streams, origin)
    if newest := _newest(context, streams, origin, options):
        return newest
    wanted, exact = _wanted(made, streams, options)
    if exact and not of_feature(origin):
        return _page(context, streams, wanted, options)
    rows = door.past().rows(replace(wanted, limit=BOUND + 1))
    if len(rows) > BOUND:
        raise bad(f"more than {BOUND} Observations to look at; name a Datastream or a time")
    held = put_together(rows, streams)
    if of_feature(origin):
        assert origin
        held = [row for row in held if feature_id(context, row) == origin.row.pk]
    return sift(held, options, lambda row: looker(context, OBSERVATION, row), exact)


def streams_of(context: Context, q: Q, origin: Origin | None) -> dict[int, Stream]:
    """Datastreams whose observations may be shown: one a MultiDatastream."""
    rows = _visible(context).filter(q)
    if origin is not None:
        rows = rows.filter(_from(origin))
    told = rows.order_by().values_list("id", "thing_id", "multi_id").distinct()
    return {key: Stream(key, thing, multi) for key, thing, multi in told}


def _visible(context: Context) -> QuerySet[Datastream]:
    """Also the components of MultiDatastreams, which are not shown as Datastreams."""
    path = context.access.path
    seen = Q(pk__in=[]) if path is None else Q()
    if path:
        seen = Q(**{f"{DATASTREAMS.area}__within": path})
    return Datastream.objects.filter(seen, position=0)


def _from(origin: Origin) -> Q:
    if origin.entities.name == "Datastreams":
        return Q(pk=origin.row.pk)
    if origin.entities.name == "MultiDatastreams":
        return Q(multi=origin.row.pk)
    told = ObservationExtra.objects.filter(feature=origin.row.pk).values("datastream")
    place = origin.row.location_id
    here = Q(thing__historical_locations__locations=place) if place else Q(pk__in=[])
    return here | Q(pk__in=told)


def of_feature(origin: Origin | None) -> bool:
    return origin is not None and origin.entities.name == "FeaturesOfInterest"


def _newest(
    context: Context, streams: dict[int, Stream], origin: Origin | None, options: Options
) -> Found | None:
    """The last observation of one datastream, which every dashboard asks for: from memory."""
    live = hub.current().live
    plain = options.filter is None and not options.count and not of_feature(origin)
    if not (plain and options.top == 1 and not options.skip and len(streams) == 1):
        return None
    (stream,) = streams.values()
    if _order(options) != "desc" or stream.multi is not None or not hub.current().running:
        return None
    if stream.id >= len(live.time) or live.time[stream.id] <= 0:
        return None
    columns = (live.time[[stream.id]], live.value[[stream.id]])
    held = put_together(Rows(np.array([stream.id]), *columns), streams)
    moved = ObservationExtra.objects.filter(datastream=stream.id, moved=True).exists()
    return None if moved or (held[0].extra and held[0].extra.deleted) else Found(held, None, True)


def _order(options: Options) -> str:
    """ "asc" or "desc" when rows are wanted by phenomenonTime alone; else nothing."""
    if not options.orderby:
        return "asc"
    first = options.orderby[0]
    if len(options.orderby) > 1 or path_of(first.node) not in (("phenomenonTime",), ("id",)):
        return ""
    if path_of(first.node) == ("id",):
        return ""
    return "desc" if first.newest_first else "asc"


def _wanted(made: Plan, streams: dict[int, Stream], options: Options) -> tuple[Wanted, bool]:
    """What to ask history for, and whether that decides the filter and the order."""
    extras = ObservationExtra.objects.filter(datastream__in=_few(streams))
    told = extras.filter(deleted=False)
    odd_times = told.filter(phenomenon_start__isnull=False).exists()
    moved = odd_times and told.filter(moved=True).exists()
    odd_results = told.filter(has_result=True).exists() or any(s.multi for s in streams.values())
    low, high = made.low, made.high
    if moved and made.timed:
        low, high = EARLIEST, LATEST
    elif odd_times and made.timed:
        high = min(high + NEAR_US, LATEST)
    wanted = Wanted(
        np.fromiter(streams, np.int64, len(streams)), low, high,
        () if odd_results else made.values, _deleted(extras), _order(options) == "desc",
    )  # fmt: skip
    exact = made.exact and bool(_order(options)) and not moved
    exact = exact and not (odd_times and made.timed) and not (odd_results and made.values)
    return wanted, exact


def _few(streams: dict[int, Stream]) -> Any:
    """The ids, or all that there are where a list would be too long for the database."""
    return list(streams) if len(streams) <= 500 else Datastream.objects.order_by().values("pk")


def _deleted(extras: QuerySet[ObservationExtra]) -> tuple[Any, Any]:
    keys = list(extras.filter(deleted=True).values_list("id", flat=True))
    pairs = [ids.decode(key) for key in keys]
    return (
        np.array([stream for stream, _ in pairs], np.int64),
        np.array([us // 1000 for _, us in pairs], np.int64),
    )


def _page(context: Context, streams: dict[int, Stream], wanted: Wanted, options: Options) -> Found:
    count = door.past().count(wanted) if options.count else None
    page = replace(wanted, limit=options.size + 1, skip=options.skip)
    rows = put_together(door.past().rows(page), streams)
    return Found(rows[: options.size], count, len(rows) > options.size)


def put_together(rows: Rows, streams: dict[int, Stream]) -> list[Observation]:
    """Observations of columns, with what else is known of them."""
    columns = zip(rows.stream.tolist(), rows.time.tolist(), rows.value.tolist(), strict=True)
    held = [Observation(streams[stream], time, value) for stream, time, value in columns]
    extras: dict[int, ObservationExtra] = {}
    for at in range(0, len(held), 900):
        extras |= ObservationExtra.objects.in_bulk([row.pk for row in held[at : at + 900]])
    for row in held:
        row.extra = extras.get(row.pk)
    _fill_others([row for row in held if row.stream.multi is not None])
    return held


def _fill_others(rows: Sequence[Observation]) -> None:
    """The further components of observations of MultiDatastreams, from their own datastreams."""
    if not rows:
        return
    parts = list(
        Datastream.objects.filter(multi__in={row.stream.multi for row in rows}, position__gt=0)
        .order_by("position")
        .values_list("multi_id", "id")
    )
    span = [row.time // 1000 * 1000 for row in rows]
    wanted = Wanted(np.array([part for _, part in parts]), min(span), max(span) + 999)
    found = door.past().rows(wanted)
    columns = zip(found.stream.tolist(), found.time.tolist(), found.value.tolist(), strict=True)
    values = {(stream, time // 1000): value for stream, time, value in columns}
    for row in rows:
        own = [part for multi, part in parts if multi == row.stream.multi]
        row.others = [values.get((part, row.time // 1000), 0.0) for part in own]


def one(context: Context, key: int, origin: Origin | None = None) -> Observation:
    """The observation with that id. Raises Fault 404."""
    stream, us = ids.decode(key)
    streams = streams_of(context, Q(pk=stream), origin)
    if streams:
        found = door.past().rows(Wanted(np.array([stream]), us, us + 999, limit=1))
        for row in put_together(found, streams):
            here = not of_feature(origin) or feature_id(context, row) == origin.row.pk  # type: ignore[union-attr]
            if here and not (row.extra and row.extra.deleted):
                return row
    raise missing(f"Observations({key})")


def linked(context: Context, origin: Origin) -> Q:
    """Which entity of a stored set an observation's link leads to."""
    row: Observation = origin.row
    if origin.link.name == "Datastream":
        return Q(pk=row.stream.id)
    if origin.link.name == "MultiDatastream":
        return Q(pk=row.stream.multi or 0)
    return Q(pk=feature_id(context, row) or 0)


def feature_id(context: Context, row: Observation) -> int | None:
    """The feature an observation is of: its own, else where its thing was at that time."""
    if row.extra and row.extra.feature_id:
        return int(row.extra.feature_id)
    key = ("features", row.stream.thing)
    if key not in context.cache:
        context.cache[key] = _features(row.stream.thing)
    told: list[tuple[int, int]] = context.cache[key]
    before = [feature for us, feature in told if us <= row.time]
    return before[-1] if before else told[0][1] if told else None


def _features(thing: int) -> list[tuple[int, int]]:
    """From when (µs) a thing's observations were of which feature."""
    told = []
    history = HistoricalLocation.objects.filter(thing=thing).order_by("time", "id")
    for row in history.prefetch_related("locations"):
        feature = sta_places.feature_of_places(list(row.locations.all()))
        if feature:
            told.append((times.micros(row.time), feature.pk))
    return told


def span(name: str, entities: EntitySet, row: Any) -> Time | None:
    """phenomenonTime or resultTime of a datastream: from its first observation to its last."""
    streams = [row.pk]
    if entities.name == "MultiDatastreams":
        streams = list(row.components.filter(position=0).values_list("id", flat=True))
    extras = ObservationExtra.objects.filter(datastream__in=streams, deleted=False)
    if name == "resultTime":
        told = [t for t in extras.values_list("result_time", flat=True) if t]
        return Interval(min(told), max(told)) if told else None
    found = door.past().spans(np.array(streams, np.int64), _deleted(_all_extras(streams)))
    if not found:
        return None
    low, high = next(iter(found.values()))
    ends = [e or s for s, e in extras.values_list("phenomenon_start", "phenomenon_end") if s]
    starts = [s for s in extras.values_list("phenomenon_start", flat=True) if s]
    return Interval(min([times.moment(low), *starts]), max([times.moment(high), *ends]))


def _all_extras(streams: list[int]) -> QuerySet[ObservationExtra]:
    return ObservationExtra.objects.filter(datastream__in=streams)
