"""What a viewer may do to a case now, what must be given with it, and what it would bring."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chengyun.calendar import Limit
from chengyun.cases import deadlines, rules
from chengyun.cases.around import Surroundings
from chengyun.cases.choices import Outcome
from chengyun.cases.deadlines import Foreseen
from chengyun.cases.models import Case, Condition
from chengyun.cases.present import iso
from chengyun.cases.rules import Clock, Transition
from chengyun.cases.services.steps import deadline_of, limit_of, office
from chengyun.people.policy import Viewer, scope_for


@dataclass(frozen=True)
class ConditionChoice:
    """A filing condition that may be chosen, with its limit and when the case would be due."""

    number: int
    filing: str
    closing: str
    limit: Limit
    due_at: datetime | None


@dataclass(frozen=True)
class Allowed:
    """Something the viewer may do now: what must be (`needs`) and may be (`takes`) given with it,
    what it requires and does in words, and what it does to the deadline.
    """

    action: str
    label: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    note: str = ""
    clock: str = Clock.NONE.value
    foreseen: Foreseen = field(default_factory=lambda: Foreseen(None, None))
    conditions: tuple[ConditionChoice, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the deadline itself would change."""
        return self.foreseen.before != self.foreseen.after

    def as_json(self) -> dict[str, Any]:
        """As the HTTP interface tells it; times are ISO 8601."""
        told: dict[str, Any] = {
            "action": self.action,
            "label": self.label,
            "needs": list(self.needs),
            "takes": list(self.takes),
            "note": self.note,
            "clock": self.clock,
            "due_before": iso(self.foreseen.before),
            "due_after": iso(self.foreseen.after),
        }
        if self.conditions:
            told["conditions"] = [_condition_json(choice) for choice in self.conditions]
        if "outcome" in self.takes:
            told["outcomes"] = [{"outcome": one.value, "label": str(one.label)} for one in Outcome]
        return told


def allowed_actions(viewer: Viewer, case: Case, now: datetime | None = None) -> list[Allowed]:
    """What the viewer may do to the case now, in the order of the lifecycle."""
    if not scope_for(viewer).allows({"area_path": case.area_path, "unit_id": case.unit_id}):
        return []
    at = now or timezone.now()
    around = Surroundings(case, office(case.unit))
    ask = rules.Ask(at, viewer.role, viewer.user_id, around)
    return [_allowed(row, case, around, at) for row in rules.allowed(case, ask)]


def preview(case: Case, action: str, now: datetime) -> Foreseen:
    """What an action would do to the deadline of a case, were it done now."""
    row = rules.BY_ACTION[action]
    return deadlines.foreseen(row.clock, deadline_of(case), now, limit_of(case), office(case.unit))


def _allowed(row: Transition, case: Case, around: Surroundings, at: datetime) -> Allowed:
    needs = rules.needs_of(row, case, around)
    choices = tuple(_choices(case, around, at)) if "condition" in needs else ()
    return Allowed(
        row.action.value,
        str(row.label),
        needs,
        row.takes,
        str(row.note),
        row.clock.value,
        preview(case, row.action, at),
        choices,
    )


def _choices(case: Case, around: Surroundings, at: datetime) -> Iterator[ConditionChoice]:
    for condition in around.conditions:
        limit = Limit.parse(condition.limit)
        due = deadlines.foreseen(Clock.START, deadline_of(case), at, limit, office(case.unit)).after
        yield _choice(condition, limit, due)


def _choice(condition: Condition, limit: Limit, due: datetime | None) -> ConditionChoice:
    return ConditionChoice(condition.number, condition.filing, condition.closing, limit, due)


def loop_facts(viewer: Viewer, case: Case) -> dict[str, Any]:
    """What the loop adds to the case object where one case is told of: when each stage was
    reached, its conditions, what is asked, and the cases it belongs with, as far as visible.
    """
    near = Case.objects.filter(scope_for(viewer).q())
    condition = case.condition
    return {
        "filed_at": iso(case.filed_at),
        "dispatched_at": iso(case.dispatched_at),
        "accepted_at": iso(case.accepted_at),
        "handled_at": iso(case.handled_at),
        "step_due_at": iso(case.step_due_at),
        "limit": case.limit_in_force,
        "filing_condition": condition.filing if condition else None,
        "closing_condition": condition.closing if condition else None,
        "verdict": case.verdict or None,
        "review": case.review or None,
        "appeal": case.appeal or None,
        "excluded": case.excluded,
        "outcome": case.outcome or None,
        "whole": _number(near, case.parent_id),
        "parts": list(near.filter(parent=case).order_by("pk").values_list("number", flat=True)),
        "merged_into": _number(near, case.merged_into_id),
    }


def _number(cases: QuerySet[Case], pk: int | None) -> str | None:
    return cases.filter(pk=pk).values_list("number", flat=True).first() if pk else None


def _condition_json(choice: ConditionChoice) -> dict[str, Any]:
    return {
        "condition": choice.number,
        "filing": choice.filing,
        "closing": choice.closing,
        "limit": str(choice.limit),
        "due_after": iso(choice.due_at),
    }
