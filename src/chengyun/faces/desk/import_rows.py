"""A table of things to bring in: its headings, its rows, and what is wrong with the bad ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chengyun.cases.services import dispatch_rules
from chengyun.cases.services.dispatching import lines
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.places.models import Area
from chengyun.sensing.sheets import BadFile, open_sheet

SAMPLE = 5
Row = dict[str, Any]


class BadRow(ValueError):
    """What is wrong with a row: the column, what stands there, and the sentence."""

    def __init__(self, column: str, given: str, what: str) -> None:
        super().__init__(what)
        self.column, self.given = column, given


@dataclass(frozen=True)
class Codes:
    """What rows may refer to, read once a file."""

    areas: frozenset[str]
    units: frozenset[str]

    @cached_property
    def officers(self) -> frozenset[str]:
        """Who may stand on the rota."""
        active = User.objects.filter(is_active=True).exclude(role=Role.GRID_OFFICER)
        return frozenset(active.values_list("username", flat=True))

    @cached_property
    def dispatch(self) -> dispatch_rules.Known:
        return dispatch_rules.known()

    @cached_property
    def rules(self) -> frozenset[int]:
        """The rules of the dispatch list by their numbers."""
        return frozenset(row.pk for row in lines())

    @cached_property
    def named(self) -> set[tuple[Any, ...]]:
        """What the rows so far were of, where several columns together name a row."""
        return set()

    @staticmethod
    def known() -> "Codes":
        areas = Area.objects.order_by().values_list("code", flat=True)
        units = Unit.objects.order_by().values_list("code", flat=True)
        return Codes(frozenset(areas), frozenset(units))


@dataclass(frozen=True)
class Problem:
    """A row that cannot be used, as its line in the file."""

    row: int
    column: str
    given: str
    what: str


@dataclass(frozen=True)
class Done:
    """What became of the good rows; a password is told once."""

    taken: int
    known: int = 0
    password: str = ""


@dataclass(frozen=True)
class Kind:
    """One thing that a table brings in. `key` names a row; `columns` have their other names."""

    key: str
    title: str | Promise
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    roles: tuple[str, ...]
    parse: Callable[[Row, Codes], Any]
    take: Callable[[list[Any], User], Done]
    unique: str = ""
    # True where a table is taken in with all its rows or not at all.
    whole: bool = False

    @property
    def heading(self) -> list[str]:
        """The columns as offices head them in the reader's language; they are read by it again."""
        return [self.headed(name) for name in self.columns]

    def headed(self, name: str) -> str:
        chinese = (get_language() or "").startswith("zh") and self.columns.get(name)
        return chinese[0] if chinese else name


@dataclass(frozen=True)
class Checked:
    """A file read: the good rows as they will be taken in, and every bad one. `told` has what
    heads each column in the file."""

    good: list[Any]
    problems: list[Problem]
    sample: list[tuple[int, list[str]]]
    columns: list[str]
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def heads(self) -> list[str]:
        return [self.told.get(name, name) for name in self.columns]

    def may_be_taken(self, kind: Kind) -> bool:
        return bool(self.good) and not (kind.whole and self.problems)

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.problems)


def check(kind: Kind, content: bytes) -> Checked:
    """Read a table and judge each row. Raises BadFile."""
    rows = open_sheet(content).rows
    heading = next(rows, (0, []))[1]
    columns = _columns(kind, heading)
    told = {name: str(cell).strip() for name, cell in zip(columns, heading, strict=True) if name}
    found = Checked([], [], [], [column for column in columns if column], told)
    seen: set[str] = set()
    codes = Codes.known()
    for line, cells in rows:
        row = {name: plain(cell) for name, cell in zip(columns, cells, strict=False) if name}
        _judge(kind, line, row, codes, found, seen)
    return found


def _judge(kind: Kind, line: int, row: Row, codes: Codes, found: Checked, seen: set[str]) -> None:
    try:
        good = kind.parse({name: value for name, value in row.items() if value != ""}, codes)
        _once(kind, row, seen)
    except BadRow as bad:
        column = found.told.get(bad.column) or kind.headed(bad.column)
        found.problems.append(Problem(line, column, bad.given, str(bad)))
        return
    found.good.append(good)
    if len(found.sample) < SAMPLE:
        found.sample.append((line, [str(row.get(name, "")) for name in found.columns]))


def _once(kind: Kind, row: Row, seen: set[str]) -> None:
    name = str(row.get(kind.unique, "")) if kind.unique else ""
    if name in seen:
        raise BadRow(kind.unique, name, _("This stands in the file twice."))
    if name:
        seen.add(name)


def _columns(kind: Kind, heading: Sequence[Any]) -> list[str]:
    """The column that each heading means; "" for one that nobody reads. Raises BadFile."""
    names = {alias.lower(): name for name, more in kind.columns.items() for alias in (name, *more)}
    columns = [names.get(str(cell or "").strip().lower(), "") for cell in heading]
    lacking = [name for name in kind.needed if name not in columns]
    if lacking:
        names_told = ", ".join(map(kind.headed, lacking))
        raise BadFile(_("A column is missing: %(names)s.") % {"names": names_told})
    return columns


def plain(cell: Any) -> Any:
    """A cell as text; Excel has 310104 as 310104.0. The apostrophe of an export goes again."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if cell is None or isinstance(cell, (str, int, float)):
        text = "" if cell is None else str(cell).strip()
        return text[1:] if text[:1] == "'" and len(text) > 1 else text
    return cell
