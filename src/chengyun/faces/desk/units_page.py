"""Units in the desk: who answers for what, with how many officers and open cases."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases import in_hand, queries
from chengyun.cases.models import CaseType
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, staff_page, typed
from chengyun.faces.desk.dispatch_form import unit_kinds
from chengyun.faces.desk.keeping import require_keeper
from chengyun.faces.desk.typed import Form
from chengyun.people import units
from chengyun.people.models import Unit
from chengyun.people.refused import Refused

FIELDS = ("code", "name_zh", "name_en", "kind", "area")


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest) -> HttpResponse:
    """The units whom the reader keeps."""
    require_keeper(request)
    found = list(_counted(units.visible(request.viewer)))
    loads = in_hand.by_unit(queries.still_open(request.viewer))
    page = {
        "here": "units",
        "lines": found,
        "open_cases": {load.unit.pk: load.open for load in loads},
        "kinds": _kinds(),
    }
    return render(request, "desk/units.html", page | pages.shell())


def _counted(found: QuerySet[Unit]) -> QuerySet[Unit]:
    return found.annotate(officers=Count("user", filter=Q(user__is_active=True)))


def _kinds() -> dict[str, list[str]]:
    """The kinds of case that each kind of unit takes."""
    taken: dict[str, list[str]] = {}
    for kind in CaseType.objects.order_by("key"):
        taken.setdefault(kind.unit_kind, []).append(kind.title)
    return taken


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """A new unit."""
    require_keeper(request)
    if request.method == "GET":
        return _form(request, Form(dict.fromkeys(FIELDS, "")))
    form = typed.read(request.POST, FIELDS)
    try:
        unit = units.add(request.user, form.typed["code"], _facts(form, request))
    except Refused as refused:
        form.problem = str(refused)
        return _form(request, form, status=422)
    messages.success(request, _("%(name)s is a unit now.") % {"name": unit})
    return redirect("units")


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def unit(request: OfficerRequest, code: str) -> HttpResponse:
    """One unit: another name, kind or area."""
    require_keeper(request)
    found = units.visible(request.viewer).filter(code=code).first()
    if found is None:
        raise Http404
    if request.method == "GET":
        return _form(request, Form(_blank(found)), found)
    form = typed.read(request.POST, FIELDS)
    try:
        units.change(request.user, found, _facts(form, request))
    except Refused as refused:
        form.problem = str(refused)
        return _form(request, form, units.visible(request.viewer).get(code=code), 422)
    messages.success(request, _("%(name)s is changed.") % {"name": found})
    return redirect("units")


def _blank(found: Unit) -> dict[str, str]:
    area = staff_page.area_words(found.area)
    named = {"name_zh": found.name_zh, "name_en": found.name_en}
    return {"code": found.code, "kind": found.kind, "area": area, **named}


def _facts(form: Form, request: OfficerRequest) -> units.UnitFacts:
    told = form.typed
    area = staff_page.area_of(form, request)
    return units.UnitFacts(told["name_zh"], told["name_en"], told["kind"], area)


def _form(
    request: OfficerRequest, form: Form, found: Unit | None = None, status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {
        "here": "units",
        "form": form,
        "unit": found,
        "officers": found.user_set.filter(is_active=True).order_by("role") if found else (),
        "unit_kinds": unit_kinds(),
        "takes": _kinds().get(found.kind, []) if found else [],
        "areas": staff_page.areas(request),
    }
    return render(request, "desk/unit.html", page | pages.shell(), status=status)
