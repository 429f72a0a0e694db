"""Budget lines, and what nodes of projects have from them, as tables: whole or not at all."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.faces.goals import import_cells as cells
from chengyun.faces.goals.import_goals import WRITERS
from chengyun.goals.models import BudgetLine, ProjectNode
from chengyun.goals.services import budget, funding
from chengyun.goals.services.funding import Share, Sums
from chengyun.people.models import User

AMOUNTS = ("planned", "released", "spent")


def _line(row: Row, codes: Codes) -> tuple[str, str, str, Decimal]:
    code = cells.needed(row, "code", 30)
    if not budget.CODE.fullmatch(code):
        raise BadRow("code", code, _("A key has letters, digits, points and dashes only."))
    title_en = str(row.get("title_en", "")).strip()[:120]
    return code, cells.needed(row, "title"), title_en, cells.amount(row, "amount")


def _take_lines(rows: list[Any], author: User) -> Done:
    known = budget.take_lines(author, rows)
    return Done(len(rows) - known, known)


def _fund(row: Row, codes: Codes) -> Share:
    node, line = _node(row), _budget_line(row)
    sums = Sums(*(cells.amount(row, column) for column in AMOUNTS))
    reason = str(row.get("reason", "")).strip()[:300]
    column, problem = funding.fault(sums, reason)
    if problem:
        raise BadRow(column, str(row.get(column, "")), problem)
    if (named := ("fund", node.pk, line.pk)) in codes.named:
        raise BadRow("node", node.key, _("This stands in the file twice."))
    codes.named.add(named)
    return Share(node, line, sums, reason)


def _node(row: Row) -> ProjectNode:
    project, key = cells.needed(row, "project"), cells.needed(row, "node")
    nodes = ProjectNode.objects.select_related("project").filter(project__key=project)
    found = nodes.filter(key=key).first()
    if found is None:
        column = "node" if nodes.exists() else "project"
        raise BadRow(column, str(row[column]), _("There is nothing of this code."))
    return found


def _budget_line(row: Row) -> BudgetLine:
    code = cells.needed(row, "line")
    found = BudgetLine.objects.filter(code=code).first()
    if found is None:
        raise BadRow("line", code, _("There is nothing of this code."))
    return found


def _take_funds(rows: list[Any], author: User) -> Done:
    taken, known = funding.take_funds(author, rows)
    return Done(taken - known, known)


LINES = Kind(
    "budget_lines", gettext_lazy("Budget lines"),
    {"code": ("预算科目编码", "科目编码", "科目代码"), "title": ("预算科目", "科目名称"),
     "title_en": ("英文名称",), "amount": ("预算安排", "预算数", "set aside")},
    ("code", "title", "amount"), WRITERS, _line, _take_lines, "code", whole=True,
)  # fmt: skip
FUNDS = Kind(
    "project_funds", gettext_lazy("Funds of nodes"),
    {"project": ("项目编号", "项目"), "node": ("节点编号", "节点"),
     "line": ("预算科目编码", "科目编码", "科目代码"), "planned": ("计划安排", "计划"),
     "released": ("已拨付", "拨付"), "spent": ("已支出", "支出"), "reason": ("原因", "说明")},
    ("project", "node", "line", "planned"), WRITERS, _fund, _take_funds, whole=True,
)  # fmt: skip
