"""The sheet of one entry: its fields, its chain, its visits, what links to it, its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes import listing
from chengyun.faces.scenes.door import entry_of, hand_of, may_write
from chengyun.faces.scenes.nearby import cases_near
from chengyun.packs import values
from chengyun.packs.api import Field
from chengyun.packs.queries import due, entries
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.services import revealing, staging
from chengyun.people.gates import Doorman
from chengyun.people.refused import Refused
from chengyun.planning.lamps import deadline_lamp

SHOWN = 20
ACTIONS = {
    "add": gettext_lazy("Added"),
    "change": gettext_lazy("Changed"),
    "stage": gettext_lazy("Stage"),
    "plan": gettext_lazy("Planned"),
    "visit": gettext_lazy("Visited"),
    "end": gettext_lazy("Ended"),
    "erase": gettext_lazy("Erased"),
}


@dataclass(frozen=True)
class Fact:
    """A field as the sheet shows it; a sealed one only once it is opened."""

    field: Field
    title: str
    text: str
    sealed: bool = False
    held: bool = False
    href: str = ""


@dataclass(frozen=True)
class StageLine:
    """A stage of the chain: when it was planned for and entered, and its lamp."""

    key: str
    title: str
    planned: date | None
    entered: datetime | None
    state: str
    lamp: str = ""
    due: datetime | None = None


@never_cache
@require_GET
@officers_only
def sheet(request: OfficerRequest, pack: str, register: str, key: object) -> HttpResponse:
    """One entry. Of a strict register each opening is noted."""
    door, found, entry = entry_of(request, pack, register, key)
    revealing.opened(request.user, found, entry)
    return show(request, door, found, entry)


@never_cache
@require_POST
@officers_only
def reveal(request: OfficerRequest, pack: str, register: str, key: object) -> HttpResponse:
    """The same with one sealed field opened, which is noted; nothing of it stays in an address."""
    door, found, entry = entry_of(request, pack, register, key)
    name = request.POST.get("field", "")
    try:
        told = revealing.reveal(request.user, hand_of(door), found, entry, name)
    except Refused as refused:
        return show(request, door, found, entry, problem=str(refused), status=refused.status)
    return show(request, door, found, entry, shown={name: told})


def show(
    request: OfficerRequest,
    door: Doorman,
    found: Sheet,
    entry: Kept,
    shown: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what was opened or refused just now."""
    now = timezone.now()
    page = {
        "here": "scenes",
        "sheet": found,
        "entry": entry,
        "register_title": values.title(found.register),
        "facts": _facts(found, entry, shown or {}),
        "stages": stages(found, entry, now),
        "ways": _ways(found, entry, hand_of(door).role),
        "lamp": entries.lamp(entry, now),
        "visits": _visits(found, entry),
        "tasks": _tasks(found, entry, now),
        "linked": _linked(door, entry),
        "near": cases_near(request.viewer, entry),
        "history": [_step(found, row) for row in entries.history(entry)[:SHOWN]],
        "may_write": may_write(door, found, entry),
        "problem": problem,
    }
    return render(request, "scenes/sheet.html", page | pages.shell(), status=status)


def _facts(found: Sheet, entry: Kept, shown: dict[str, str]) -> list[Fact]:
    known = sheets()
    names = entries.names(
        str(entry.values[one.key]) for one in found.register.links() if entry.values.get(one.key)
    )
    return [_fact(one, entry, shown, names, known) for one in found.register.fields]


def _fact(
    one: Field, entry: Kept, shown: dict[str, str], names: dict[str, str], known: Any
) -> Fact:
    title, value = values.title(one), entry.values.get(one.key)
    if one.is_sealed:
        held = bool(entry.sealed) and one.key not in shown
        text = (shown[one.key] or "—") if one.key in shown else ""
        return Fact(one, title, text, sealed=True, held=held)
    if one.kind == "link" and value in names:
        return Fact(one, title, names[value], href=_address(known, one.register, value))
    text = listing.cell(one, value, names).text
    return Fact(one, title, f"{text} {one.unit}".strip() if text else "")


def _address(known: Any, register: str, key: str) -> str:
    to = known.get(register)
    return f"/scenes/{to.pack}/{register}/{key}/" if to else ""


