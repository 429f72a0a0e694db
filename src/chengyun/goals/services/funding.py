"""The only writer of what nodes have from budget lines."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals.models import BudgetLine, Funding, ProjectNode
from chengyun.goals.refused import Refused
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


@transaction.atomic
def fund(actor: User, node: ProjectNode, line: BudgetLine, sums: Sums, reason: str = "") -> Funding:
    """Set what a node has from a budget line. More released than planned, or more spent than
    released, needs a reason. Raises Refused.
    """
    allow(actor, node.project, "money")
    amounts = (sums.planned, sums.released, sums.spent)
    if not all(amount.is_finite() and 0 <= amount < MOST for amount in amounts):
        raise Refused(_("An amount is 0 or more."))
    if sums.released > sums.planned and not reason.strip():
        raise Refused(_("More is released than planned. Give the reason."))
    if sums.spent > sums.released and not reason.strip():
        raise Refused(_("More is spent than released. Give the reason."))
    facts = {"planned": sums.planned, "released": sums.released, "spent": sums.spent}
    made, _new = Funding.objects.update_or_create(
        node=node, line=line, defaults=facts | {"reason": reason.strip()[:300]}
    )
    told = {name: str(amount) for name, amount in facts.items()}
    audit.note(
        actor, "project", node.project.key, did="funds", node=node.key, line=line.code, **told
    )
    return made
