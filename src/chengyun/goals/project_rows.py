"""The nodes of a project as a table: one row a node, what it follows in one cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from chengyun.goals import predecessors
from chengyun.goals.predecessors import Predecessor
from chengyun.people.models import Unit

KEY = re.compile(r"\w[\w.]{0,19}")
MOST_DAYS = 2000
# What a heading may be called; the first name is the one that is written.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("节点编号", "编号"),
    "title_zh": ("节点名称", "名称", "title", "name"),
    "title_en": ("英文名称", "title in english"),
    "stage": ("阶段",),
    "stage_en": ("英文阶段", "stage in english"),
    "days": ("工作日", "工期", "workdays"),
    "after": ("前置节点", "紧前工作", "predecessors"),
    "unit": ("责任单位", "承办单位", "单位"),
    "begun_on": ("实际开始", "begun on"),
    "done_on": ("实际完成", "ended on"),
    "share": ("完成比例", "完成%", "share done, %"),
    "milestone": ("里程碑",),
}
NEEDED = ("key", "title_zh", "days")
YES = ("1", "yes", "y", "true", "是", "√", "x")


class BadCell(ValueError):
    """What is wrong with a cell: its column and the sentence."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column


@dataclass(frozen=True)
class NodeRow:
    """A node as its row has it."""

    key: str
    title_zh: str
    days: int
    title_en: str = ""
    stage: str = ""
    stage_en: str = ""
    after: tuple[Predecessor, ...] = ()
    unit: Unit | None = None
    begun_on: date | None = None
    done_on: date | None = None
    share: float = 0.0
    milestone: bool = False


@dataclass(frozen=True)
class Known:
    """What rows may refer to: keys of the file, units by code and name, nodes elsewhere as
    `project/node`."""

    keys: frozenset[str]
    units: Mapping[str, Unit]
    elsewhere: frozenset[str]
    today: date


def parse(row: Mapping[str, Any], known: Known) -> NodeRow:
    """One row. Raises BadCell for the first cell that is wrong."""
    days = _days(row)
    begun, done = _day(row, "begun_on", known), _day(row, "done_on", known)
    if done and (begun is None or begun > done):
        raise BadCell("done_on", _("Say when it began; it cannot end before."))
    share = 1.0 if done else _share(row)
    if share and begun is None:
        raise BadCell("share", _("Something is done of it: say when it began."))
    return NodeRow(
        key=_key(row),
        title_zh=_text(row, "title_zh", 80, needed=True),
        days=days,
        title_en=_text(row, "title_en", 120),
        stage=_text(row, "stage", 40),
        stage_en=_text(row, "stage_en", 60),
        after=_after(row, known),
        unit=_unit(row, known),
        begun_on=begun,
        done_on=done,
        share=share,
        milestone=not days or str(row.get("milestone", "")).strip().lower() in YES,
    )


def loop(rows: Iterable[NodeRow]) -> str:
    """A chain of nodes that wait for each other; "" where there is none."""
    graph = {row.key: [key for project, key, _lag in row.after if not project] for row in rows}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " → ".join(error.args[1])
    return ""


def _text(row: Mapping[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    text = str(row.get(name) or "").strip()
    if needed and not text:
        raise BadCell(name, _("This must not be empty."))
    if len(text) > most:
        raise BadCell(name, _("This is too long: %(most)d characters at most.") % {"most": most})
    return text


def _key(row: Mapping[str, Any]) -> str:
    key = _text(row, "key", 20, needed=True)
    if not KEY.fullmatch(key):
        raise BadCell("key", _("A key has letters and digits, such as A1."))
    return key


def _days(row: Mapping[str, Any]) -> int:
    text = str(row.get("days", "")).strip()
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_DAYS):
        raise BadCell("days", _("Workdays are a whole number; a milestone has 0."))
    return int(text)


def _day(row: Mapping[str, Any], name: str, known: Known) -> date | None:
    value = row.get(name, "")
    if value == "" or value is None:
        return None
    found = _as_date(value)
    if found is None:
        raise BadCell(name, _("This is no date; write 2026-11-30."))
    if found > known.today:
        raise BadCell(name, _("What was done cannot lie in the future."))
    return found


def _as_date(value: Any) -> date | None:
    """A cell of Excel, or text with any of the usual signs between year, month and day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    parts = re.split(r"[-/.年月]", str(value).strip().rstrip("日"))
    try:
        return parse_date("-".join(part.zfill(2) for part in parts))
    except ValueError:
        return None


def _share(row: Mapping[str, Any]) -> float:
    """60, 60% or 0.6 of Excel's own per cent cells."""
    text = str(row.get("share") or "0").strip()
    try:
        number = float(text.rstrip("%％"))
    except ValueError:
        number = -1.0
    share = number if 0 < number < 1 and "%" not in text else number / 100
    if not 0 <= share <= 1:
        raise BadCell("share", _("The share done is between 0 and 100 %."))
    return share


def _after(row: Mapping[str, Any], known: Known) -> tuple[Predecessor, ...]:
    try:
        found = predecessors.parse(str(row.get("after") or ""))
    except ValueError as bad:
        told = _("“%(text)s” is no predecessor; write A1; B2+3; C4-5.") % {"text": bad}
        raise BadCell("after", told) from None
    own = str(row.get("key") or "").strip()
    for project, key, _lag in found:
        name = f"{project}/{key}" if project else key
        if name not in (known.elsewhere if project else known.keys) or name == own:
            raise BadCell("after", _("There is no node “%(key)s” to follow.") % {"key": name})
    if len({(project, key) for project, key, _lag in found}) < len(found):
        raise BadCell("after", _("A node is named twice."))
    return found


def _unit(row: Mapping[str, Any], known: Known) -> Unit | None:
    text = _text(row, "unit", 80)
    if text and text not in known.units:
        raise BadCell("unit", _("There is no such unit."))
    return known.units[text] if text else None
