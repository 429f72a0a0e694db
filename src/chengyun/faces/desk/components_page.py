"""Components in the desk: those of the reader's area, and one with its cases."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import queries as cases
from chengyun.cases.models import Category
from chengyun.cases.services import Refused, naming
from chengyun.cases.services import standards as writing
from chengyun.cases.services.act import UNKNOWN_CASE
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import ordering, pages
from chengyun.people.policy import scope_for
from chengyun.places import components
from chengyun.places.choices import ComponentState
from chengyun.places.models import Component

PAGE_ROWS = 100
COLUMNS = {
    "code": ("code",),
    "name": ("name", "code"),
    "state": ("state", "code"),
    "authority": ("authority_name", "code"),
    "grid": ("grid", "code"),
    "since": ("begun_on", "code"),
}
SHOWN_CASES = 20
# A position is so many degrees from another within about fifty metres.
NEAR_LAT, NEAR_LON = 0.00045, 0.00053


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest) -> HttpResponse:
    """The components of the reader's area."""
    asked = {name: request.GET.get(name, "").strip() for name in ("category", "state", "q")}
    path = scope_for(request.viewer).area_path
    found = components.search(path, asked["q"], asked["category"], asked["state"])
    order = ordering.asked(request.GET, COLUMNS, "code")
    shown = Paginator(order.sorted(found), PAGE_ROWS).get_page(request.GET.get("page"))
    page = {
        "here": "standards",
        "tab": "components",
        "asked": asked,
        "narrowed": any(asked.values()),
        "page": shown,
        "order": order,
        "titles": _titles({row.category for row in shown}),
        "states": ComponentState.choices,
        "categories": _present(path),
        "may_write": writing.may_take_components(request.user),
    }
    return render(request, "desk/components.html", page | pages.shell())


def _titles(codes: set[str]) -> dict[str, str]:
    rows = Category.objects.filter(is_component=True, code__in=codes)
    return {row.code: row.title for row in rows}


def _present(path: str | None) -> list[tuple[str, str]]:
    """The categories that there are components of."""
    there = components.within(path).order_by().values("category").distinct()
    rows = Category.objects.filter(is_component=True, code__in=there).order_by("code")
    return [(row.code, row.title) for row in rows]


@never_cache
@require_GET
@officers_only
def component(request: OfficerRequest, code: str) -> HttpResponse:
    """One component: its attributes, the cases that name it and those near it of its kind."""
    try:
        row = components.within(scope_for(request.viewer).area_path).get(code=code)
    except Component.DoesNotExist:
        raise Http404 from None
    of = Category.objects.filter(is_component=True, code=row.category).order_by("edition").last()
    page = {"here": "standards", "row": row, "of": of, **_cases(request, row)}
    return render(request, "desk/component.html", page | pages.shell())


@require_POST
@officers_only
def name(request: OfficerRequest, number: str) -> HttpResponse:
    """Say which component a case is about."""
    try:
        naming.name_component(request.user, number, request.POST.get("code", ""))
    except Refused as refused:
        if refused.code == UNKNOWN_CASE.code:
            raise Http404 from None
        messages.error(request, str(refused.message))
    return redirect("desk-case", number=number)


def _cases(request: OfficerRequest, row: Component) -> dict[str, Any]:
    seen = cases.visible(request.viewer).select_related("type", "unit")
    named = seen.filter(component=row)
    near = seen.none()
    if row.lon is not None and row.lat is not None:
        near = seen.filter(
            type__category=row.category,
            component=None,
            lat__range=(row.lat - NEAR_LAT, row.lat + NEAR_LAT),
            lon__range=(row.lon - NEAR_LON, row.lon + NEAR_LON),
        )
    return {"named": named[:SHOWN_CASES], "near": near[:SHOWN_CASES]}
