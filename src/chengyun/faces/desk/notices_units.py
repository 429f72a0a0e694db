"""Administrators: the channels of units, what units are told of, and every channel that fails."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.notices_page import may_manage
from chengyun.notices import queries
from chengyun.notices.services import channels
from chengyun.people.models import Unit
from chengyun.people.refused import Refused


@never_cache
@require_GET
@officers_only
def units(request: OfficerRequest) -> HttpResponse:
    """Units' channels; `?unit=` opens what that unit is told of."""
    _may(request)
    return _page(request, _unit(request.GET.get("unit", "")))


def _may(request: OfficerRequest) -> None:
    if not may_manage(request):
        raise PermissionDenied


def _unit(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first() if code else None


def _page(
    request: OfficerRequest, unit: Unit | None, status: int = 200, **more: Any
) -> HttpResponse:
    page = {
        "here": "notices",
        "part": "units",
        "channels": queries.of_units(),
        "failing": queries.failing(),
        "units": Unit.objects.all(),
        "chosen": unit,
        "choices": queries.choices(unit) if unit else (),
        "manages": True,
        "now": timezone.now(),
        **more,
    }
    return render(request, "desk/notices_units.html", page | pages.shell(), status=status)


@require_POST
@officers_only
def add(request: OfficerRequest) -> HttpResponse:
    """A new channel of a unit."""
    _may(request)
    unit = _unit(request.POST.get("unit", ""))
    if unit is None:
        return _page(request, None, 422, problem=_("Choose a unit."), typed=request.POST)
    given = request.POST.get("address", ""), request.POST.get("title", "")
    try:
        channels.add_channel(unit, *given, timezone.now())
    except Refused as refused:
        return _page(request, unit, 422, problem=str(refused), typed=request.POST)
    messages.success(request, _("The channel is there. Send a test to be sure of it."))
    return redirect("notices-units")


@require_POST
@officers_only
def choose(request: OfficerRequest) -> HttpResponse:
    """What a unit is told of."""
    _may(request)
    if unit := _unit(request.POST.get("unit", "")):
        channels.choose(unit, request.POST.getlist("event"))
        messages.success(request, _("Kept."))
    return redirect("notices-units")
