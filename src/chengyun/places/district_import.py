"""Taking in a district: areas, base map, facilities, units, officers and devices at once."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.district_file import AreaRow, DatastreamRow, DistrictFile, OfficerRow
from chengyun.places.faults import ImportFault
from chengyun.places.layers import put_layer
from chengyun.places.models import Area, Facility
from chengyun.sensing.models import Datastream, ObservedProperty, Thing

Say = Callable[[str, int], None]
T = TypeVar("T")
Ids = Mapping[str, int]


def take_in(district: DistrictFile, officer_password: str, say: Say) -> None:
    """Write a district in one transaction; what is there already is brought up to date by its key.

    Officers that exist keep their password. `say(what, how_many)` follows each step. Raises
    ImportFault when something refers to what is not there; then nothing was written.
    """
    with transaction.atomic():
        areas = _areas(district.areas)
        say("areas", len(district.areas))
        for layer in district.layers:
            put_layer(layer.kind, layer.features)
        say("layers of the base map", len(district.layers))
        _facilities(district, areas)
        say("facilities", len(district.facilities))
        units = _units(district, areas)
        say("units", len(district.units))
        _officers(district, areas, units, officer_password)
        say("officers", len(district.officers))
        say("things", _things(district, areas))
        say("datastreams", _datastreams(district))


def _areas(rows: list[AreaRow]) -> Ids:
    """Level by level, because a child needs the id and the path of its parent."""
    known = dict(Area.objects.values_list("code", "path"))
    for level in Level:
        of_level = [row for row in rows if row.level == level]
        paths = {row.code: _path(row, known) for row in of_level}
        ids = _ids(Area, "code")
        upsert(Area, "code", [_area(row, paths[row.code], ids) for row in of_level])
        known |= paths
    return _ids(Area, "code")


def _path(row: AreaRow, known: Mapping[str, str]) -> str:
    return f"{look_up(known, row.parent, f'area {row.code}', 'parent') or ''}{row.code}/"


def _area(row: AreaRow, path: str, ids: Ids) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        level=row.level,
        parent_id=ids[row.parent] if row.parent else None,
        path=path,
        lon=row.lon,
        lat=row.lat,
        population=row.population,
        boundary=json.dumps(row.boundary, separators=(",", ":")) if row.boundary else "",
    )


def _facilities(district: DistrictFile, areas: Ids) -> None:
    upsert(
        Facility,
        "key",
        [
            Facility(
                key=row.key,
                kind=row.kind,
                name=row.name,
                area_id=look_up(areas, row.area, f"facility {row.key}", "area"),
                lon=row.lon,
                lat=row.lat,
            )
            for row in district.facilities
        ],
    )


def _units(district: DistrictFile, areas: Ids) -> Ids:
    upsert(
        Unit,
        "code",
        [
            Unit(
                code=row.code,
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind=row.kind,
                area_id=look_up(areas, row.area, f"unit {row.code}", "area"),
            )
            for row in district.units
        ],
    )
    return _ids(Unit, "code")


def _officers(district: DistrictFile, areas: Ids, units: Ids, password: str) -> None:
    # One hash for all: they share the password, and hashing is slow on purpose.
    hashed = make_password(password) if district.officers else ""

    def officer(row: OfficerRow) -> User:
        rules_all = row.role == Role.ADMINISTRATOR
        return User(
            username=row.username,
            name=row.name,
            role=row.role,
            unit_id=look_up(units, row.unit, f"officer {row.username}", "unit"),
            area_id=look_up(areas, row.area, f"officer {row.username}", "area"),
            is_staff=rules_all,
            is_superuser=rules_all,
            simulated=district.simulated,
            password=hashed,
        )

    facts = ["name", "role", "unit", "area", "is_staff", "is_superuser", "simulated"]
    upsert(User, "username", [officer(row) for row in district.officers], facts)


def _things(district: DistrictFile, areas: Ids) -> int:
    things = [
        Thing(
            key=row.key,
            name=row.name,
            kind=row.kind,
            area_id=look_up(areas, row.area, f"thing {row.key}", "area"),
            lon=row.lon,
            lat=row.lat,
            simulated=district.simulated,
        )
        for row in district.things
    ]
    upsert(Thing, "key", things)
    return len(things)


def _datastreams(district: DistrictFile) -> int:
    things, properties = _ids(Thing, "key"), _ids(ObservedProperty, "code")
    streams = [
        _datastream(row, things[thing.key], properties)
        for thing in district.things
        for row in thing.datastreams
    ]
    upsert(Datastream, "key", streams)
    return len(streams)


def _datastream(row: DatastreamRow, thing: int, properties: Ids) -> Datastream:
    known = look_up(properties, row.property, f"datastream {row.key}", "property")
    return Datastream(
        key=row.key,
        thing_id=thing,
        observed_property_id=known or 0,
        interval_s=row.interval_s,
    )


def look_up(known: Mapping[str, T], code: str | None, whose: str, what: str) -> T | None:
    """What a reference means; None for none. Raises ImportFault if it leads nowhere."""
    if code is None:
        return None
    if code not in known:
        raise ImportFault(f"{whose} refers to {what} {code!r}, which does not exist")
    return known[code]


def upsert(
    model: type[models.Model],
    key: str,
    rows: Iterable[models.Model],
    update: list[str] | None = None,
) -> None:
    """Insert or update by a unique column; without `update` every other column follows."""
    fields = [field.name for field in model._meta.concrete_fields]
    names = update or [name for name in fields if name not in (key, "id", "created_at")]
    model._default_manager.bulk_create(
        list(rows), update_conflicts=True, unique_fields=[key], update_fields=names
    )


def _ids(model: type[models.Model], key: str) -> dict[str, Any]:
    return dict(model._default_manager.order_by().values_list(key, "pk"))
