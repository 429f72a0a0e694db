"""The morning page of leaders, duty officers and administrators, and its PDF."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.casefile import NoFont
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import menu, morning_file, pages
from chengyun.faces.desk import morning as gathered


@never_cache
@require_GET
@officers_only
def morning(request: OfficerRequest) -> HttpResponse:
    """What happened, what is late and whose, who moves, what is foreseen."""
    _may_read(request)
    found = gathered.gather(request.viewer, timezone.now())
    page = {"here": "morning", "morning": found, **pages.shell()}
    return render(request, "desk/morning.html", page)


@never_cache
@require_GET
@officers_only
def pdf(request: OfficerRequest) -> HttpResponse:
    """The same on one sheet of paper."""
    _may_read(request)
    found = gathered.gather(request.viewer, timezone.now())
    try:
        body = morning_file.to_pdf(found)
    except NoFont as fault:
        messages.error(request, str(fault))
        return redirect("morning")
    response = HttpResponse(body, content_type="application/pdf")
    name = f"morning-{timezone.localdate():%Y-%m-%d}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _may_read(request: OfficerRequest) -> None:
    if request.user.role not in menu.LEADING:
        raise Http404
