"""What officers do with reports: ask back, call back, look with a reason, say what is the same."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import services
from chengyun.cases.choices import Action
from chengyun.cases.models import Case
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, reporters, views


@require_POST
@officers_only
def ask(request: OfficerRequest, number: str, receipt: str) -> HttpResponse:
    """Ask the reporter something."""
    text = request.POST.get("text", "")
    return _do(request, number, receipt, _("Asked. The case waits for the reporter."),
               lambda: services.ask(request.user, number, receipt, text))  # fmt: skip


@require_POST
@officers_only
def call_back(request: OfficerRequest, number: str, receipt: str) -> HttpResponse:
    """Record what a call-back came to."""
    given = request.POST
    rating = given.get("rating", "")
    told = services.Called(
        given.get("outcome", ""), given.get("note", ""), int(rating) if rating.isdecimal() else None
    )
    return _do(request, number, receipt, _("The call-back is recorded."),
               lambda: services.call_back(request.user, number, receipt, told))  # fmt: skip


@never_cache
@require_POST
@officers_only
def look(request: OfficerRequest, number: str, receipt: str) -> HttpResponse:
    """Show a confidential contact once, on this answer alone."""
    found = views._case(request, number)
    try:
        contact = services.look(request.user, number, receipt, request.POST.get("reason", ""))
    except services.Refused as refused:
        return _refused(request, number, receipt, str(refused.message))
    found.refresh_from_db(fields=["version"])
    return views._case_page(request, found, looked={"receipt": receipt, **contact})


@require_POST
@officers_only
def merge(request: OfficerRequest, number: str, other: str) -> HttpResponse:
    """They are the same: go on as one."""
    views._case(request, other)
    done = _("Merged into %(number)s.") % {"number": other}
    meant = request.POST.get("anyway") == "1"

    def deed() -> Case:
        return services.merge(request.user, number, other, meant)

    return _do(request, number, "", done, deed, Action.MERGE)


@require_POST
@officers_only
def differ(request: OfficerRequest, number: str, other: str) -> HttpResponse:
    """They are not the same: do not suggest it again."""
    done = _("Noted: it is not the same as %(number)s.") % {"number": other}
    return _do(request, number, "", done, lambda: services.not_same(request.user, number, other))


@never_cache
@require_GET
@officers_only
def call_backs(request: OfficerRequest) -> HttpResponse:
    """The call-backs that wait, the most urgent first."""
    page = {"waiting": reporters.waiting(request.viewer), "scores": reporters.SCORES}
    return render(request, "desk/call_backs.html", page | pages.shell())


def _do(
    request: OfficerRequest,
    number: str,
    receipt: str,
    done: str,
    deed: Callable[[], Any],
    action: str = "",
) -> HttpResponse:
    """Do it and say so in the words of `done`; `action` is what an undo takes back."""
    views._case(request, number)
    try:
        deed()
    except services.Refused as refused:
        return _refused(request, number, receipt, str(refused.message))
    if request.htmx:
        return views._case_page(request, views._case(request, number), done_text=done, done=action)
    messages.success(request, done, extra_tags=action)
    return redirect("desk-case", number=number)


def _refused(request: OfficerRequest, number: str, receipt: str, why: str) -> HttpResponse:
    """The case again, with why beside what was tried and what was typed kept."""
    more = {"failed": {"receipt": receipt, "why": why}, "given": request.POST}
    return views._case_page(request, views._case(request, number), 422, **more)
