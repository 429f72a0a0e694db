"""Working together over HTTP: calls, playbooks and tasks, each within the reader's scope."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from chengyun.api.auth import OFFICER, READER, viewer
from chengyun.cases import queries, services, tasking
from chengyun.cases.models import Case, Task, TaskKind
from chengyun.cases.present import of_task
from chengyun.cases.services import reassigning, tasks
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

router = Router(auth=READER)
# What a list of my tasks holds at most; the rest comes up as these are done.
LIST_SIZE = 200


class CallBody(Schema):
    kind: TaskKind = TaskKind.SUPPORT
    units: list[str]
    what: str
    limit: str = ""


class MoveBody(Schema):
    said: str = ""
    lon: float | None = None
    lat: float | None = None


class ReassignBody(Schema):
    unit: str
    reason: str


@router.get("/cases/{number}/tasks")
def case_tasks(request: HttpRequest, number: str) -> dict[str, Any]:
    """The tasks of a case, in the order in which they were made."""
    case = _case(request, number)
    return _told(viewer(request), queries.tasks_in(viewer(request), case))


@router.post("/cases/{number}/calls", auth=OFFICER, response={201: dict[str, Any]})
def call(request: HttpRequest, number: str, body: CallBody) -> dict[str, Any]:
    """Call units to help (`support`) or to the scene (`scene`); `units` are codes."""
    _case(request, number)
    wanted = tasks.Call(body.kind, _units(body.units), body.what, body.limit)
    try:
        made = tasks.call(_officer(request), number, wanted)
    except services.Refused as refused:
        raise HttpError(409, str(refused.message)) from None
    return _told(viewer(request), made)


@router.post("/cases/{number}/playbooks/{key}", auth=OFFICER, response={201: dict[str, Any]})
def start(request: HttpRequest, number: str, key: str) -> dict[str, Any]:
    """Start a playbook for a case."""
    _case(request, number)
    try:
        made = tasks.start(_officer(request), number, key)
    except services.Refused as refused:
        raise HttpError(409, str(refused.message)) from None
    return _told(viewer(request), made)


@router.get("/tasks")
def my_tasks(request: HttpRequest) -> dict[str, Any]:
    """The tasks that wait for the reader's unit, the most pressing first."""
    return _told(viewer(request), queries.my_tasks(viewer(request))[:LIST_SIZE])


@router.post("/tasks/{pk}/reassign", auth=OFFICER)
def reassign(request: HttpRequest, pk: int, body: ReassignBody) -> dict[str, Any]:
    """Give a step of a playbook to another unit, whose code is `unit`, with a reason."""
    if not Task.objects.filter(queries.tasks_of(viewer(request)), pk=pk).exists():
        raise HttpError(404, str(tasking.UNKNOWN_TASK.message))
    to = _units([body.unit])[0]
    try:
        task = reassigning.reassign(_officer(request), pk, to, body.reason)
    except services.Refused as refused:
        raise HttpError(409, str(refused.message)) from None
    return as_dict(viewer(request), task)


@router.post("/tasks/{pk}/{verb}", auth=OFFICER)
def move(request: HttpRequest, pk: int, verb: str, body: MoveBody) -> dict[str, Any]:
    """Do something with a task: `accept`, `arrive`, `finish`, `decline` or `cancel`; `said` is the
    result or the reason, `lon` and `lat` where the arrival is told."""
    if not Task.objects.filter(queries.tasks_of(viewer(request)), pk=pk).exists():
        raise HttpError(404, str(tasking.UNKNOWN_TASK.message))
    place = None if body.lon is None or body.lat is None else (body.lon, body.lat)
    try:
        task = tasks.move(_officer(request), pk, verb, body.said, place)
    except services.Refused as refused:
        raise HttpError(409, str(refused.message)) from None
    return as_dict(viewer(request), task)


def as_dict(who: Viewer, task: Task) -> dict[str, Any]:
    """The task object, with what its reader may do with it now."""
    return of_task(task) | {
        "case": task.case.number,
        "playbook": task.playbook.key if task.playbook else None,
        "key": task.key,
        "after": task.after,
        "result": task.result,
        "actions": [move.verb for move in tasking.open_to(task, who)],
    }


def _told(who: Viewer, rows: Sequence[Task] | Any) -> dict[str, Any]:
    return {"tasks": [as_dict(who, task) for task in rows]}


def _case(request: HttpRequest, number: str) -> Case:
    try:
        return queries.get(viewer(request), number)
    except Case.DoesNotExist:
        raise HttpError(404, "there is no such case among yours") from None


def _units(codes: Sequence[str]) -> list[Unit]:
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise HttpError(422, f"no unit has the code {missing[0]}")
    return [found[code] for code in codes]


def _officer(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
