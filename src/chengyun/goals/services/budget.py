"""The only writer of budget lines; what nodes have from them is written in `funding`."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals.models import BudgetLine
from chengyun.goals.refused import Refused
from chengyun.goals.rights import may_project
from chengyun.goals.services.changes import changes
from chengyun.goals.services.funding import checked
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.people.policy import is_whole, viewer_of

CODE = re.compile(r"[\w.-]{1,30}")
FIELDS = ("title_zh", "title_en", "planned")


def may_budget(user: User) -> bool:
    """Budget lines are of the whole district: an officer of one sub-district only reads them."""
    return may_project(user, "money") and is_whole(viewer_of(user).area_path)


@transaction.atomic
def put_line(
    actor: User, code: str, title_zh: str, planned: Decimal, title_en: str = ""
) -> BudgetLine:
    """A new budget line, or other facts of the one of this code. Raises Refused."""
    _allow(actor)
    if not CODE.fullmatch(code):
        raise Refused(_("A key has letters, digits, points and dashes only."))
    if not title_zh.strip():
        raise Refused(_("Give the budget line a title."))
    line = BudgetLine.objects.filter(code=code).first() or BudgetLine(code=code)
    was = dict(vars(line)) if line.pk else {}
    line.title_zh, line.title_en = title_zh.strip()[:80], title_en.strip()[:120]
    line.planned = checked(planned)
    line.save()
    fields = changes(was, vars(line), FIELDS)
    audit.note(actor, "project", f"budget {code}", did="budget line", fields=fields)
    return line


@transaction.atomic
def remove_line(actor: User, line: BudgetLine) -> None:
    """Take away a line that pays for nothing. Raises Refused."""
    _allow(actor)
    if line.funding.exists():
        raise Refused(_("Nodes of projects are paid from it."))
    audit.note(actor, "project", f"budget {line.code}", did="budget line removed")
    line.delete()


@transaction.atomic
def take_lines(actor: User, rows: Iterable[tuple[str, str, str, Decimal]]) -> int:
    """Code, title, English title, amount: all or none; how many of them there were before."""
    wanted = list(rows)
    known = BudgetLine.objects.filter(code__in=[row[0] for row in wanted]).count()
    for code, title_zh, title_en, planned in wanted:
        put_line(actor, code, title_zh, planned, title_en)
    return known


def _allow(actor: User) -> None:
    if not may_budget(actor):
        raise Refused(_("Your role does not allow this."))
