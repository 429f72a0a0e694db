"""A table of an office, read by its headings: good rows as values, every bad cell named.

The headings may stand below a title, in several sheets, in Chinese or English; where a column is
merged downwards (`down`), an empty cell continues the row above.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chengyun.cases.standards.readers import Unfit
from chengyun.places.codes import CodeError
from chengyun.sensing.cells import empty
from chengyun.sensing.sheets import BadFile, Sheet, Text, open_sheets
from chengyun.sensing.uploads import LONGEST_GIVEN, Problem

# A title, a note, then the headings: further down nobody looks for them.
HEAD_WITHIN = 5
MOST_ROWS = 200_000
# Where what is missing is said when it has no column.
NEAR = ("code", "minor")


@dataclass(frozen=True)
class Column:
    """A column by its heading: `head` is what we write, in the writer's language;
    `names` what it may be called besides."""

    key: str
    head: Text
    names: tuple[str, ...]
    read: Callable[[Any], Any]
    needed: bool = False
    down: bool = False


@dataclass(frozen=True)
class Line:
    """A row whose cells could all be read. `heads` are the file's own headings by key."""

    row: int
    sheet: str
    values: Mapping[str, Any]
    heads: Mapping[str, str]

    def problem(self, key: str, code: str, given: object = "") -> Problem:
        """What is wrong with a cell of this row."""
        head = next(self.heads[name] for name in (key, *NEAR, *self.heads) if name in self.heads)
        return Problem(self.row, head, code, str(given)[:LONGEST_GIVEN])


@dataclass
class Table:
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True)
class _Place:
    """Where a column stands in a sheet."""

    column: Column
    at: int
    head: str


def read(content: bytes, columns: Sequence[Column]) -> Table:
    """Every row of a CSV or Excel file. Raises BadFile, naming the columns that are missing."""
    table, missing = Table(), list[Column]()
    sheets = open_sheets(content)
    found = [(name, sheet, _head(sheet, columns)) for name, sheet in sheets]
    with_head = [one for one in found if one[2]]
    if not with_head:
        missing = [column for column in columns if column.needed]
        raise BadFile(
            _("No row names the columns. These are needed: %(heads)s.")
            % {"heads": ", ".join(str(column.head) for column in missing)}
        )
    for name, sheet, places in with_head:
        _take(name if len(with_head) > 1 else "", name, sheet, places, table)
    return table


def _head(sheet: Sheet, columns: Sequence[Column]) -> list[_Place]:
    """The columns of a sheet; none if no row near its top names all that are needed."""
    for _n, (_row, cells) in zip(range(HEAD_WITHIN), sheet.rows, strict=False):
        places = list(_places(cells, columns))
        named = {place.column.key for place in places}
        if all(column.key in named for column in columns if column.needed):
            return places
    return []


def _places(cells: Sequence[Any], columns: Sequence[Column]) -> Iterator[_Place]:
    by_name = {name: column for column in columns for name in _names(column)}
    for at, cell in enumerate(cells):
        head = "" if cell is None else str(cell).strip()
        column = by_name.get(plain(head))
        if column:
            yield _Place(column, at, head)


def _names(column: Column) -> Iterator[str]:
    """What a column may be called: its own names, and its heading in every language."""
    yield from column.names
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield plain(str(column.head))


def plain(head: str) -> str:
    """A heading as it is compared: small letters, without blanks, stars and what is bracketed."""
    bare = head.lower().replace("(", "（").partition("（")[0]
    return "".join(bare.replace("*", "").split())


def _take(shown: str, name: str, sheet: Sheet, places: Sequence[_Place], table: Table) -> None:
    above: dict[str, Any] = {}
    prefix = f"{shown}!" if shown else ""
    heads = {place.column.key: prefix + place.head for place in places}
    for row, cells in sheet.rows:
        table.rows += 1
        if table.rows > MOST_ROWS:
            raise BadFile(_("The file has more than %(n)d rows. Split it.") % {"n": MOST_ROWS})
        given = {p.column.key: _given(p, cells, above) for p in places}
        values, problems = _values(row, given, places, prefix)
        table.problems += problems
        if not problems:
            table.lines.append(Line(row, name, values, heads))


def _given(place: _Place, cells: Sequence[Any], above: dict[str, Any]) -> Any:
    cell = cells[place.at] if place.at < len(cells) else None
    if not place.column.down:
        return cell
    if not empty(cell):
        above[place.column.key] = cell
    return above.get(place.column.key)


def _values(
    row: int, given: Mapping[str, Any], places: Sequence[_Place], prefix: str
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for place in places:
        key, cell = place.column.key, given[place.column.key]
        try:
            values[key] = _value(place.column, cell)
        except (Unfit, CodeError) as unfit:
            shown = "" if cell is None else str(cell)[:LONGEST_GIVEN]
            problems.append(Problem(row, prefix + place.head, unfit.fault, shown))
    return values, problems


def _value(column: Column, cell: Any) -> Any:
    """None where a cell is empty that may be."""
    if not empty(cell):
        return column.read(cell)
    if column.needed:
        raise Unfit("nothing")
    return None
