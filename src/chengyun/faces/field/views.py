"""The grid officer's phone: what is to do today, doing it on the spot, reporting what one sees."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.cases import queries, services
from chengyun.cases.choices import Action
from chengyun.cases.models import Case
from chengyun.cases.services import tasks
from chengyun.faces import words
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import together
from chengyun.faces.field import photos, weekly_page
from chengyun.faces.field import today as days
from chengyun.faces.field.door import phone_data, phone_page
from chengyun.faces.field.forms import PatrolForm
from chengyun.faces.scenes import visits
from chengyun.faces.spots import spot_of
from chengyun.insight import queries as insight

# On the street: what is done there. The rest is the desk's.
HERE = (
    Action.CONFIRM,
    Action.REFUTE,
    Action.ACCEPT,
    Action.HANDLE,
    Action.CHECK_PASS,
    Action.CLOSE,
    Action.CHECK_FAIL,
    Action.COMMENT,
)
# What can be done right after: without a network the page offers it once the first one waits.
THEN = {Action.ACCEPT: (Action.HANDLE,)}


@require_GET
@phone_page
def today(request: OfficerRequest) -> HttpResponse:
    """What the officer has to do, or every open case of their area."""
    mine = request.GET.get("all") != "1"
    day = days.day(request.viewer) if mine else days.area(request.viewer)
    shown = {"day": day, "mine": mine, "clock_words": words.clock_words()}
    shown["visits"] = visits.today(request.viewer) if mine else []
    shown |= weekly_page.of_today(request.viewer) if mine else {}
    return render(request, "field/today.html", shown)


@require_GET
@phone_page
def area_map(request: OfficerRequest) -> HttpResponse:
    """The same on the map; what is open in the area where nothing waits for the officer."""
    cases = days.day(request.viewer).cases or days.area(request.viewer).cases
    shown = {"marks": [_mark(case) for case in cases if case.lon is not None]}
    return render(request, "field/map.html", shown)


def _mark(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "lon": case.lon,
        "lat": case.lat,
        "severity": case.severity,
        "title": title_of(case),
        "stage": str(case.get_stage_display()),
    }


def title_of(case: Case) -> str:
    """The kind of what residents told in many words; else the case's own title."""
    return str(case.type.title if case.origin == "report" else case.headline)


@require_GET
@phone_page
def outbox(request: OfficerRequest) -> HttpResponse:
    """What waits on the phone; the page's script reads it there."""
    return render(request, "field/outbox.html")


@require_GET
@phone_page
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """One case on the phone: where, what, what to do."""
    return _case_page(request, _case(request, number))


def _case(request: OfficerRequest, number: str) -> Case:
    try:
        return queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None


def _case_page(
    request: OfficerRequest, found: Case, status: int = 200, **more: Any
) -> HttpResponse:
    allowed = [one for one in queries.allowed_actions(request.viewer, found) if one.action in HERE]
    allowed.sort(key=lambda one: HERE.index(Action(one.action)))
    shown = {
        "case": found,
        "actions": allowed,
        "then": [action for one in allowed for action in THEN.get(Action(one.action), ())],
        "tasks": _tasks(request, found),
        "asked": request.GET.get("do", ""),
        "reports": queries.reports(request.viewer, found),
        "clock_words": words.clock_words(),
        **photos.shown(request.viewer, found),
        **more,
    }
    return render(request, "field/case.html", shown, status=status)


def _tasks(request: OfficerRequest, found: Case) -> list[together.Line]:
    """What the officer's unit was called to do here."""
    if not request.viewer.unit_id:
        return []
    rows = queries.tasks_in(request.viewer, found).filter(unit=request.viewer.unit_id)
    lines = (together.line(request.viewer, task) for task in rows)
    return [line for line in lines if line.moves]


@require_POST
@officers_only
def act(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """Do it and go back to the list; a refusal keeps what was typed. For phones without script."""
    found = _case(request, number)
    typed = request.POST.get("reason", "")
    try:
        photos.act(request, number, action, typed)
    except services.Refused as refused:
        told = {"problem": str(refused.message), "asked": action, "typed": typed}
        return _case_page(request, _case(request, found.number), 422, **told)
    messages.success(request, _("Done: %(action)s.") % {"action": Action(action).label})
    return redirect("field")


@require_POST
@officers_only
def arrive(request: OfficerRequest, pk: int) -> HttpResponse:
    """吹哨报到: I am at the scene, with the phone's position where it gave one."""
    spot = spot_of(request.POST)
    try:
        tasks.move(request.user, pk, "arrive", place=(spot.lon, spot.lat) if spot else None)
    except services.Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Your arrival is recorded."))
    return redirect("field")


@require_http_methods(["GET", "POST"])
@phone_page
def report(request: OfficerRequest) -> HttpResponse:
    """Report what one sees on patrol: photo, position, kind; words where they help."""
    form = PatrolForm(photos.placed(request) or None)
    if form.is_bound and form.is_valid():
        return _send_once(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "field/report.html", {"form": form, **photos.FORM}, status=status)


def _send_once(request: OfficerRequest, form: PatrolForm) -> HttpResponse:
    try:
        photos.report(request, _told(request, form.cleaned_data))
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return render(request, "field/report.html", {"form": form, **photos.FORM}, status=422)
    messages.success(request, _("Reported. Thank you."))
    return redirect("field")


def _told(request: OfficerRequest, given: dict[str, Any]) -> services.ReportIn:
    return services.ReportIn(
        text=given["text"],
        lon=given["lon"],
        lat=given["lat"],
        case_type=given["kind"].key,
        name=str(request.user),
        channel="patrol",
        key=str(given["key"]),
    )


@require_POST
@phone_data
def suggest(request: OfficerRequest) -> HttpResponse:
    """The kind that the officer's words speak of, if any."""
    found = insight.suggest(request.POST.get("text", "")[:1000])
    return JsonResponse({"kind": found.case_type if found else None})
