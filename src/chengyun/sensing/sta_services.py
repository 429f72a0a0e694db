"""The writers of what SensorThings tells: make things and datastreams, delete with what hangs on
them (OGC 18-088, table 25)."""

import secrets
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from chengyun.places.models import Area
from chengyun.sensing import sta_places
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.sensing.sta_models import (
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    MultiDatastream,
    Sensor,
)

Values = Mapping[str, Any]
KIND = "sensorthings"
# Nobody has said what a sound sensor of a property that a client made can give.
WIDEST = sys.float_info.max


def _key() -> str:
    return f"sta-{secrets.token_hex(8)}"


def make_thing(values: Values, home: Area | None) -> Thing:
    """A thing that is nowhere yet: it stands in the middle of its maker's area."""
    lon, lat = (home.lon, home.lat) if home else (0.0, 0.0)
    return Thing.objects.create(
        **values, key=_key(), kind=KIND, area=home, lon=lon, lat=lat, unplaced=True
    )


def make_location(values: Values, home: Area | None) -> Location:
    area = sta_places.area_of(values["location"], home)
    return Location.objects.create(**values, area=area)


def make_feature(values: Values, home: Area | None) -> FeatureOfInterest:
    area = sta_places.area_of(values["feature"], home)
    return FeatureOfInterest.objects.create(**values, area=area)


def make_property(values: Values, home: Area | None) -> ObservedProperty:
    """A property without limits, under a code of its own."""
    return ObservedProperty.objects.create(
        **values, code=_key(), name_zh=values["name"][:60], minimum=-WIDEST, maximum=WIDEST
    )


def make_datastream(values: Values, home: Area | None) -> Datastream:
    return Datastream.objects.create(**values, key=_key())


def make_sensor(values: Values, home: Area | None) -> Sensor:
    return Sensor.objects.create(**values)


def make_history(values: Values, home: Area | None) -> HistoricalLocation:
    return HistoricalLocation.objects.create(**values)


def make_multi(values: Values, home: Area | None) -> MultiDatastream:
    return MultiDatastream.objects.create(**values)


def set_components(multi: MultiDatastream, properties: Sequence[ObservedProperty]) -> None:
    """A datastream for each property, so that detection sees each as a series of its own."""
    for position, observed in enumerate(properties):
        Datastream.objects.create(
            key=_key(), name=f"{multi.name} · {observed.name}"[:200], thing=multi.thing,
            observed_property=observed, multi=multi, position=position, sensor=multi.sensor,
            unit=multi.units[position], observation_type=multi.data_types[position],
        )  # fmt: skip


def follow_multi(multi: MultiDatastream) -> None:
    """The components go where their MultiDatastream goes."""
    multi.components.update(thing=multi.thing_id, sensor=multi.sensor_id)


def delete(row: Any) -> None:
    """Delete an entity and what the standard deletes with it. History itself is only added to:
    readings of a datastream that is gone stay in its files, under a number never given again."""
    DELETERS.get(type(row), _simply)(row)


def _simply(row: Any) -> None:
    row.delete()


def _multi(row: MultiDatastream) -> None:
    row.components.all().delete()
    row.delete()


def _streams(rows: Any, multis: Any) -> None:
    for multi in multis:
        _multi(multi)
    rows.filter(multi=None).delete()


def _thing(row: Thing) -> None:
    _streams(row.datastreams, row.multi_datastreams.all())
    row.delete()


def _sensor(row: Sensor) -> None:
    _streams(row.datastreams, row.multi_datastreams.all())
    row.delete()


def _property(row: ObservedProperty) -> None:
    multis = MultiDatastream.objects.filter(components__observed_property=row).distinct()
    _streams(Datastream.objects.filter(observed_property=row), list(multis))
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])


def _location(row: Location) -> None:
    """A thing without any place left stays where it last was, and is told to be nowhere."""
    things = list(row.things.values_list("id", flat=True))
    HistoricalLocation.objects.filter(locations=row).delete()
    row.delete()
    Thing.objects.filter(pk__in=things, locations=None).update(unplaced=True)


DELETERS: Mapping[type, Any] = {
    Thing: _thing,
    Sensor: _sensor,
    ObservedProperty: _property,
    Location: _location,
    MultiDatastream: _multi,
}
