"""One action on many cases of the queue: each for itself, and each refusal with its reason."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chengyun.cases import queries, services
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, CaseType
from chengyun.cases.queries.allowing import ConditionChoice
from chengyun.cases.rules import MISSING
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import action_form, pages
from chengyun.faces.desk.action_bar import for_many
from chengyun.people.policy import Viewer

MOST = 100
UNKNOWN = _("There is no such case, or it is not yours to see.")


@dataclass(frozen=True)
class Result:
    """What became of one case: done, or why not. One that is not there has no number."""

    number: str
    case: Case | None
    why: str = ""
    code: str = ""


@dataclass(frozen=True)
class Choice:
    """Cases of one kind that only lack a filing condition, and those that there are."""

    kind: CaseType
    numbers: list[str]
    conditions: tuple[ConditionChoice, ...]


@require_POST
@officers_only
def bulk(request: OfficerRequest) -> HttpResponse:
    """Do it to each of the chosen cases, in the order of the queue."""
    action = request.POST.get("action", "")
    numbers = list(dict.fromkeys(request.POST.getlist("case")))[:MOST]
    if action not in dict(for_many(request.user.role)):
        numbers = []
    results = [_one(request, number, action) for number in numbers]
    choices = _choices(request.viewer, action, results)
    waiting = {number for choice in choices for number in choice.numbers}
    page: dict[str, Any] = {
        "action": action,
        "label": Action(action).label if action in Action.values else "",
        "done": [one for one in results if not one.why],
        "refused": [one for one in results if one.why and one.number not in waiting],
        "choices": choices,
        "waiting": len(waiting),
    }
    if request.htmx:
        response = render(request, "desk/_bulk_done.html", page)
        response.headers["HX-Trigger"] = "refresh"
        return response
    return render(request, "desk/bulk_done.html", page | pages.shell())


def _choices(viewer: Viewer, action: str, results: list[Result]) -> list[Choice]:
    kinds: dict[CaseType, list[Case]] = {}
    for one in results:
        if one.case and one.code == MISSING["condition"].code:
            kinds.setdefault(one.case.type, []).append(one.case)
    return [
        Choice(kind, [case.number for case in cases], _conditions(viewer, action, cases[0]))
        for kind, cases in kinds.items()
    ]


def _conditions(viewer: Viewer, action: str, case: Case) -> tuple[ConditionChoice, ...]:
    allowed = queries.allowed_actions(viewer, case)
    return next((one.conditions for one in allowed if one.action == action), ())


def _one(request: OfficerRequest, number: str, action: str) -> Result:
    try:
        case = queries.get(request.viewer, number)
        given = action_form.given_in(request.POST) | {"key": None, "version": None}
        given["condition"] = action_form.number(request.POST.get(f"condition-{case.type.key}", ""))
        return Result(number, services.act(request.user, number, action, **given))
    except Case.DoesNotExist:
        return Result("", None, str(UNKNOWN))
    except services.Refused as refused:
        return Result(number, case, str(refused.message), refused.code)
