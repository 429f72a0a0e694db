"""Officers in the desk: who is there and what they see; taking in, changing, sending home."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import ordering, pages, typed
from chengyun.faces.desk.keeping import require_keeper
from chengyun.faces.desk.typed import Form
from chengyun.people import invitations, staff, units
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.refused import Refused
from chengyun.places.choices import Level
from chengyun.places.models import Area

PAGE_ROWS = 50
COLUMNS = {
    "name": ("username",),
    "role": ("role", "username"),
    "unit": ("unit__code", "username"),
    "seen": ("last_login", "username"),
}
FIELDS = ("username", "name", "role", "unit", "area")
SIEVE = ("q", "role", "unit", "gone")
DEEPEST = (Level.DISTRICT, Level.STREET, Level.COMMITTEE, Level.GRID)


@never_cache
@require_GET
@officers_only
def officers(request: OfficerRequest) -> HttpResponse:
    """The officers whom the reader keeps."""
    require_keeper(request)
    asked = {name: request.GET.get(name, "").strip() for name in SIEVE}
    wanted = asked | {"gone": asked["gone"] or "0"}
    found = staff.narrowed(staff.visible(request.viewer), wanted)
    order = ordering.asked(request.GET, COLUMNS, "name")
    shown = Paginator(order.sorted(found), PAGE_ROWS).get_page(request.GET.get("page"))
    page = {
        "here": "officers",
        "asked": asked,
        "narrowed": any(asked.values()),
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "page": shown,
        "order": order,
        "lines": [(user, staff.sees(user)) for user in shown],
        "roles": Role.choices,
        "units": units.visible(request.viewer),
    }
    return render(request, "desk/officers.html", page | pages.shell())


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """Take an officer in; an invitation goes with it."""
    require_keeper(request)
    if request.method == "GET":
        return _form(request, Form(dict.fromkeys(FIELDS, "")))
    form = typed.read(request.POST, FIELDS)
    try:
        user = staff.add(request.user, form.typed["username"], _facts(form, request))
    except Refused as refused:
        form.problem = str(refused)
        return _form(request, form, status=422)
    return _invited(request, user)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def officer(request: OfficerRequest, username: str) -> HttpResponse:
    """One officer: what they are and see, and another role, unit or area."""
    user = _kept(request, username)
    if request.method == "GET":
        return _form(request, Form(_blank(user)), user)
    form = typed.read(request.POST, FIELDS)
    try:
        staff.change(request.user, user, _facts(form, request))
    except Refused as refused:
        form.problem = str(refused)
        return _form(request, form, _kept(request, username), 422)
    messages.success(request, _("%(name)s is changed.") % {"name": user})
    return redirect("officer", username)


@never_cache
@require_POST
@officers_only
def invite(request: OfficerRequest, username: str) -> HttpResponse:
    """A new link to set a password; it is shown once."""
    user = _kept(request, username)
    try:
        return _invited(request, user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("officer", username)


@require_POST
@officers_only
def dismiss(request: OfficerRequest, username: str) -> HttpResponse:
    """The officer can no longer sign in."""
    told = gettext_lazy("%(name)s can no longer sign in.")
    return _moved(request, username, staff.dismiss, told)


@require_POST
@officers_only
def restore(request: OfficerRequest, username: str) -> HttpResponse:
    """The officer can sign in again."""
    return _moved(request, username, staff.restore, gettext_lazy("%(name)s can sign in again."))


def _moved(
    request: OfficerRequest, username: str, verb: Callable[[User, User], None], told: Any
) -> HttpResponse:
    user = _kept(request, username)
    try:
        verb(request.user, user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told % {"name": user})
    return redirect("officer", username)


def _kept(request: OfficerRequest, username: str) -> User:
    require_keeper(request)
    user = staff.visible(request.viewer).filter(username=username).first()
    if user is None:
        raise Http404
    return user


def _blank(user: User) -> dict[str, str]:
    return {
        "username": user.username,
        "name": user.name,
        "role": user.role,
        "unit": user.unit.code if user.unit else "",
        "area": area_words(user.area),
    }


def _facts(form: Form, request: OfficerRequest) -> staff.OfficerFacts:
    """What was typed. Raises Refused for a unit or an area that is not there."""
    unit = units.visible(request.viewer).filter(code=form.typed["unit"]).first()
    area = area_of(form, request)
    if form.typed["unit"] and unit is None:
        raise Refused("no_such_unit", _("There is no such unit."), 422)
    return staff.OfficerFacts(form.typed["name"], form.typed["role"], unit, area)


def area_of(form: Form, request: OfficerRequest) -> Area | None:
    """The area that was chosen or typed, by its code or its name, or else all that the
    administrator keeps: none for the whole. Raises Refused where there is no such area."""
    typed_words = form.typed["area"].strip()
    if not typed_words:
        return request.user.area
    named = Q(code=typed_words.split(" ")[0]) | Q(name=typed_words) | Q(name_en=typed_words)
    found = Area.objects.filter(staff.inside(request.viewer), named)[:2]
    if len(found) != 1:
        raise Refused("no_such_area", _("There is no such area: choose one of the list."), 422)
    return found[0]


def area_words(area: Area | None) -> str:
    """An area as the list of the form writes it: code and name."""
    return f"{area.code} {area.title}" if area else ""


def areas(request: OfficerRequest) -> QuerySet[Area]:
    """What may be given: the district and what lies in it."""
    inside = Area.objects.filter(staff.inside(request.viewer), level__in=DEEPEST)
    return inside.only("code", "name", "name_en", "level", "path").order_by("path")


def _invited(request: OfficerRequest, user: User) -> HttpResponse:
    secret = invitations.invite(request.user, user)
    link = request.build_absolute_uri(reverse("welcome", args=[secret]))
    return _form(request, Form(_blank(user)), user, link=link)


def _form(
    request: OfficerRequest, form: Form, user: User | None = None, status: int = 200, link: str = ""
) -> HttpResponse:
    page = {
        "here": "officers",
        "form": form,
        "officer": user,
        "sees": staff.sees(user) if user else "",
        "myself": user is not None and user.pk == request.user.pk,
        "link": link,
        "hours": invitations.INVITED_FOR.total_seconds() / 3600,
        "roles": ROLES,
        "units": units.visible(request.viewer),
        "areas": areas(request),
    }
    return render(request, "desk/officer.html", page | pages.shell(), status=status)


ROLES = (
    (Role.DUTY_OFFICER, gettext_lazy("Runs the shift: files, dispatches, checks, decides.")),
    (Role.DISPATCHER, gettext_lazy("Files and dispatches cases of their area.")),
    (Role.HANDLER, gettext_lazy("Handles the cases of their unit.")),
    (Role.GRID_OFFICER, gettext_lazy("Patrols, reports, verifies and checks in their area.")),
    (Role.LEADER, gettext_lazy("Reads everything of their area, instructs and judges.")),
    (Role.ADMINISTRATOR, gettext_lazy("Keeps officers, units, rules, calendars and settings.")),
)
