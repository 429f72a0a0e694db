"""The grid officer's phone: what is near, what to do there, and reporting what one sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.cases import queries, services
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, Task, TaskKind
from chengyun.cases.nearby import metres_between
from chengyun.cases.services import tasks
from chengyun.faces import words
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import together
from chengyun.faces.field import photos
from chengyun.faces.field.forms import PatrolForm
from chengyun.faces.shared import shared
from chengyun.faces.spots import Spot, spot_of
from chengyun.people.policy import Viewer

LIST_SIZE = 100
KEY_S = 24 * 3600
# On the street: what is done there. The rest is the desk's.
HERE = (
    Action.CONFIRM,
    Action.REFUTE,
    Action.ACCEPT,
    Action.HANDLE,
    Action.CLOSE,
    Action.CHECK_PASS,
    Action.CHECK_FAIL,
    Action.COMMENT,
)


@dataclass(frozen=True)
class Line:
    """A case with its distance in metres, where a position is known."""

    case: Case
    metres: int | None


@never_cache
@require_GET
@officers_only
def today(request: OfficerRequest) -> HttpResponse:
    """The open cases of the officer's area; the nearest first when the phone gave its position."""
    mine = request.GET.get("all") != "1"
    wanted = queries.CaseFilter(mine=True) if mine else queries.CaseFilter(open=True)
    page = queries.search(request.viewer, wanted, size=LIST_SIZE)
    spot = spot_of(request.GET)
    shown = {
        "lines": near_first(page.items, spot),
        "total": page.total,
        "mine": mine,
        "spot": spot,
        "called": [together.line(request.viewer, task) for task in to_the_scene(request.viewer)],
        "clock_words": words.clock_words(),
    }
    return render(request, "field/today.html", shown)


def to_the_scene(viewer: Viewer) -> list[Task]:
    """The calls to the scene that the viewer's unit has not answered by coming."""
    if not viewer.unit_id:
        return []
    called = queries.my_tasks(viewer).filter(unit=viewer.unit_id, kind=TaskKind.SCENE)
    return list(called.filter(arrived_at=None))


def near_first(cases: Sequence[Case], spot: Spot | None) -> list[Line]:
    """The cases with their distance from a position, nearest first; unplaced ones at the end."""
    if spot is None:
        return [Line(case, None) for case in cases]
    lines = [Line(case, _metres(case, spot)) for case in cases]
    return sorted(lines, key=lambda line: (line.metres is None, line.metres or 0))


def _metres(case: Case, spot: Spot) -> int | None:
    if case.lon is None or case.lat is None:
        return None
    return round(metres_between(spot.lon, spot.lat, case.lon, case.lat))


@never_cache
@require_GET
@officers_only
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
    allowed = queries.allowed_actions(request.viewer, found)
    shown = {
        "case": found,
        "actions": [action for action in allowed if action.action in HERE],
        "asked": request.GET.get("do", ""),
        "reports": queries.reports(request.viewer, found),
        "clock_words": words.clock_words(),
        **photos.shown(request.viewer, found),
        **more,
    }
    return render(request, "field/case.html", shown, status=status)


@require_POST
@officers_only
def act(request: OfficerRequest, number: str, action: str) -> HttpResponse:
    """Do it and go back to the list; a refusal keeps what was typed."""
    found = _case(request, number)
    try:
        photos.act(request, number, action)
    except services.Refused as refused:
        typed = request.POST.get("reason", "")
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


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def report(request: OfficerRequest) -> HttpResponse:
    """Report what one sees on patrol: kind, words, position."""
    form = PatrolForm(photos.placed(request) or None)
    if form.is_bound and form.is_valid():
        return _send_once(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "field/report.html", {"form": form, **photos.FORM}, status=status)


def _send_once(request: OfficerRequest, form: PatrolForm) -> HttpResponse:
    key = f"patrol:{form.cleaned_data['key']}"
    if not shared().get(key):
        try:
            photos.report(request, _told(request, form.cleaned_data))
        except services.Refused as refused:
            form.add_error(None, str(refused.message))
            return render(request, "field/report.html", {"form": form, **photos.FORM}, status=422)
        shared().set(key, True, KEY_S)
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
    )
