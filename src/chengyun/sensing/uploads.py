"""Readings in a table: what its columns mean, its good rows as columns, every bad one named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from chengyun.sensing.cells import NO_HEAD, Wrong, empty, key_of, time_of, value_of
from chengyun.sensing.sheets import BadFile, Sheet, Text, open_sheet

DATASTREAM, TIME, VALUE = "datastream", "time", "value"
HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("datastream", "数据流", "数据流编号", "编号", "点位", "测点"), DATASTREAM),
    **dict.fromkeys(("time", "timestamp", "时间", "采集时间", "监测时间"), TIME),
    **dict.fromkeys(("value", "数值", "值", "读数", "监测值"), VALUE),
}
MOST_READINGS = 2_000_000
LONGEST_GIVEN = 60

# What is wrong, and what to do.
PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "no_datastream": (_("No datastream is named"), _("Write the datastream's key in this cell.")),
    "no_heading": (_("The column has no heading"), _("Write the datastream's key at its head.")),
    "no_time": (_("There is no time"), _("Write when it was measured.")),
    "bad_time": (_("This is not a time"), _("Write it like 2026-07-01 08:00:00.")),
    "no_value": (
        _("There is no value"),
        _("Type a number or delete the row. A formula must be saved by Excel once."),
    ),
    "not_a_number": (_("This is not a number"), _("Type digits alone, without a unit.")),
    "repeated": (
        _("The same datastream and time stand in an earlier row"),
        _("Keep one of the two."),
    ),
    "unknown_datastream": (
        _("No datastream within your area has this key"),
        _("Check the spelling, or have the device registered first."),
    ),
    "too_early": (_("The time lies before the year 2000"), _("Check the date.")),
    "future_time": (_("The time lies ahead of now"), _("Check the date and the time zone.")),
    "out_of_range": (
        _("Outside what this property can be"),
        _("Check the unit and the decimal point."),
    ),
}


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be used. `row` counts from 1 as the file's program shows it."""

    row: int
    column: str
    code: str
    given: str


@dataclass
class Table:
    """The readings of a file as columns, with their rows and headings; `problems` are the rest."""

    keys: list[str] = field(default_factory=list)
    time: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True)
class _Cell:
    """One reading as it stands: what is written, and the headings of its three parts."""

    row: int
    key: Any
    time: Any
    value: Any
    columns: tuple[str, str, str]


def read(content: bytes, zone: tzinfo) -> Table:
    """Every reading of a CSV or Excel file; times without a zone are of `zone`. Raises BadFile.

    Long form: columns datastream, time and value. Wide form: the first column is the time, each
    other a datastream, named by its heading; its empty cells are no readings.
    """
    sheet = open_sheet(content)
    table = Table()
    seen: set[tuple[str, int]] = set()
    for cell in _cells(sheet, table):
        _take(cell, table, seen, zone, sheet.comma)
        if len(table.keys) + len(table.problems) > MOST_READINGS:
            raise BadFile(
                _("The file has more than %(n)d readings. Split it.") % {"n": MOST_READINGS}
            )
    return table


def _cells(sheet: Sheet, table: Table) -> Iterator[_Cell]:
    _number, first = next(sheet.rows, (0, []))
    heads = ["" if cell is None else str(cell).strip() for cell in first]
    roles = [HEADINGS.get(head.lower()) for head in heads]
    layout = _long if set(HEADINGS.values()) <= set(roles) else _wide
    if layout is _wide and (roles[:1] != [TIME] or len(heads) < 2):
        raise BadFile(
            _(
                "The first row must name the columns: datastream, time and value; or time first "
                "and then one datastream a column."
            )
        )
    for row, cells in sheet.rows:
        table.rows += 1
        yield from layout(row, cells, heads, roles)


def _long(row: int, cells: list[Any], heads: list[str], roles: list[str | None]) -> Iterator[_Cell]:
    at = [roles.index(role) for role in (DATASTREAM, TIME, VALUE)]
    key, when, value = (cells[i] if i < len(cells) else None for i in at)
    yield _Cell(row, key, when, value, (heads[at[0]], heads[at[1]], heads[at[2]]))


def _wide(row: int, cells: list[Any], heads: list[str], roles: list[str | None]) -> Iterator[_Cell]:
    for at, value in enumerate(cells[1:], 1):
        if not empty(value):
            head = heads[at] if at < len(heads) else ""
            name = head or get_column_letter(at + 1)
            yield _Cell(row, head or NO_HEAD, cells[0], value, (name, heads[0], name))


def _take(cell: _Cell, table: Table, seen: set[tuple[str, int]], zone: tzinfo, comma: bool) -> None:
    """The first thing wrong with a reading is told; one is enough to look at the row."""
    key, at, value = key_of(cell.key), time_of(cell.time, zone), value_of(cell.value, comma)
    found = (key, at, value)
    given = (cell.key, cell.time, cell.value)
    for column, part, told in zip(cell.columns, found, given, strict=True):
        if isinstance(part, Wrong):
            shown = "" if told is None or told is NO_HEAD else str(told)
            table.problems.append(Problem(cell.row, column, part.code, shown[:LONGEST_GIVEN]))
            return
    assert isinstance(key, str) and isinstance(at, int) and isinstance(value, float)
    if (key, at) in seen:
        table.problems.append(Problem(cell.row, cell.columns[1], "repeated", str(cell.time)))
        return
    seen.add((key, at))
    table.keys.append(key)
    table.time.append(at)
    table.value.append(value)
    table.row.append(cell.row)
    table.column.append(cell.columns)
