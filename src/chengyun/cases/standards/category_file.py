"""Categories in an office's table: the columns of the table, and what each row would change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import Category
from chengyun.cases.standards import editions, readers
from chengyun.cases.standards.filed import Change, Judged, compared
from chengyun.cases.standards.tables import Column, Line, Table
from chengyun.people.policy import Viewer

EDITION = Column("edition", _("Edition"), ("版本", "标准"), readers.edition)
KIND = Column("is_component", _("Kind of entry"), ("类别", "类型"), readers.kind)
CODE = Column("code", _("Code"), ("代码", "编码", "小类编码"), readers.digits, down=True)
MAJOR = Column("major", _("Group code"), ("大类代码",), readers.digits, down=True)
MINOR = Column("minor", _("Minor code"), ("小类代码",), readers.digits, down=True)
STATE = Column("withdrawn", _("In use"), ("状态",), readers.withdrawn)
COLUMNS = (
    EDITION,
    KIND,
    CODE,
    MAJOR,
    Column("group_zh", _("Group"), ("大类名称", "大类"), readers.text(30), True, True),
    Column("group_en", _("Group in English"), ("大类英文名称",), readers.text(60)),
    MINOR,
    Column("title_zh", _("Title"), ("名称", "小类名称"), readers.text(60), True, True),
    Column("title_en", _("Title in English"), ("英文名称",), readers.text(80)),
    STATE,
)
Key = tuple[str, bool, str]
# The first code of 2026 that is a matter alone.
MATTERS = "06"
FIELDS = ("group_zh", "group_en", "title_zh", "title_en", "withdrawn")


class Refused(ValueError):
    """A cell that reads well and fits nothing; `key` is its column."""

    def __init__(self, key: str, fault: str, given: object = "") -> None:
        super().__init__(fault)
        self.key, self.fault, self.given = key, fault, given


def known_categories() -> dict[Key, Category]:
    return {(row.edition, row.is_component, row.code): row for row in Category.objects.all()}


def key_of(line: Line) -> Key:
    """Which category a row is of. Raises Refused.

    Without an edition it is that in force. In 2026 the code alone tells the kind; in 2013 a
    column or the sheet's name must.
    """
    values = line.values
    edition = values.get("edition") or editions.current(timezone.localdate()).key
    code = _code(values, editions.BY_KEY[edition])
    kind = values.get("is_component")
    kind = _kind_of_sheet(line.sheet) if kind is None else kind
    if edition == "2013":
        if kind is None:
            raise Refused("is_component", "no_kind", code)
        return edition, kind, code
    if kind and code >= MATTERS:
        raise Refused("is_component", "other_kind", code)
    return edition, code < MATTERS, code


def _code(values: Mapping[str, Any], edition: editions.Edition) -> str:
    """Excel drops leading zeros; they are put back where that leaves no doubt."""
    code, major, minor = (values.get(name) or "" for name in ("code", "major", "minor"))
    if not code and len(minor) > edition.minor:
        code = minor
    if not code and major and minor:
        code = f"{major:0>2}{minor:0>{edition.minor}}"
    if not code:
        raise Refused("code", "no_code")
    if len(code) not in (edition.digits - 1, edition.digits):
        raise Refused("code", "bad_code", code)
    return str(code).zfill(edition.digits)


def _kind_of_sheet(name: str) -> bool | None:
    return next((kind for word, kind in readers.KINDS.items() if word in name.lower()), None)


def judge(table: Table, viewer: Viewer | None) -> Judged:
    """What each row would change. A category named again with the same words is one row."""
    known = known_categories()
    judged = Judged(table.rows, problems=list(table.problems))
    seen: dict[Key, dict[str, Any]] = {}
    for line in table.lines:
        try:
            change = _change(line, known, seen)
        except Refused as refused:
            judged.problems.append(line.problem(refused.key, refused.fault, refused.given))
        else:
            judged.changes += [change] if change else []
    judged.problems.sort(key=lambda problem: problem.row)
    return judged


def _change(
    line: Line, known: Mapping[Key, Category], seen: dict[Key, dict[str, Any]]
) -> Change | None:
    key = key_of(line)
    if _mirrored(line, key):
        return None
    said = {name: line.values[name] for name in FIELDS if line.values.get(name) is not None}
    if key in seen:
        if seen[key] != said:
            raise Refused("title_zh", "repeated", said["title_zh"])
        return None
    seen[key] = said
    record = known.get(key)
    new = record is None
    record = record or Category(edition=key[0], is_component=key[1], code=key[2])
    return compared(line.row, f"{key[2]} {said['title_zh']}", record, said, new)


def _mirrored(line: Line, key: Key) -> bool:
    """True for the matter of a component of 2026, which is no row of its own. Raises Refused."""
    matter = line.values.get("is_component") is False or _kind_of_sheet(line.sheet) is False
    if key[0] == "2013" or not key[1] or not matter:
        return False
    title = line.values["title_zh"]
    if not title.endswith("异常"):
        raise Refused("is_component", "other_kind", title)
    return True


def rows(viewer: Viewer | None) -> Iterator[Sequence[Any]]:
    """The whole table as rows of `EXPORTED`."""
    for row in Category.objects.all():
        state = _("Withdrawn") if row.withdrawn else _("In use")
        yield (
            row.edition, str(row.kind.label), row.code, row.group_zh, row.group_en, row.title_zh,
            row.title_en, str(state),
        )  # fmt: skip


EXPORTED = tuple(column for column in COLUMNS if column not in (MAJOR, MINOR))
