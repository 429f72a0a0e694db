"""The desk's page of partners: who speaks Open311 with us, what is with them, what failed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.cases.models import Handover, Partner
from chengyun.cases.services import Refused, partners
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.people.policy import scope_for

SHOWN = 30
MOST_NAME = 60
ASKED = ("name", "endpoint", "jurisdiction", "key", "unit")


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def board(request: OfficerRequest) -> HttpResponse:
    """All partners and what is with them; a new one is made here, its key shown once."""
    _may(request)
    page: dict[str, Any] = {"here": "partners", "typed": {}}
    if request.method == "POST":
        page |= _made(request)
    page |= {
        "partners": Partner.objects.select_related("unit"),
        "handovers": _handovers(request),
        "units": Unit.objects.filter(partner=None),
        "door": request.build_absolute_uri("/open311/v2"),
    }
    return render(request, "desk/partners.html", page | pages.shell())


@require_POST
@officers_only
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Its key opens nothing any more."""
    _may(request)
    partner = Partner.objects.filter(pk=pk, revoked_at=None).first()
    if partner is None:
        raise Http404
    partners.revoke(partner.name)
    messages.success(request, _("%(name)s is no longer a partner.") % {"name": partner.name})
    return redirect("partners")


def _made(request: OfficerRequest) -> dict[str, Any]:
    typed = {name: request.POST.get(name, "").strip() for name in ASKED}
    if not typed["name"] or len(typed["name"]) > MOST_NAME:
        return {"typed": typed, "problem": _("Give the partner a name of at most 60 characters.")}
    unit = Unit.objects.filter(code=typed["unit"]).first()
    pulls = request.POST.get("pulls") == "on"
    there = partners.Endpoint(typed["endpoint"], typed["jurisdiction"], typed["key"], unit, pulls)
    try:
        return {"made": partners.add(typed["name"], there)}
    except Refused as error:
        return {"typed": typed | {"pulls": pulls}, "problem": str(error.message)}


def _handovers(request: OfficerRequest) -> list[Handover]:
    """The latest, of cases that the reader may see."""
    rows = Handover.objects.filter(scope_for(request.viewer).q("case__")).order_by("-pk")
    return list(rows.select_related("partner", "case__type")[:SHOWN])


def _may(request: OfficerRequest) -> None:
    if request.user.role not in (Role.DUTY_OFFICER, Role.ADMINISTRATOR):
        raise PermissionDenied
