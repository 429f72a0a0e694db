"""The residents' first page, and finding a report again by its short code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.public import codes, gate, open_data
from chengyun.people.throttle import Throttle

TRIES = Throttle("code", limit=20, seconds=3600)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the way to report, to follow and to look, and the district's figures today."""
    return _home(request)


@never_cache
@require_POST
def by_code(request: HttpRequest) -> HttpResponse:
    """From a short code to the page of its report."""
    address, code = gate.sender(request).address, request.POST.get("code", "")[:40]
    if TRIES.full(address):
        return _home(request, code, _("That is too many within an hour; try again later."), 429)
    follow = codes.follow_of(code)
    if follow is None:
        TRIES.count(address)
        said = _("No report has this code. Check it sign by sign.")
        return _home(request, code, said, 422)
    return redirect("follow", token=follow)


def _home(request: HttpRequest, code: str = "", fault: str = "", status: int = 200) -> HttpResponse:
    page = {"figures": open_data.figures(), "code": code, "fault": fault}
    return render(request, "public/home.html", page, status=status)
