"""A visit on the phone or at the desk: a checklist gone through, or the form of a task."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes.door import entry_of, hand_of, may_write
from chengyun.faces.scenes.inputs import inputs, typed
from chengyun.packs import scoring, values
from chengyun.packs.api import Checklist, Form, Task
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.scoring import Answer
from chengyun.packs.services.inspecting import Visit, fill_in, inspect
from chengyun.people.gates import Doorman
from chengyun.people.refused import Refused

NOTE = 500


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def visit(
    request: OfficerRequest, pack: str, register: str, key: object, task: str
) -> HttpResponse:
    """The task on this entry; from the field face (`?field=1`) it goes back there."""
    door, sheet, entry = entry_of(request, pack, register, key)
    told = next((one for one in sheet.tasks if one.key == task), None)
    if told is None:
        raise Http404
    if not may_write(door, sheet, entry):
        raise PermissionDenied
    problem, faults = "", dict[str, str]()
    if request.method == "POST":
        faults = _faults(sheet, told, request)
        problem = "" if faults else _done(request, door, sheet, entry, told)
        if not faults and not problem:
            return _away(request, pack, register, key)
    return _page(request, door, sheet, entry, told, problem, faults)


def _away(request: OfficerRequest, pack: str, register: str, key: object) -> HttpResponse:
    if request.GET.get("field"):
        return redirect("field")
    return redirect("entry", pack=pack, register=register, key=key)


def _done(request: OfficerRequest, door: Doorman, sheet: Sheet, entry: Kept, task: Task) -> str:
    """Keep it; what is refused as a sentence."""
    own = request.POST.get("key", "")[:64] or None
    what = Visit(hand_of(door), sheet, entry, task.key, own)
    try:
        if task.checklist:
            checklist = _checklist(sheet, task)
            inspect(what, checklist, _answers(request, checklist), sheets())
        else:
            form = _form(sheet, task)
            fill_in(what, form, typed(_fields(sheet, form), request.POST))
    except Refused as refused:
        return str(refused)
    return ""


def _faults(sheet: Sheet, task: Task, request: OfficerRequest) -> dict[str, str]:
    if task.checklist:
        return {}
    fields = _fields(sheet, _form(sheet, task))
    return values.read(fields, typed(fields, request.POST)).faults


def _answers(request: OfficerRequest, checklist: Checklist) -> dict[str, Answer]:
    told = {item.key: request.POST.get(f"state-{item.key}", "") for item in checklist.items}
    return {
        key: Answer(state, request.POST.get(f"note-{key}", "").strip()[:NOTE])
        for key, state in told.items()
        if state in scoring.STATES
    }


def _checklist(sheet: Sheet, task: Task) -> Checklist:
    return next(one for one in sheet.checklists if one.key == task.checklist)


def _form(sheet: Sheet, task: Task) -> Form:
    return next(one for one in sheet.forms if one.key == task.form)


def _fields(sheet: Sheet, form: Form) -> tuple[Any, ...]:
    keys = form.fields or tuple(one.key for one in sheet.register.fields)
    return tuple(sheet.register.field(key) for key in keys)


def _page(
    request: OfficerRequest,
    door: Doorman,
    sheet: Sheet,
    entry: Kept,
    task: Task,
    problem: str,
    faults: dict[str, str],
) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    page: dict[str, Any] = {
        "here": "scenes",
        "sheet": sheet,
        "entry": entry,
        "title": values.title(task),
        "key": post.get("key") if post else str(uuid4()),
        "problem": problem,
        "in_field": bool(request.GET.get("field")),
    }
    if task.checklist:
        checklist = _checklist(sheet, task)
        page |= {"checklist": checklist, "items": _items(checklist, post), "states": _states()}
    else:
        fields = _fields(sheet, _form(sheet, task))
        given = typed(fields, post) if post else dict(entry.values)
        page["inputs"] = inputs(fields, given, faults, door)
    template = "scenes/visit_field.html" if page["in_field"] else "scenes/visit.html"
    status = 422 if problem or faults else 200
    return render(request, template, page | pages.shell(), status=status)


def _states() -> list[tuple[str, str]]:
    return [(scoring.OK, _("Met")), (scoring.FAIL, _("Not met")), (scoring.NONE, _("None here"))]


def _items(checklist: Checklist, post: Any) -> list[dict[str, Any]]:
    return [
        {
            "item": item,
            "title": values.title(item),
            "state": post.get(f"state-{item.key}", "") if post else "",
            "note": post.get(f"note-{item.key}", "") if post else "",
        }
        for item in checklist.items
    ]
