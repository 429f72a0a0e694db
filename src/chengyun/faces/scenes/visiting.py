"""A visit, at the desk or on the phone: what it asks, what was said, and keeping it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.faces.access import OfficerRequest
from chengyun.faces.scenes.door import entry_of, hand_of, may_write
from chengyun.faces.scenes.inputs import inputs, typed
from chengyun.packs import scoring, values
from chengyun.packs.api import Checklist, Form, Task
from chengyun.packs.models import Inspection
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.scoring import Answer
from chengyun.packs.services.inspecting import Visit, fill_in, inspect
from chengyun.people.gates import Doorman
from chengyun.people.refused import Refused
from chengyun.places.models import in_language

NONE: Mapping[str, str] = {}
NOTE = 500
KEY = 64


@dataclass(frozen=True)
class Call:
    """A task on an entry that the reader may write."""

    door: Doorman
    sheet: Sheet
    entry: Kept
    task: Task

    @property
    def checklist(self) -> Checklist | None:
        found = (one for one in self.sheet.checklists if one.key == self.task.checklist)
        return next(found, None)

    @property
    def form(self) -> Form:
        return next(one for one in self.sheet.forms if one.key == self.task.form)

    @property
    def fields(self) -> tuple[Any, ...]:
        keys = self.form.fields or tuple(one.key for one in self.sheet.register.typed_fields)
        return tuple(self.sheet.register.field(key) for key in keys)

    @property
    def path(self) -> str:
        """How a phone names it: pack/register/entry/task."""
        return f"{self.sheet.pack}/{self.sheet.key}/{self.entry.key}/{self.task.key}"


@dataclass(frozen=True)
class Sent:
    """When a visit was, with which key, and up to which row its sender knew the history."""

    key: str = ""
    at: datetime | None = None
    seen: int | None = None


def called(request: OfficerRequest, pack: str, register: str, key: object, task: str) -> Call:
    """Raises Http404 for what the reader does not see, PermissionDenied where they only read."""
    door, sheet, entry = entry_of(request, pack, register, key)
    told = next((one for one in sheet.tasks if one.key == task), None)
    if told is None:
        raise Http404
    if not may_write(door, sheet, entry):
        raise PermissionDenied
    return Call(door, sheet, entry, told)


def faults(call: Call, given: QueryDict) -> dict[str, str]:
    """What is wrong, by field; a checklist is judged as a whole."""
    if call.task.checklist:
        return {}
    return values.read(call.fields, typed(call.fields, given)).faults


def keep(call: Call, given: QueryDict, sent: Sent) -> Inspection:
    """Keep the visit. Raises Refused."""
    now = timezone.now()
    what = Visit(
        hand_of(call.door), call.sheet, call.entry, call.task.key, sent.key[:KEY] or None,
        sent.at or now, now, sent.seen,
    )  # fmt: skip
    if call.checklist:
        return inspect(what, call.checklist, _answers(call.checklist, given), sheets())
    return fill_in(what, call.form, typed(call.fields, given))


def tried(call: Call, given: QueryDict) -> dict[str, Any] | None:
    """Keep what a form sent; None where it is kept, else what the form says of it: its faults by
    field, or why it is refused."""
    if wrong := faults(call, given):
        return {"faults": wrong}
    try:
        keep(call, given, Sent(given.get("key", "")))
    except Refused as refused:
        return {"problem": str(refused)}
    return None


def _answers(checklist: Checklist, given: Mapping[str, str]) -> dict[str, Answer]:
    told = {item.key: given.get(f"state-{item.key}", "") for item in checklist.items}
    return {
        key: Answer(state, given.get(f"note-{key}", "").strip()[:NOTE])
        for key, state in told.items()
        if state in scoring.STATES
    }


def page(
    call: Call, given: QueryDict | None = None, problem: str = "", faults: Mapping[str, str] = NONE
) -> dict[str, Any]:
    """What both pages show; `given` is what was sent and not kept."""
    page = {
        "sheet": call.sheet, "entry": call.entry, "title": values.title(call.task),
        "key": given.get("key") if given else str(uuid4()), "problem": problem,
    }  # fmt: skip
    if call.checklist:
        return page | {"items": _items(call.checklist, given), "states": _states()}
    told = typed(call.fields, given) if given is not None else dict(call.entry.values)
    intro = in_language(call.form.intro_zh, call.form.intro_en)
    return page | {"inputs": inputs(call.fields, told, faults, call.door), "intro": intro}


def _states() -> list[tuple[str, str]]:
    return [(scoring.OK, _("Met")), (scoring.FAIL, _("Not met")), (scoring.NONE, _("None here"))]


def _items(checklist: Checklist, given: QueryDict | None) -> list[dict[str, Any]]:
    told: Mapping[str, Any] = given if given is not None else {}
    return [
        {
            "item": item,
            "title": values.title(item),
            "state": told.get(f"state-{item.key}", ""),
            "note": told.get(f"note-{item.key}", ""),
        }
        for item in checklist.items
    ]
