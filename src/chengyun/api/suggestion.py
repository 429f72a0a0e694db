"""GET /cases/{number}/suggestion: to which unit and person a case should go, and why."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError

from chengyun.api.auth import viewer
from chengyun.cases import present, queries
from chengyun.cases.dispatching import words
from chengyun.cases.models import Case
from chengyun.cases.queries import persons
from chengyun.cases.queries.dispatching import names_of
from chengyun.cases.services.dispatching import dispatch_list, suggestion_of

router = Router()


class UnitOut(Schema):
    code: str
    name: str


class RuleOut(Schema):
    """A rule of the dispatch list."""

    id: int
    name: str


class PassedOut(RuleOut):
    """A rule that did not decide, and why not."""

    why: list[str]


class PersonOut(Schema):
    """Somebody of the unit. `metres` and `on_duty` are null where nobody knows."""

    username: str
    name: str
    open: int
    overdue: int
    metres: int | None
    on_duty: bool | None
    on_duty_until: str | None
    reasons: list[str]


class SuggestionOut(Schema):
    """`unit` null: nobody does this there. `rule` null: no rule fitted; kind and place decided.

    `persons` are the handlers of the unit, the best first; empty for who may not dispatch.
    """

    unit: UnitOut | None
    rule: RuleOut | None
    reasons: list[str]
    passed: list[PassedOut]
    persons: list[PersonOut]


@router.get("/cases/{number}/suggestion", response=SuggestionOut)
def suggestion(request: HttpRequest, number: str) -> dict[str, Any]:
    """To which unit the dispatch list sends the case now, every rule that it passed on the way, and
    the persons of that unit. It is a suggestion: a person decides."""
    who = viewer(request)
    try:
        case = queries.get(who, number)
    except Case.DoesNotExist:
        raise HttpError(404, "there is no such case among yours") from None
    decided = dispatch_list([case.type.unit_kind]).decide(case, timezone.now())
    unit, found = decided.unit, suggestion_of(decided)
    people = persons.at_hand(who, case, unit) if unit else []
    return {
        "unit": present.unit(unit),
        "rule": _rule(decided.rule) if decided.rule else None,
        "reasons": [str(reason) for reason in found.reasons] if found else [],
        "passed": _passed(case, decided.passed),
        "persons": [persons.as_dict(person) for person in people],
    }


def _rule(rule: Any) -> dict[str, Any]:
    return {"id": rule.key, "name": words.title(rule)}


def _passed(case: Case, passed: Any) -> list[dict[str, Any]]:
    names = names_of([one.rule for one in passed], [case.area_path], [case.type.key])
    return [_rule(one.rule) | {"why": list(words.why_not(one.misses, names))} for one in passed]
