"""Taking in areas and facilities from a file."""

import json
from collections.abc import Mapping, Sequence

from chengyun.places.choices import Level
from chengyun.places.district_file import AreaRow, FacilityRow
from chengyun.places.models import Area, Facility
from chengyun.places.taking import Ids, ids_of, look_up, upsert


def take_areas(rows: Sequence[AreaRow]) -> None:
    """Level by level, because a child needs the id and the path of its parent."""
    known = dict(Area.objects.values_list("code", "path"))
    for level in Level:
        of_level = [row for row in rows if row.level == level]
        paths = {row.code: _path(row, known) for row in of_level}
        ids = ids_of(Area, "code")
        upsert(Area, "code", [_area(row, paths[row.code], ids) for row in of_level])
        known |= paths


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


def take_facilities(rows: Sequence[FacilityRow]) -> None:
    """Insert or update by key. Raises ImportFault for an area that does not exist."""
    areas = ids_of(Area, "code")
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
            for row in rows
        ],
    )
