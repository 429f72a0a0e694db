"""A component by its QR code: what it is, what is known of it, and a report about it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chengyun.cases import queries
from chengyun.cases.models import OPEN, CaseType, Category
from chengyun.faces.access import OfficerRequest
from chengyun.faces.field.door import phone_page
from chengyun.people.policy import scope_for
from chengyun.places import components
from chengyun.places.models import Component

SHOWN = 10


@require_GET
@phone_page
def component(request: OfficerRequest, code: str) -> HttpResponse:
    """The page that the code on a pole or cover opens."""
    try:
        row = components.within(scope_for(request.viewer).area_path).get(code=code)
    except Component.DoesNotExist:
        raise Http404 from None
    of_it = queries.visible(request.viewer).filter(component=row)
    kinds = CaseType.objects.filter(reportable=True, category=row.category)
    shown = {
        "row": row,
        "of": Category.objects.filter(is_component=True, code=row.category)
        .order_by("edition")
        .last(),
        "open_cases": of_it.filter(OPEN)[:SHOWN],
        "past": of_it.exclude(OPEN)[:SHOWN],
        "kind": kinds.first(),
    }
    return render(request, "field/component.html", shown)
