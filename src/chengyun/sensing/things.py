"""Taking in things and their datastreams from a file."""

from collections.abc import Sequence

from chengyun.places.district_file import DatastreamRow, ThingRow
from chengyun.places.models import Area
from chengyun.places.taking import Ids, ids_of, look_up, upsert
from chengyun.sensing import sta_places
from chengyun.sensing.models import Datastream, ObservedProperty, Thing


def take_things(rows: Sequence[ThingRow], *, simulated: bool) -> int:
    """Insert or update things by key, then their datastreams; returns how many of these."""
    areas = ids_of(Area, "code")
    things = [
        Thing(
            key=row.key,
            name=row.name,
            kind=row.kind,
            area_id=look_up(areas, row.area, f"thing {row.key}", "area"),
            lon=row.lon,
            lat=row.lat,
            simulated=simulated,
        )
        for row in rows
    ]
    upsert(Thing, "key", things, ["name", "kind", "area", "lon", "lat", "simulated"])
    count = _datastreams(rows)
    sta_places.complete()
    sta_places.follow_moved()
    return count


def _datastreams(rows: Sequence[ThingRow]) -> int:
    things, properties = ids_of(Thing, "key"), ids_of(ObservedProperty, "code")
    streams = [
        _datastream(row, things[thing.key], properties)
        for thing in rows
        for row in thing.datastreams
    ]
    upsert(Datastream, "key", streams, ["thing", "observed_property", "interval_s"])
    return len(streams)


def _datastream(row: DatastreamRow, thing: int, properties: Ids) -> Datastream:
    known = look_up(properties, row.property, f"datastream {row.key}", "property")
    return Datastream(
        key=row.key,
        thing_id=thing,
        observed_property_id=known or 0,
        interval_s=row.interval_s,
    )
