"""A table of entries as an office has it: its headings, its rows, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from chengyun.faces.desk.import_rows import Problem, plain
from chengyun.packs import values
from chengyun.packs.api import NewEntry, Register
from chengyun.packs.queries.registers import Sheet
from chengyun.people.gates import Doorman
from chengyun.places import queries as places
from chengyun.places.models import Area
from chengyun.sensing.sheets import BadFile, open_sheet

SAMPLE = 5
SEALED = "••••"
PLACE = {
    "lon": ("lon", "经度", "longitude"),
    "lat": ("lat", "纬度", "latitude"),
    "area": ("area", "区域编码", "网格编码", "area code"),
}


@dataclass
class Checked:
    """A file read: the good rows as they will be taken in, and every bad one."""

    good: list[NewEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sample: list[tuple[int, list[str]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.problems)


@dataclass(frozen=True)
class _Line:
    """A row that could be read."""

    number: int
    told: NewEntry
    shown: list[str]


def check(door: Doorman, sheet: Sheet, content: bytes) -> Checked:
    """Read a table and judge each row; places with two queries. Raises BadFile."""
    rows = open_sheet(content).rows
    keys = _keys(sheet.register, next(rows, (0, []))[1])
    found = Checked(columns=[_title(sheet.register, key) for key in keys if key])
    lines = [
        line
        for number, cells in rows
        if (line := _line(sheet.register, keys, number, cells, found)) is not None
    ]
    _place(door, sheet, _once(sheet.register, lines, found), found)
    found.problems.sort(key=lambda one: one.row)
    return found


def names(register: Register) -> dict[str, tuple[str, ...]]:
    """The headings that each column goes by: its key and its titles in both languages."""
    return {one.key: (one.key, one.title_zh, one.title_en) for one in register.typed_fields} | PLACE


def _keys(register: Register, heading: Sequence[Any]) -> list[str]:
    known = {name.lower(): key for key, all_ in names(register).items() for name in (key, *all_)}
    keys = [known.get(str(cell or "").strip().lower().split(" (")[0], "") for cell in heading]
    needed = [one.key for one in register.fields if one.needed] + [register.name]
    lacking = [key for key in dict.fromkeys(needed) if key not in keys]
    if lacking:
        told = _(", ").join(_title(register, key) for key in lacking)
        raise BadFile(_("A column is missing: %(names)s.") % {"names": told})
    if not ({"lon", "lat"} <= {*keys} or ("area" in keys and not register.point)):
        raise BadFile(_("A column is missing: %(names)s.") % {"names": "lon, lat"})
    return keys


def _title(register: Register, key: str) -> str:
    return key if key in PLACE else values.title(register.field(key))


def _line(
    register: Register, keys: list[str], number: int, cells: Sequence[Any], found: Checked
) -> _Line | None:
    row = {key: plain(cell) for key, cell in zip(keys, cells, strict=False) if key}
    read = values.read(register.typed_fields, row)
    for key, fault in list(read.faults.items())[:1]:
        found.problems.append(Problem(number, _title(register, key), _shown(register, row, key),
                                      fault))  # fmt: skip
        return None
    spot = _spot(row)
    if spot is None and (register.point or not row.get("area")):
        given = f"{row.get('lon', '')} {row.get('lat', '')}".strip()
        told = _("There is no position: longitude and latitude in degrees.")
        found.problems.append(Problem(number, "lon, lat", given, told))
        return None
    lon, lat = spot or (None, None)
    told_row = {key: row[key] for key in row if key not in PLACE}
    entry = NewEntry(values=told_row, area=str(row.get("area") or ""), lon=lon, lat=lat)
    return _Line(number, entry, [_shown(register, row, key) for key in keys if key])


def _shown(register: Register, row: dict[str, Any], key: str) -> str:
    """What stands in a cell; what will be sealed is not shown."""
    sealed = key not in PLACE and register.field(key).is_sealed
    return SEALED if sealed and row.get(key) else str(row.get(key, ""))


def _spot(row: dict[str, Any]) -> tuple[float, float] | None:
    try:
        lon, lat = float(row.get("lon", "")), float(row.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _once(register: Register, lines: list[_Line], found: Checked) -> list[_Line]:
    """The rows of which each code stands in the file once."""
    code, seen, kept = register.code or register.name, set[str](), []
    for line in lines:
        value = str(line.told.values.get(code, ""))
        if value and value in seen:
            told = _("This stands in the file twice.")
            found.problems.append(Problem(line.number, _title(register, code), value, told))
            continue
        seen.add(value)
        kept.append(line)
    return kept


def _place(door: Doorman, sheet: Sheet, lines: list[_Line], found: Checked) -> None:
    """Keep the rows whose place the reader may write in."""
    scope = door.scope(sheet.writers)
    lons = [line.told.lon if line.told.lon is not None else 0.0 for line in lines]
    lats = [line.told.lat if line.told.lat is not None else 0.0 for line in lines]
    paths = dict(Area.objects.values_list("pk", "path"))
    codes = dict(Area.objects.values_list("code", "path"))
    for line, pk in zip(lines, places.locate_all(lons, lats), strict=True):
        told = line.told
        path = codes.get(told.area) if told.area else paths.get(pk or 0)
        if path is None or not scope.allows({"area_path": path, "unit_id": None}):
            given = told.area or f"{told.lon} {told.lat}"
            what = _("This place lies outside your area.")
            found.problems.append(Problem(line.number, "lon, lat", given, what))
            continue
        found.good.append(told)
        if len(found.sample) < SAMPLE:
            found.sample.append((line.number, line.shown))
