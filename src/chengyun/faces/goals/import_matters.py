"""Matters under supervision as a table to bring in: whole or not at all."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.faces.goals import import_cells as cells
from chengyun.goals.choices_matters import MatterSource
from chengyun.goals.models import Matter
from chengyun.goals.services import matters
from chengyun.goals.services.matters import NewMatter
from chengyun.people.choices import Role
from chengyun.people.models import User

LONGEST = {"number": 20, "title": 120, "source_ref": 200, "text": 4000}


def _matter(row: Row, codes: Codes) -> NewMatter:
    due = cells.day(row, "due")
    if due < timezone.localdate():
        raise BadRow("due", due.isoformat(), _("The date has gone by already."))
    number = _text(row, "number")
    if number and Matter.objects.filter(number=number).exists():
        raise BadRow("number", number, _("There is a matter of this number already."))
    if not _text(row, "title"):
        raise BadRow("title", "", _("This must not be empty."))
    return NewMatter(
        _text(row, "title"), _source(row), due, _text(row, "text"), _text(row, "source_ref"),
        number=number,
    )  # fmt: skip


def _text(row: Row, column: str) -> str:
    text = str(row.get(column, "")).strip()
    if len(text) > LONGEST[column]:
        told = {"n": LONGEST[column]}
        raise BadRow(column, text[:40], _("This is longer than %(n)d characters.") % told)
    return text


def _source(row: Row) -> str:
    """A code, or its word as the pages show it."""
    text = str(row.get("source", "")).strip()
    words = {str(label): code for code, label in MatterSource.choices}
    code = words.get(text, text)
    if code not in MatterSource.values:
        told = {"codes": ", ".join(MatterSource.values)}
        raise BadRow("source", text, _("It is one of %(codes)s.") % told)
    return str(code)


def _take(rows: list[Any], author: User) -> Done:
    for row in rows:
        matters.register(author, row)
    return Done(len(rows))


MATTERS = Kind(
    "matters", gettext_lazy("Matters under supervision"),
    {"number": ("编号", "督办编号"), "title": ("标题", "事项", "督办事项"),
     "source": ("来源", "comes from"),
     "source_ref": ("来源说明", "批示人、时间、文号", "whose, when, its number"),
     "text": ("督办要求", "要求", "what is to be done"), "due": ("办结期限", "期限", "办理期限")},
    ("title", "source", "due"), (Role.DUTY_OFFICER,), _matter, _take, "number", whole=True,
)  # fmt: skip
