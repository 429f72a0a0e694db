"""立案: under which condition a case is filed, and with which limit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from chengyun.cases.around import by_number, conditions_of
from chengyun.cases.known import known
from chengyun.cases.models import Case, Condition
from chengyun.cases.rules import Refusal
from chengyun.cases.services.given import Given
from chengyun.cases.services.refused import Refused

UNKNOWN_CONDITION = Refusal(
    "unknown_condition", _("The kind of this case has no such filing condition.")
)


def file(case: Case, given: Given) -> dict[str, Any]:
    """Note condition and limit; where nobody decides (`actor` None), the first condition."""
    case.filed_at = given.at
    if case.condition is None:
        case.condition = given.condition or _first(case, given)
    case.limit = case.condition.limit if case.condition else case.type.limit
    return {"limit": case.limit, **condition_told(case)}


def condition_told(case: Case) -> dict[str, Any]:
    """The filing condition as the ledger says it: the code of the category with its number."""
    chosen = case.condition
    if chosen is None:
        return {}
    return {"condition": f"{chosen.category.code}-{chosen.number}", "filing": chosen.filing_zh}


def chosen_condition(case: Case, number: int | None) -> Condition | None:
    """The condition of that number. Raises Refused: unknown_condition."""
    if number is None:
        return None
    found = by_number(conditions_of(case), number)
    if found is None:
        raise Refused(UNKNOWN_CONDITION.code, UNKNOWN_CONDITION.message)
    return found


def _first(case: Case, given: Given) -> Condition | None:
    found = known().conditions_of(case.type) if given.actor is None else []
    return found[0] if found else None
