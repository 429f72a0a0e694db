"""What officers do together: call units, start playbooks, move tasks; the list of one's own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import queries, services, tasking
from chengyun.cases.models import Task, TaskKind
from chengyun.cases.services import reassigning, tasks
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, together, views
from chengyun.faces.spots import spot_of
from chengyun.people.choices import Role
from chengyun.people.models import Unit

LIST_SIZE = 100


@never_cache
@require_GET
@officers_only
def my_tasks(request: OfficerRequest) -> HttpResponse:
    """The tasks of the reader's unit, or of their area, the most pressing first."""
    return _list(request)


def _list(request: OfficerRequest, status: int = 200, **more: Any) -> HttpResponse:
    found = queries.my_tasks(request.viewer)
    page = {
        "here": "tasks",
        "lines": [together.line(request.viewer, task) for task in found[:LIST_SIZE]],
        "total": found.count(),
        "own": request.user.unit if request.user.role == Role.HANDLER else None,
        **more,
    }
    return render(request, "desk/tasks.html", page | pages.shell(), status=status)


@require_POST
@officers_only
def call(request: OfficerRequest, number: str) -> HttpResponse:
    """Call units to the case."""
    found, given = views._case(request, number), request.POST
    codes = given.getlist("units")
    wanted = tasks.Call(
        _kind(given.get("kind", "")),
        list(Unit.objects.filter(code__in=codes)),
        given.get("what", ""),
        given.get("limit", ""),
    )
    try:
        made = tasks.call(request.user, number, wanted)
    except services.Refused as refused:
        more = {"given_call": given, "given_units": codes, "failed_task": str(refused.message)}
        return views._case_page(request, views._case(request, found.number), 422, **more)
    messages.success(request, _told(len(made)))
    return _to_case(number)


@require_POST
@officers_only
def start(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Start a playbook for the case."""
    views._case(request, number)
    try:
        made = tasks.start(request.user, number, key)
    except services.Refused as refused:
        found = views._case(request, number)
        return views._case_page(request, found, 422, failed_task=str(refused.message))
    messages.success(request, _told(len(made)))
    return _to_case(number)


@require_POST
@officers_only
def move(request: OfficerRequest, pk: int, verb: str) -> HttpResponse:
    """Do something with a task, and go back to the case or to the list."""
    task = _task(request, pk)
    spot = spot_of(request.POST)
    place = (spot.lon, spot.lat) if spot else None
    try:
        task = tasks.move(request.user, pk, verb, request.POST.get("said", ""), place)
    except services.Refused as refused:
        return _refused(request, task, str(refused.message))
    messages.success(request, _("Done: %(action)s.") % {"action": tasking.BY_VERB[verb].label})
    if request.POST.get("back") == "tasks":
        return redirect("tasks")
    return _to_case(task.case.number)


@require_POST
@officers_only
def reassign(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a step of a playbook to another unit."""
    task, given = _task(request, pk), request.POST
    unit = Unit.objects.filter(code=given.get("unit", "")).first()
    try:
        reassigning.reassign(request.user, pk, unit, given.get("reason", ""))
    except services.Refused as refused:
        return _refused(request, task, str(refused.message))
    messages.success(request, _("Given to %(unit)s.") % {"unit": unit.title if unit else ""})
    return _to_case(task.case.number)


def _refused(request: OfficerRequest, task: Task, why: str) -> HttpResponse:
    if request.POST.get("back") == "tasks":
        return _list(request, 422, problem=why)
    found = views._case(request, task.case.number)
    return views._case_page(request, found, 422, failed_task=why)


def _task(request: OfficerRequest, pk: int) -> Task:
    mine = Task.objects.filter(queries.tasks_of(request.viewer), pk=pk)
    task = mine.select_related("case").first()
    if task is None:
        raise Http404
    return task


def _kind(given: str) -> TaskKind:
    return TaskKind.SCENE if given == TaskKind.SCENE else TaskKind.SUPPORT


def _told(made: int) -> str:
    if not made:
        return _("These units have been called already.")
    return ngettext("%(n)d task was given out.", "%(n)d tasks were given out.", made) % {"n": made}


def _to_case(number: str) -> HttpResponse:
    response = redirect("desk-case", number=number)
    response["Location"] += "#together"
    return response
