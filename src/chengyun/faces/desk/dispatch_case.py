"""Dispatching one case: the suggested unit with its reasons, and the persons of a unit."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases import queries
from chengyun.cases.dispatching import words
from chengyun.cases.models import Case
from chengyun.cases.queries import persons
from chengyun.cases.queries.dispatching import names_of
from chengyun.cases.services.dispatching import dispatch_list
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.dispatch_page import trail as told
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

# So many persons are offered at once; the others stand behind a fold.
OFFERED = 4


def person_choices(viewer: Viewer, found: Case, unit: Unit | None) -> dict[str, Any]:
    """The persons of the unit for the form, the best first."""
    people = persons.at_hand(viewer, found, unit) if unit else []
    return {"persons": people[:OFFERED], "more_persons": people[OFFERED:]}


@never_cache
@require_GET
@officers_only
def offered(request: OfficerRequest, number: str) -> HttpResponse:
    """The persons of the unit that has been chosen in the form."""
    found = _case(request, number)
    unit = Unit.objects.filter(code=request.GET.get("unit", "")).select_related("area").first()
    page = {"case": found, "given": {}, **person_choices(request.viewer, found, unit)}
    return render(request, "desk/_persons.html", page)


@never_cache
@require_GET
@officers_only
def trail(request: OfficerRequest, number: str) -> HttpResponse:
    """How the list came to its suggestion: every rule before the one that decided, and why not."""
    found = _case(request, number)
    decision = dispatch_list([found.type.unit_kind]).decide(found, timezone.now())
    rules = [passed.rule for passed in decision.passed]
    names = names_of(rules, [found.area_path], [found.type.key])
    page = {
        "case": found,
        "unit": decision.unit,
        "rule": words.title(decision.rule) if decision.rule else "",
        "steps": told(decision.passed, names),
    }
    if request.htmx:
        return render(request, "desk/_case_trail.html", page)
    return render(request, "desk/dispatch_trail.html", page | pages.shell())


def _case(request: OfficerRequest, number: str) -> Case:
    try:
        return queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None
