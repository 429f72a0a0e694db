"""What a part of a case would get: its condition, its limit, and when it would be due."""

from dataclasses import dataclass
from datetime import datetime

from chengyun.calendar import Limit
from chengyun.cases.around import by_number, conditions_of_kind
from chengyun.cases.models import Case, CaseType, Condition
from chengyun.cases.queries.allowing import ConditionChoice
from chengyun.cases.services.steps import office
from chengyun.people.models import Unit


@dataclass(frozen=True)
class PartForeseen:
    """The conditions to choose from, the one that holds (None: none yet), and its limit with the
    due time in the calendar of the unit; both None while a condition is to be chosen.
    """

    conditions: tuple[ConditionChoice, ...]
    condition: Condition | None
    limit: Limit | None
    due_at: datetime | None


def foresee(
    case: Case, kind: CaseType, unit: Unit | None, number: int | None, at: datetime
) -> PartForeseen:
    """A part of that kind for that unit, filed at `at` under the condition of that number. Of the
    kind of the whole, it has the condition of the whole where no other is chosen.
    """
    offered = conditions_of_kind(kind)
    chosen = by_number(offered, number) if number is not None else _inherited(case, kind)
    written = chosen.limit if chosen else "" if offered else kind.limit
    limit = Limit.parse(written) if written else None
    due_at = office(unit).add(at, limit) if limit else None
    return PartForeseen(tuple(_choice(one, unit, at) for one in offered), chosen, limit, due_at)


def _inherited(case: Case, kind: CaseType) -> Condition | None:
    return case.condition if kind.pk == case.type_id else None


def _choice(condition: Condition, unit: Unit | None, at: datetime) -> ConditionChoice:
    limit = Limit.parse(condition.limit)
    due_at = office(unit).add(at, limit)
    return ConditionChoice(condition.number, condition.filing, condition.closing, limit, due_at)
