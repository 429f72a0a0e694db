"""Maintenance in the desk: what runs, what is planned, what was; planning and ending windows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, typed
from chengyun.faces.desk.typed import LOCAL, Form
from chengyun.people.models import User
from chengyun.people.policy import scope_for, viewer_of
from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.sensing import maintenance
from chengyun.sensing.models import Maintenance, ObservedProperty, Thing

PAST = 30


@dataclass(frozen=True)
class Line:
    """A window with what it is of and how many datastreams it mutes."""

    row: Maintenance
    target: str
    streams: int
    may_end: bool

    @property
    def end(self) -> datetime:
        return maintenance.end_of(self.row)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def windows(request: OfficerRequest) -> HttpResponse:
    """The windows that touch the reader's area, with the form to plan one."""
    if request.method == "GET":
        return _page(request, Form(_blank(request)))
    if not maintenance.may_plan(request.user):
        raise PermissionDenied
    form = typed.read(request.POST, _NAMES)
    window = _window(form, request.user)
    if window is None:
        return _page(request, form, 422)
    try:
        maintenance.plan(request.user, window)
    except maintenance.Refused as refused:
        form.problem = str(refused.message)
        return _page(request, form, 422)
    messages.success(request, _("The window is planned. Detection follows at once."))
    return redirect("maintenance")


@require_POST
@officers_only
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a window now."""
    try:
        maintenance.end(request.user, pk)
    except Maintenance.DoesNotExist:
        raise Http404 from None
    except maintenance.Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The window is over: the devices raise alarms again."))
    return redirect("maintenance")


_NAMES = ("thing", "area", "property", "prefix", "since", "until", "reason")


def _blank(request: OfficerRequest) -> dict[str, str]:
    now = timezone.localtime().replace(minute=0)
    later = now.replace(hour=min(now.hour + 4, 23))
    given = {name: request.GET.get(name, "") for name in ("thing", "area", "property", "prefix")}
    return given | {"since": f"{timezone.localtime():{LOCAL}}", "until": f"{later:{LOCAL}}"}


def _page(request: OfficerRequest, form: Form, status: int = 200) -> HttpResponse:
    now = timezone.now()
    seen = maintenance.visible(request.user)
    current = [_line(row, request.user) for row in maintenance.not_over(seen, now)]
    over = seen.filter(Q(until__lte=now) | Q(ended_at__isnull=False)).order_by("-since")[:PAST]
    page = {
        "here": "maintenance",
        "form": form,
        "running": [line for line in current if line.row.since <= now],
        "planned": [line for line in current if line.row.since > now],
        "past": [_line(row, request.user) for row in over],
        "may_plan": maintenance.may_plan(request.user),
        **_choices(request.user),
    }
    return render(request, "desk/maintenance.html", page | pages.shell(), status=status)


def _choices(user: User) -> dict[str, Any]:
    path = scope_for(viewer_of(user)).area_path or ""
    areas = Area.objects.filter(level__in=[Level.DISTRICT, Level.STREET, Level.COMMITTEE])
    return {
        "areas": areas.filter(path__startswith=path).order_by("path").defer("boundary"),
        "properties": ObservedProperty.objects.all(),
    }


def _line(row: Maintenance, user: User) -> Line:
    may_end = maintenance.may_plan(user) and maintenance.within(user, row)
    return Line(row, target(row), maintenance.reach(row).count(), may_end)


def target(row: Maintenance) -> str:
    """What a window is of, in words: “徐家汇街道 · 井盖倾角”."""
    parts = [row.thing, row.area, row.observed_property]
    named = [str(part) for part in parts if part is not None]
    if row.prefix:
        named.append(_("keys beginning with %(prefix)s") % {"prefix": row.prefix})
    return " · ".join(named)


def _window(form: Form, user: User) -> maintenance.Window | None:
    """The window that was typed; None where something in it is unknown."""
    since, until = (form.moment(name) for name in ("since", "until"))
    thing = _thing(form, user)
    area = Area.objects.filter(code=form.typed["area"]).first() if form.typed["area"] else None
    watched = ObservedProperty.objects.filter(code=form.typed["property"]).first()
    if form.errors or since is None or until is None:
        return None
    return maintenance.Window(
        since=since,
        until=until,
        reason=form.typed["reason"][:300],
        thing=thing,
        area=area,
        observed_property=watched,
        prefix=form.typed["prefix"][:120],
    )


def _thing(form: Form, user: User) -> Thing | None:
    """A device by its key or its whole name, within the officer's area."""
    text = form.typed["thing"]
    if not text:
        return None
    path = scope_for(viewer_of(user)).area_path or ""
    inside = Thing.objects.filter(area__path__startswith=path) if path else Thing.objects.all()
    found = list(inside.filter(Q(key=text) | Q(name=text))[:2])
    if len(found) != 1:
        many = _("Several devices have this name: give the key.")
        form.errors["thing"] = many if found else _("No device has this key or name.")
        return None
    return found[0]
