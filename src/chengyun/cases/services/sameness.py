"""What a person decides about two cases that look alike."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, Distinct
from chengyun.cases.rules import NOT_YOURS
from chengyun.cases.services.act import act
from chengyun.cases.services.finding import case_of
from chengyun.cases.services.journal import Step, writing
from chengyun.cases.services.refused import refuse_if
from chengyun.people.models import User

MERGE = "merge"


def merge(actor: User, number: str, into: str, anyway: bool = False) -> Case:
    """They are the same: the first goes on as part of the second. Raises what `act` refuses."""
    given: dict[str, Any] = {"into": into, "anyway": anyway}
    return act(actor, number, MERGE, **given)


def not_same(actor: User, number: str, other: str, at: datetime | None = None) -> Case:
    """They are not the same: they are not suggested to each other again. Twice is once.

    Raises Refused: unknown_case, not_yours, same_case.
    """
    now = at or timezone.now()
    with writing() as journal:
        case, second = case_of(actor, number), case_of(actor, other)
        refuse_if(None if actor.role in rules.MAY_JOIN else NOT_YOURS)
        refuse_if(rules.SAME_CASE if case.pk == second.pk else None)
        low, high = sorted((case.pk, second.pk))
        said = {"said_by": actor, "said_at": now}
        _row, new = Distinct.objects.get_or_create(low_id=low, high_id=high, defaults=said)
        if new:
            detail = {"other": other}
            journal.add(Step(case, Action.DISTINCT, now, case.stage, actor.pk, detail=detail))
            case.save(update_fields=["version"])
    return case
