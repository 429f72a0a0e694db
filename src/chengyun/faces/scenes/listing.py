"""The list of a register: what is asked of it, its order, and its rows as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chengyun.packs import values
from chengyun.packs.api import Field, Register
from chengyun.packs.queries import entries as reading
from chengyun.packs.queries.registers import Sheet
from chengyun.people.gates import Doorman

# So many fields stand beside the name; the sheet has all.
COLUMNS = 6
SHOWN_KINDS = ("choice", "number", "whole", "yes", "day", "text", "link", "many")
SIEVED = 4
SHORT = 12
FIXED_SORTS = ("name", "due", "changed_at", "area_path")


@dataclass(frozen=True)
class Asked:
    """Filters by field, words, order ("-" before it turns it round) and whether ended ones."""

    where: Mapping[str, str] = field(default_factory=dict)
    q: str = ""
    sort: str = "name"
    ended: bool = False

    @property
    def narrowed(self) -> bool:
        return bool(self.where or self.q or self.ended)


@dataclass(frozen=True)
class Cell:
    """A value as it stands in the list; number: on the right."""

    text: str
    number: bool = False
    unit: str = ""
    href: str = ""

    @property
    def look(self) -> str:
        """Its class: on the right, or not to be broken in two."""
        return "num" if self.number else "nowrap" if is_short(self.text) else ""


@dataclass(frozen=True)
class Row:
    """An entry as a line of the list."""

    entry: Any
    cells: Sequence[Cell]
    stage: str = ""
    lamp: str = ""


def asked(sheet: Sheet, given: Mapping[str, str]) -> Asked:
    """What the address asks for; what it may not ask for is left out."""
    keys = {one.key for one in sieves(sheet.register)}
    where = {key: given[key] for key in keys if given.get(key)}
    for key in ("stage", "area"):
        if given.get(key):
            where[key] = given[key]
    sort, sorts = given.get("sort", ""), {*FIXED_SORTS, *(f.key for f in columns(sheet.register))}
    return Asked(
        where,
        given.get("q", "").strip()[:80],
        sort if sort.removeprefix("-") in sorts else "name",
        bool(given.get("ended")),
    )


def sieves(register: Register) -> tuple[Field, ...]:
    """The fields that the list may be narrowed by: its first choices."""
    return tuple(one for one in register.fields if one.kind == "choice")[:SIEVED]


def is_short(text: str) -> bool:
    """True for a word or a date: at most six Chinese signs or twelve letters, on one line."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text) <= SHORT


def columns(register: Register) -> tuple[Field, ...]:
    """The fields that stand in the list, in their order."""
    open_ = (one for one in register.open_fields if one.kind in SHOWN_KINDS)
    return tuple(one for one in open_ if one.key != register.name)[:COLUMNS]


def found(door: Doorman, sheet: Sheet, wanted: Asked) -> QuerySet[Any]:
    """The entries that match, in the order asked for."""
    rows = reading.visible(door, sheet, wanted.ended)
    rows = reading.narrowed(rows, wanted.where)
    if wanted.q:
        rows = rows.filter(_words(sheet.register, wanted.q))
    return rows.order_by(*_order(wanted.sort))


def _words(register: Register, q: str) -> Q:
    rule = Q(name__icontains=q)
    for one in register.open_fields:
        if one.kind in ("text", "long", "phone"):
            rule |= Q(**{f"values__{one.key}__icontains": q})
    return rule


def _order(sort: str) -> tuple[Any, ...]:
    name = sort.removeprefix("-")
    by = F(name if name in FIXED_SORTS else f"values__{name}")
    turned = sort.startswith("-")
    first = by.desc(nulls_last=True) if turned else by.asc(nulls_last=True)
    return (first, "pk")


def rows(sheet: Sheet, entries: Sequence[Any], now: datetime | None = None) -> list[Row]:
    """The entries as lines; what they link to is named with one query."""
    now = now or timezone.now()
    shown = columns(sheet.register)
    names = reading.names(_links(shown, entries))
    return [_row(sheet, shown, entry, names, now) for entry in entries]


def _links(shown: Sequence[Field], entries: Sequence[Any]) -> set[str]:
    keys = [one.key for one in shown if one.kind == "link"]
    return {entry.values[key] for entry in entries for key in keys if entry.values.get(key)}


def _row(
    sheet: Sheet, shown: Sequence[Field], entry: Any, names: Mapping[str, str], now: datetime
) -> Row:
    cells = [cell(one, entry.values.get(one.key), names) for one in shown]
    return Row(entry, cells, stage_title(sheet, entry.stage), reading.lamp(entry, now))


def cell(one: Field, value: Any, names: Mapping[str, str]) -> Cell:
    """A value as it is shown."""
    if one.kind == "link":
        return Cell(names.get(str(value), ""))
    text = values.said(one, value)
    return Cell(text, one.is_number, one.unit if text else "")


def stage_title(sheet: Sheet, stage: str) -> str:
    """The title of a stage; "" without a chain."""
    if not sheet.chain or not stage:
        return ""
    return values.title(sheet.chain.stage(stage))
