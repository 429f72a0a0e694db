"""Readers of budget lines 预算科目: what is set aside, and what nodes of projects have of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from chengyun.goals.models import BudgetLine, Funding, Project
from chengyun.goals.queries.money import Money, money_by
from chengyun.goals.queries.projects import visible
from chengyun.people.policy import Viewer


@dataclass(frozen=True)
class Account:
    """A budget line with the sums of all nodes that are paid from it, and how many projects they
    belong to.
    """

    line: BudgetLine
    money: Money
    projects: int = 0

    @property
    def left(self) -> Decimal:
        """What is set aside and not planned for any node; negative where too much is."""
        return self.line.planned - self.money.planned


@dataclass(frozen=True)
class Uses:
    """Who is paid from a line: the nodes in sight, and the sums of all others."""

    seen: Sequence[Funding]
    elsewhere: Money


def accounts() -> list[Account]:
    """Every budget line. It belongs to no area: what projects elsewhere have of it counts."""
    money = money_by(Funding.objects.all(), "line")
    rows = Funding.objects.order_by().values_list("line")
    projects = dict(rows.annotate(n=Count("node__project", distinct=True)))
    return [
        Account(line, money.get(line.pk, Money()), projects.get(line.pk, 0))
        for line in BudgetLine.objects.all()
    ]


def funds(viewer: Viewer, project: str = "") -> QuerySet[Funding]:
    """What the nodes in sight have from budget lines; of one project or of all."""
    seen: QuerySet[Project] = visible(viewer).select_related(None).order_by()
    if project:
        seen = seen.filter(key=project)
    rows = Funding.objects.filter(node__project__in=seen.values("pk"))
    order = ("node__project__key", "node__order", "line__code")
    return rows.select_related("node__project", "line").order_by(*order)


def uses(viewer: Viewer, account: Account) -> Uses:
    """Whom a line pays."""
    seen = list(funds(viewer).filter(line=account.line))
    told = sum((Money(one.planned, one.released, one.spent) for one in seen), Money())
    return Uses(seen, account.money - told)
