"""What was planned, released and spent: sums of what nodes have from budget lines."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from chengyun.goals.models import BudgetLine, Funding, Project

ZERO = Decimal(0)


@dataclass(frozen=True)
class Money:
    """万元 that were planned, released and spent."""

    planned: Decimal = ZERO
    released: Decimal = ZERO
    spent: Decimal = ZERO

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.planned + other.planned,
            self.released + other.released,
            self.spent + other.spent,
        )

    def __sub__(self, other: "Money") -> "Money":
        return self + Money(-other.planned, -other.released, -other.spent)

    @property
    def excess(self) -> bool:
        return self.released > self.planned or self.spent > self.released


def money_by(funding: QuerySet[Funding], field: str) -> dict[int, Money]:
    """Sums by what `field` names, such as `node` or `line`."""
    sums = (
        funding.order_by()
        .values_list(field)
        .annotate(planned=Sum("planned"), released=Sum("released"), spent=Sum("spent"))
    )
    return {pk: Money(planned, released, spent) for pk, planned, released, spent in sums}


def money_of_lines(project: Project) -> list[tuple[BudgetLine, Money]]:
    """What the nodes of a project have from each budget line, together."""
    sums = money_by(Funding.objects.filter(node__project=project), "line")
    return [(line, sums[line.pk]) for line in BudgetLine.objects.filter(pk__in=sums)]
