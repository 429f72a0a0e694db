"""The form of a project's facts: a new one, or other dates, unit and place."""

import json
import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, typed
from chengyun.faces.desk.typed import Form
from chengyun.faces.goals.project_page import need, project_of
from chengyun.goals.models import Plan, Project
from chengyun.goals.models.projects import Kind
from chengyun.goals.queries import visible
from chengyun.goals.refused import Refused
from chengyun.goals.services import projects as verbs
from chengyun.people.models import Unit, User
from chengyun.people.policy import scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area

FIELDS = (
    "key", "title_zh", "title_en", "kind", "unit", "area", "start", "deadline", "lon", "lat",
    "shape", "plan", "owner",
)  # fmt: skip
OTHERS = ("unit", "area", "plan", "owner")
# Words of addresses beside the projects' own.
KEY = re.compile(r"(?!(?:new|map|file|sharing)$)[a-z0-9][a-z0-9-]{1,39}")
SHAPES = ("LineString", "Polygon", "MultiLineString", "MultiPolygon")
LONGEST = 20_000


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """A new project; its nodes come from a table."""
    need(request, "plan")
    if request.method == "GET":
        return _page(request, Form(dict.fromkeys(FIELDS, "")))
    form = typed.read(request.POST, FIELDS)
    try:
        if not KEY.fullmatch(form.typed["key"]):
            raise Refused(_("A key has 2 to 40 small letters, digits or hyphens."))
        made = verbs.add(request.user, form.typed["key"], _facts(request, form))
    except Refused as no:
        form.problem = str(no)
        return _page(request, form, status=422)
    return redirect("project-import", key=made.key)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def facts(request: OfficerRequest, key: str) -> HttpResponse:
    """One project: other titles, dates, unit or place."""
    found = project_of(request, key)
    need(request, "plan")
    if request.method == "GET":
        return _page(request, Form(_typed(found)), found)
    form = typed.read(request.POST, FIELDS)
    try:
        verbs.change(request.user, found, _facts(request, form, found))
    except Refused as no:
        form.problem = str(no)
        return _page(request, form, project_of(request, key), 422)
    messages.success(request, _("%(name)s is changed.") % {"name": found})
    return redirect("project", key=key)


def _page(
    request: OfficerRequest, form: Form, found: Project | None = None, status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {
        "here": "projects",
        "form": form,
        "project": found,
        "kinds": Kind.choices,
        "units": Unit.objects.all(),
        "areas": _areas(request),
        "plans": visible(request.viewer),
        "owners": User.objects.filter(is_active=True).order_by("username"),
        "supports": set(request.POST.getlist("supporting")) if request.POST else _supports(found),
    }
    return render(request, "goals/project_form.html", page | pages.shell(), status=status)


def _supports(found: Project | None) -> set[str]:
    return set(found.supporting.values_list("code", flat=True)) if found else set()


def _areas(request: OfficerRequest) -> list[Area]:
    path = scope_for(request.viewer).area_path
    rows = Area.objects.filter(level__in=(Level.DISTRICT, Level.STREET)).defer("boundary")
    return [] if path is None else list(rows.filter(path__startswith=path).order_by("path"))


def _typed(found: Project) -> dict[str, str]:
    told = {name: getattr(found, name) for name in FIELDS if name not in OTHERS}
    told["unit"] = found.unit.code if found.unit else ""
    told["plan"] = found.plan.key if found.plan else ""
    told["owner"] = found.owner.username if found.owner else ""
    told["area"] = found.area_path.rstrip("/").rpartition("/")[2]
    return {name: "" if value is None else str(value) for name, value in told.items()}


def _facts(request: OfficerRequest, form: Form, found: Project | None = None) -> verbs.Facts:
    told = form.typed
    area = next((one for one in _areas(request) if one.code == told["area"]), None)
    if area is None:
        raise Refused(_("Choose the area."))
    return verbs.Facts(
        title_zh=told["title_zh"][:80],
        title_en=told["title_en"][:120],
        kind=told["kind"],
        start=_day(told["start"]),
        deadline=_day(told["deadline"]),
        unit=Unit.objects.filter(code=told["unit"]).first(),
        area_path=area.path,
        lon=_degree(told["lon"], 180),
        lat=_degree(told["lat"], 90),
        shape=_shape(told["shape"]),
        plan=_plan(request, told["plan"], found),
        owner=User.objects.filter(username=told["owner"], is_active=True).first(),
        supporting=tuple(Unit.objects.filter(code__in=request.POST.getlist("supporting"))),
    )


def _plan(request: OfficerRequest, key: str, project: Project | None) -> Plan | None:
    """A plan in sight; the one that a project has already may lie out of it and stays."""
    seen = visible(request.viewer)
    now = project.plan if project else None
    if key:
        chosen = now if now and now.key == key else seen.filter(key=key).first()
        if chosen is None:
            raise Refused(_("There is no such plan."))
        return chosen
    return now if now and not seen.filter(pk=now.pk).exists() else None


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("Give the first day and the deadline."))
    return found


def _degree(text: str, most: int) -> float | None:
    try:
        found = float(text) if text else None
    except ValueError:
        found = float("nan")
    if found is not None and not -most <= found <= most:
        raise Refused(_("Longitude and latitude are degrees, WGS84."))
    return found


def _shape(text: str) -> str:
    """A GeoJSON geometry, or ""."""
    if not text:
        return ""
    try:
        told = json.loads(text[:LONGEST])
        fits = told["type"] in SHAPES and isinstance(told["coordinates"], list)
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise Refused(_("The shape is a GeoJSON line or polygon."))
    return json.dumps({"type": told["type"], "coordinates": told["coordinates"]})
