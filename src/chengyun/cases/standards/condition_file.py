"""Conditions in an office's table: the columns, and what each row would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chengyun.calendar import Limit
from chengyun.cases.models import Category, Condition
from chengyun.cases.standards import readers
from chengyun.cases.standards.category_file import (
    CODE,
    EDITION,
    KIND,
    MAJOR,
    MINOR,
    STATE,
    Key,
    Refused,
    key_of,
    known_categories,
)
from chengyun.cases.standards.filed import Change, Judged, compared
from chengyun.cases.standards.tables import Column, Line, Table
from chengyun.people.policy import Viewer

TITLE = Column("title_zh", _("Title"), ("名称", "小类名称"), readers.text(60), down=True)
COLUMNS = (
    EDITION,
    KIND,
    CODE,
    MAJOR,
    MINOR,
    TITLE,
    Column("number", _("No."), ("序号",), readers.whole),
    Column("filing_zh", _("Filing condition"), ("立案条件",),
           readers.text(200), needed=True),
    Column("filing_en", _("Filing condition in English"), ("立案条件英文",), readers.text(300)),
    Column("limit", _("Time limit"), ("处置时限", "时限"), readers.limit, needed=True),
    Column("closing_zh", _("Closing condition"), ("结案条件",),
           readers.text(200), needed=True),
    Column("closing_en", _("Closing condition in English"), ("结案条件英文",), readers.text(300)),
    STATE,
)  # fmt: skip
EXPORTED = tuple(column for column in COLUMNS if column not in (MAJOR, MINOR))
FIELDS = ("filing_zh", "filing_en", "limit", "closing_zh", "closing_en", "withdrawn")


@dataclass
class _Known:
    """What the table holds, and what earlier rows of the file have said."""

    categories: dict[Key, Category] = field(default_factory=known_categories)
    conditions: dict[int, dict[int, Condition]] = field(default_factory=dict)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for row in Condition.objects.all():
            self.conditions.setdefault(row.category_id, {})[row.number] = row


def judge(table: Table, viewer: Viewer | None) -> Judged:
    """What each row would change. A row is that of its number, else that of its filing condition,
    else a new one behind the others of its category."""
    known = _Known()
    judged = Judged(table.rows, problems=list(table.problems))
    for line in table.lines:
        try:
            judged.changes.append(_change(line, known))
        except Refused as refused:
            judged.problems.append(line.problem(refused.key, refused.fault, refused.given))
    judged.problems.sort(key=lambda problem: problem.row)
    return judged


def _change(line: Line, known: _Known) -> Change:
    category = known.categories.get(key := key_of(line))
    if category is None:
        raise Refused("code", "unknown_category", key[2])
    said = {name: line.values[name] for name in FIELDS if line.values.get(name) is not None}
    number = _number(line, category, known)
    if (category.pk, number) in known.seen:
        raise Refused("filing_zh", "repeated", said["filing_zh"])
    known.seen.add((category.pk, number))
    held = known.conditions.setdefault(category.pk, {})
    new = number not in held
    record = held.setdefault(number, Condition(category=category, number=number))
    return compared(line.row, f"{category.code} {category.title}", record, said, new)


def _number(line: Line, category: Category, known: _Known) -> int:
    if line.values.get("number"):
        return int(line.values["number"])
    held = known.conditions.get(category.pk, {})
    same = [row.number for row in held.values() if row.filing_zh == line.values["filing_zh"]]
    return same[0] if same else max(held, default=0) + 1


def rows(viewer: Viewer | None) -> Iterator[Sequence[Any]]:
    """All conditions as rows of `EXPORTED`."""
    for row in Condition.objects.select_related("category").order_by(
        "category__edition", "-category__is_component", "category__code", "number"
    ):
        of = row.category
        state = _("Withdrawn") if row.withdrawn else _("In use")
        yield (
            of.edition, str(of.kind.label), of.code, of.title_zh, row.number, row.filing_zh,
            row.filing_en, limit_words(row.limit), row.closing_zh, row.closing_en, str(state),
        )  # fmt: skip


def limit_words(code: str) -> str:
    """ "2uh" as 2个紧急工作时 or 2 urgent hours."""
    try:
        found = Limit.parse(code)
    except ValueError:
        return code
    return found.label_en if (get_language() or "").startswith("en") else found.label_zh
