"""The parts of a case in the form of splitting: each with its kind, condition, unit and limit."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases import queries
from chengyun.cases.models import Case, CaseType
from chengyun.cases.queries.parting import foresee
from chengyun.cases.services import Part
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.people.models import Unit

# Rows for parts in the form; more are split off later.
PARTS = 3
NAMES = ("title", "kind", "unit", "condition")


@never_cache
@require_GET
@officers_only
def choices(request: OfficerRequest, number: str, row: int) -> HttpResponse:
    """What can be chosen for one part, after its kind, condition or unit was changed."""
    try:
        case = queries.visible(request.viewer).get(number=number)
    except Case.DoesNotExist:
        raise Http404 from None
    if not 1 <= row <= PARTS:
        raise Http404
    page = {"case": case, "row": _row(case, request.GET, row), **offered()}
    return render(request, "desk/_part_choices.html", page)


def offered() -> dict[str, Any]:
    """The kinds and units that parts may have."""
    return {"kinds": CaseType.objects.all(), "part_units": Unit.objects.all()}


def rows(case: Case, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the form as they were given, with what each would bring."""
    return [_row(case, given, n) for n in range(1, PARTS + 1)]


def parts(given: Mapping[str, Any]) -> Iterator[Part]:
    """The rows that say anything."""
    for n in range(1, PARTS + 1):
        told = _given(given, n)
        if told["title"].strip() or told["kind"]:
            yield Part(told["title"], _kind(told), _unit(told), _condition(told))


def _row(case: Case, given: Mapping[str, Any], n: int) -> dict[str, Any]:
    told = _given(given, n)
    kind, unit = _kind(told) or case.type, _unit(told)
    return told | {"n": n, "foreseen": foresee(case, kind, unit, _condition(told), timezone.now())}


def _given(given: Mapping[str, Any], n: int) -> dict[str, str]:
    """A row as it was given; a condition of a kind that was changed since counts no more."""
    told = {name: str(given.get(f"part-{name}-{n}", "")) for name in NAMES}
    same = given.get(f"part-was-{n}", told["kind"]) == told["kind"]
    return told | ({} if same else {"condition": ""})


def _kind(told: Mapping[str, str]) -> CaseType | None:
    return CaseType.objects.filter(key=told["kind"]).first() if told["kind"] else None


def _unit(told: Mapping[str, str]) -> Unit | None:
    return Unit.objects.filter(code=told["unit"]).first() if told["unit"] else None


def _condition(told: Mapping[str, str]) -> int | None:
    text = told["condition"]
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 5 else None
