"""Where things are, as SensorThings tells it: Locations, their history, features, sensors.

Things come from files, adapters and first readings too; `complete` gives those what a SensorThings
reader expects of every thing, and `locate` puts a thing where a Location says.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from shapely.errors import ShapelyError
from shapely.geometry import shape

from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.places.queries import locate as area_at
from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.sensing.sta_models import (
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    Sensor,
)

STEP = 2000


def point(lon: float, lat: float) -> dict[str, Any]:
    """GeoJSON of a point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def middle(geometry: object) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON geometry's middle; None for what is no geometry."""
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    try:
        held = shape(geometry)
        return (held.centroid.x, held.centroid.y) if not held.is_empty else None
    except (ShapelyError, AttributeError, TypeError, ValueError, KeyError, IndexError):
        return None


def area_of(geometry: object, otherwise: Area | None) -> Area | None:
    """The narrowest area that holds the geometry's middle, else the one given."""
    spot = middle(geometry)
    return (area_at(*spot) if spot else None) or otherwise


def whole() -> Area | None:
    """The district: where a thing is of which nobody has said where."""
    return Area.objects.filter(level=Level.DISTRICT).defer("boundary").first()


@transaction.atomic
def complete() -> None:
    """Give every thing, datastream and property made by other doors what readers expect."""
    _place_new()
    _name_all()
    _sensors()


def _place_new() -> None:
    fresh = Thing.objects.filter(unplaced=False, locations=None).order_by("id")
    while things := list(fresh[:STEP]):
        made = Location.objects.bulk_create(
            [
                Location(
                    name=t.name, location=point(t.lon, t.lat), area_id=t.area_id, generated=True
                )
                for t in things
            ]
        )
        through = Thing.locations.through
        through.objects.bulk_create(
            [through(thing=t, location=p) for t, p in zip(things, made, strict=True)]
        )
        _history(things, made)


def _history(things: Sequence[Thing], locations: Sequence[Location]) -> None:
    now = timezone.now()
    rows = HistoricalLocation.objects.bulk_create(
        [HistoricalLocation(time=now, thing=thing) for thing in things]
    )
    through = HistoricalLocation.locations.through
    through.objects.bulk_create(
        [
            through(historicallocation=row, location=place)
            for row, place in zip(rows, locations, strict=True)
        ]
    )


@transaction.atomic
def follow_moved() -> None:
    """A file that moves a thing moves the Location that was made for it."""
    pairs = Thing.locations.through.objects.filter(location__generated=True).select_related(
        "thing", "location"
    )
    moved = [
        pair
        for pair in pairs.iterator(STEP)
        if pair.location.location != point(pair.thing.lon, pair.thing.lat)
    ]
    for pair in moved:
        pair.location.location = point(pair.thing.lon, pair.thing.lat)
        pair.location.area_id = pair.thing.area_id
        pair.location.save(update_fields=["location", "area"])


def _name_all() -> None:
    english = NullIf(F("name_en"), Value(""), output_field=CharField())
    ObservedProperty.objects.filter(name="").update(name=Coalesce(english, F("name_zh")))
    Datastream.objects.filter(name="").update(name=F("key"))


def _sensors() -> None:
    """One Sensor for each kind of device: nobody has said more of how it measures."""
    bare = Datastream.objects.filter(sensor=None, multi=None)
    for kind in bare.order_by().values_list("thing__kind", flat=True).distinct():
        sensor, _ = Sensor.objects.get_or_create(name=kind or "device")
        Datastream.objects.filter(sensor=None, thing__kind=kind).update(sensor=sensor)


def locate(thing: Thing, locations: Sequence[Location], at: datetime | None = None) -> None:
    """Put a thing at Locations (several: the same place said differently) and note it."""
    thing.locations.set(locations)
    if not locations:
        return
    row = HistoricalLocation.objects.create(thing=thing, time=at or timezone.now())
    row.locations.set(locations)
    stand(thing, locations)


def take_newest(row: HistoricalLocation) -> None:
    """The newest entry of a thing's history says where it is (OGC 18-088, 8.2.3)."""
    later = HistoricalLocation.objects.filter(thing_id=row.thing_id, time__gt=row.time)
    if not later.exists():
        locations = list(row.locations.all())
        row.thing.locations.set(locations)
        stand(row.thing, locations)


def stand(thing: Thing, locations: Sequence[Location]) -> None:
    """Give a thing the coordinates and the area of the first of them that is a geometry."""
    for location in locations:
        spot = middle(location.location)
        if spot:
            thing.lon, thing.lat = spot
            thing.area = area_of(location.location, thing.area)
            thing.unplaced = False
            thing.save(update_fields=["lon", "lat", "area", "unplaced"])
            return


def feature_of(thing_id: int) -> FeatureOfInterest | None:
    """The feature made from where the thing is; made now if need be. None without a place."""
    return feature_of_places(list(Location.objects.filter(things=thing_id)))


def feature_of_places(places: Sequence[Location]) -> FeatureOfInterest | None:
    """The feature made from the first of these that is a geometry, else from the first."""
    told = sorted(places, key=lambda place: (middle(place.location) is None, place.pk))
    return _feature(told[0]) if told else None


def _feature(place: Location) -> FeatureOfInterest:
    held = FeatureOfInterest.objects.filter(location=place).first()
    return held or FeatureOfInterest.objects.create(
        name=place.name, description=place.description, encoding_type=place.encoding_type,
        feature=place.location, area_id=place.area_id, location=place,
    )  # fmt: skip