def stages(found: Sheet, entry: Kept, now: datetime) -> list[StageLine]:
    """The stages of the chain in order that it has been in or may still come to."""
    if not found.chain or not entry.stage:
        return []
    keys = [one.key for one in found.chain.stages]
    here = keys.index(entry.stage)
    lines = [
        _stage_line(entry, one, "past" if i < here else "here" if i == here else "ahead", now)
        for i, one in enumerate(found.chain.stages)
    ]
    reached = _ahead(found.chain, entry)
    return [one for one in lines if one.entered or one.key in reached]


def _ahead(chain: Any, entry: Kept) -> set[str]:
    """The stages that may still come: from the one in hand forward, whichever way it takes."""
    if entry.ended_at:
        return set()
    found, fresh = set[str](), {entry.stage}
    while fresh:
        fresh = {one.key for one in chain.stages if fresh & {*chain.before(one.key)}} - found
        found |= fresh
    return found


def _stage_line(entry: Kept, one: Any, state: str, now: datetime) -> StageLine:
    told = entry.stages.get(one.key, {})
    planned = date.fromisoformat(told["planned"]) if told.get("planned") else None
    entered = datetime.fromisoformat(told["entered"]) if told.get("entered") else None
    if state == "here":
        lamp = entries.lamp(entry, now)
    else:
        lamp = _planned_lamp(planned, now) if state == "ahead" and planned else ""
    due_ = entry.due if state == "here" else None
    return StageLine(one.key, values.title(one), planned, entered, state, lamp, due_)


def _planned_lamp(planned: date, now: datetime) -> str:
    return str(deadline_lamp((planned - timezone.localtime(now).date()).days))


def _ways(found: Sheet, entry: Kept, role: str) -> list[dict[str, Any]]:
    """Where the entry may go from here, and what must be filled in first."""
    if not found.chain or not entry.stage or entry.ended_at:
        return []
    back = found.chain.stage(entry.stage).back
    return [
        {
            "key": one.key,
            "title": values.title(one),
            "back": one.key in back,
            "lacking": staging.missing(entry, one, found.register.fields),
        }
        for one in found.chain.ways(entry.stage)
        if one.is_for(role)
    ]


def _visits(found: Sheet, entry: Kept) -> list[dict[str, Any]]:
    lists = {one.key: one for one in found.checklists}
    titles = {key: values.title(one) for key, one in lists.items()}
    titles |= {one.key: values.title(one) for one in found.tasks}
    return [
        {
            "row": row,
            "title": titles.get(row.task) or titles.get(row.checklist, ""),
            "failed": _failed(lists.get(row.checklist), row),
        }
        for row in due.last_visits(entry)
    ]


def _failed(checklist: Any, row: Any) -> list[dict[str, str]]:
    items = checklist.items if checklist else ()
    return [
        {"title": values.title(item), "note": row.answers[item.key].get("note", "")}
        for item in items
        if row.answers.get(item.key, {}).get("state") == "fail"
    ]


def _tasks(found: Sheet, entry: Kept, now: datetime) -> list[dict[str, Any]]:
    """The tasks of this entry with when each is due next."""
    if entry.ended_at:
        return []
    last = due.last_by_task(entry)
    told = [
        (task, due.next_due(task, entry, last.get(task.key)))
        for task in found.tasks
        if task.fits(entry.stage)
        and all(entry.values.get(key) == value for key, value in task.where)
    ]
    return [
        {"task": task, "title": values.title(task), "at": at, "late": at < now}
        for task, at in told
        if at is not None
    ]


def _linked(door: Doorman, entry: Kept) -> Sequence[dict[str, Any]]:
    found = entries.linked(door, sheets(), entry)
    return [
        {
            "sheet": sheet,
            "title": values.title(sheet.register),
            "rows": listing.rows(sheet, list(rows[:SHOWN])),
        }
        for sheet, rows in found
    ]


def _step(found: Sheet, row: Any) -> dict[str, Any]:
    """A step of the history in words."""
    titles = {one.key: one for one in found.register.fields}
    told = [
        _changed(titles[key], pair) for key, pair in row.detail.items() if key in titles
    ] if row.action == "change" else []  # fmt: skip
    return {
        "row": row,
        "title": ACTIONS.get(row.action, row.action),
        "changes": told,
        "stage": listing.stage_title(found, (row.detail.get("stage") or ["", ""])[1])
        if row.action == "stage"
        else "",
        "reason": row.detail.get("reason", ""),
    }


def _changed(one: Field, pair: list[Any]) -> dict[str, str]:
    if one.is_sealed:
        return {"title": values.title(one), "before": "", "after": _("(sealed)")}
    before, after = (values.said(one, value) or "—" for value in pair)
    return {"title": values.title(one), "before": before, "after": after}
