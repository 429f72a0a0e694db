"""The only writer of what nodes have from budget lines."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals.models import BudgetLine, Funding, ProjectNode
from chengyun.goals.refused import Refused
from chengyun.goals.services.changes import changes
from chengyun.goals.services.projects import allow
from chengyun.people import audit
from chengyun.people.models import User

MOST = Decimal(10) ** 10


@dataclass(frozen=True)
class Sums:
    """万元 of one node from one budget line."""

    planned: Decimal
    released: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Share:
    """A row of a table: what a node has from a line."""

    node: ProjectNode
    line: BudgetLine
    sums: Sums
    reason: str = ""


def is_amount(amount: Decimal) -> bool:
    """True for what may be set aside, released or spent."""
    return amount.is_finite() and 0 <= amount < MOST


def checked(amount: Decimal) -> Decimal:
    """The amount. Raises Refused for what is none."""
    if not is_amount(amount):
        raise Refused(_("An amount is 0 or more."))
    return amount


def fault(sums: Sums, reason: str) -> tuple[str, str]:
    """What is wrong with the sums: the field and a sentence, both "" where nothing is. More
    released than planned, or more spent than released, needs a reason.
    """
    for name, amount in asdict(sums).items():
        if not is_amount(amount):
            return name, _("An amount is 0 or more.")
    if sums.released > sums.planned and not reason.strip():
        return "released", _("More is released than planned. Give the reason.")
    if sums.spent > sums.released and not reason.strip():
        return "spent", _("More is spent than released. Give the reason.")
    return "", ""


@transaction.atomic
def fund(actor: User, node: ProjectNode, line: BudgetLine, sums: Sums, reason: str = "") -> Funding:
    """Set what a node has from a budget line. Raises Refused, see `fault`."""
    allow(actor, node.project, "money")
    if problem := fault(sums, reason)[1]:
        raise Refused(problem)
    facts = asdict(sums) | {"reason": reason.strip()[:300]}
    was = dict(Funding.objects.filter(node=node, line=line).values().first() or {})
    made, _new = Funding.objects.update_or_create(node=node, line=line, defaults=facts)
    about = {"node": node.key, "line": line.code, "fields": changes(was, facts, facts)}
    told = {name: str(amount) for name, amount in asdict(sums).items()}
    audit.note(actor, "project", node.project.key, did="funds", **about, **told)
    return made


@transaction.atomic
def unfund(actor: User, node: ProjectNode, line: BudgetLine) -> None:
    """A node has nothing more from a budget line. Raises Refused, also where money was spent."""
    allow(actor, node.project, "money")
    row = Funding.objects.filter(node=node, line=line).first()
    if row is None:
        raise Refused(_("Choose a node and a budget line."))
    if row.spent:
        raise Refused(_("Money was spent; correct the amounts instead."))
    row.delete()
    told = {"planned": str(row.planned), "released": str(row.released)}
    about = {"node": node.key, "line": line.code}
    audit.note(actor, "project", node.project.key, did="funds removed", **about, **told)


@transaction.atomic
def take_funds(actor: User, rows: Iterable[Share]) -> tuple[int, int]:
    """All rows or none: how many, and how many of them there were before. Raises Refused."""
    wanted = list(rows)
    nodes = {row.node.pk for row in wanted}
    before = set(Funding.objects.filter(node__in=nodes).values_list("node", "line"))
    for row in wanted:
        fund(actor, row.node, row.line, row.sums, row.reason)
    return len(wanted), len(before & {(row.node.pk, row.line.pk) for row in wanted})
