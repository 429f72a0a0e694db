"""A visit to an entry: a checklist gone through with its score, or the form of a task filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.services.opening import Found, open_case
from chengyun.packs import scoring, values
from chengyun.packs.api import Checklist, Form, Item, NewEntry
from chengyun.packs.models import Entry, EntryRow, Inspection
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.scoring import Answer
from chengyun.packs.services import book, chains
from chengyun.packs.services.entries import Hand, add, change, locked
from chengyun.packs.services.refusals import refuse


@dataclass(frozen=True)
class Visit:
    """Who visits what, for which task ("" for none), and the sender's own key for it.

    `seen`: the last row of the entry's history that the sender knew. `at` is when the visit was,
    `since` when what it opens begins.
    """

    hand: Hand
    sheet: Sheet
    entry: Entry
    task: str = ""
    key: str | None = None
    at: datetime = field(default_factory=timezone.now)
    since: datetime | None = None
    seen: int | None = None


@transaction.atomic
def inspect(
    visit: Visit,
    checklist: Checklist,
    answers: Mapping[str, Answer],
    sheets: Mapping[str, Sheet],
) -> Inspection:
    """Keep a checklist gone through; what fails opens its cases and entries, at the same place.

    The same key again changes nothing. Raises Refused: answer_all, not_yours, outside, ended,
    visited.
    """
    known = _known(visit)
    if known is not None:
        return known
    lacking = [item for item in checklist.items if item.key not in answers]
    if lacking:
        refuse("answer_all")
    score = scoring.score(checklist, answers)
    made = _kept(
        visit,
        checklist=checklist.key,
        score=score,
        passed=scoring.passes(checklist, answers),
        answers={key: {"state": one.state, "note": one.note} for key, one in answers.items()},
    )
    failed = [item for item in checklist.items if answers[item.key].state == scoring.FAIL]
    for item in failed:
        _follow(visit, made, item, answers[item.key].note, sheets)
    if failed:
        made.save(update_fields=["cases", "entries"])
    return made


@transaction.atomic
def fill_in(visit: Visit, form: Form, typed: Mapping[str, Any]) -> Inspection:
    """Keep a visit at which the form of a task was filled in; it changes the entry, and moves it
    on where the form says so.

    Raises Refused: as `change` and `advance` do, and visited.
    """
    known = _known(visit)
    if known is not None:
        return known
    asked = form.fields or tuple(one.key for one in visit.sheet.register.typed_fields)
    told = {key: value for key, value in typed.items() if key in asked} | dict(form.fill)
    change(visit.hand, visit.sheet, visit.entry, told)
    made = _kept(visit)
    if form.stage:
        chains.advance(visit.hand, visit.sheet, visit.entry, form.stage)
    return made


def _known(visit: Visit) -> Inspection | None:
    return Inspection.objects.filter(key=visit.key).first() if visit.key else None


def _kept(visit: Visit, **told: Any) -> Inspection:
    """The row of the visit, and the step in the entry's history."""
    with book.writing() as rows:
        entry = locked(visit.entry)
        visit.hand.need(visit.sheet, entry.area_path)
        _need_fresh(visit, told)
        made = Inspection.objects.create(
            entry=entry,
            task=visit.task,
            at=visit.at,
            actor_id=visit.hand.actor_id,
            key=visit.key,
            **told,
        )
        detail = {"visit": made.pk, "task": visit.task} | {
            name: told[name] for name in ("checklist", "score") if name in told
        }
        rows.note(entry, "visit", visit.at, visit.hand.actor_id, detail)
    return made


def _need_fresh(visit: Visit, told: Mapping[str, Any]) -> None:
    """Nobody else did the same since the sender looked, nor changed what a form fills in. Who
    goes twice oneself means it."""
    if visit.seen is None:
        return
    since = EntryRow.objects.filter(entry=visit.entry, seq__gt=visit.seen)
    same = Q(action="visit", detail__task=visit.task)
    counts = same if "checklist" in told else same | Q(action="change")
    if since.filter(counts).exclude(actor_id=visit.hand.actor_id).exists():
        refuse("visited")


def _follow(
    visit: Visit, made: Inspection, item: Item, note: str, sheets: Mapping[str, Sheet]
) -> None:
    """What comes of one item that failed."""
    entry, own, since = visit.entry, f"visit:{made.pk}:{item.key}", visit.since or visit.at
    title = values.title(item)
    if item.case_type:
        found = Found(
            kind=item.case_type,
            title=f"{entry.name}：{title}",
            text=note or title,
            lon=entry.lon,
            lat=entry.lat,
            area=entry.area.code if entry.area else "",
            address=str(entry.values.get("address", "")),
            key=own,
            simulated=entry.simulated,
        )
        made.cases = [*made.cases, open_case(found, since).number]
    into = sheets.get(item.into)
    if into is not None:
        new = _failed_entry(entry, into, item, note, own)
        made.entries = [*made.entries, str(add(visit.hand, into, new, since).key)]


def _failed_entry(entry: Entry, into: Sheet, item: Item, note: str, own: str) -> NewEntry:
    """The entry that a failed item opens: called by it, linked to what was inspected."""
    register = into.register
    told: dict[str, Any] = {register.name: _("Not met: %(item)s") % {"item": values.title(item)}}
    told |= dict(item.fill)
    for link in register.links():
        if link.register == entry.register:
            told[link.key] = str(entry.key)
    keys = {one.key for one in register.fields}
    told |= {"law": item.law} if "law" in keys and item.law else {}
    told |= {"note": note} if "note" in keys and note else {}
    area = entry.area.code if entry.area else ""
    return NewEntry(values=told, area=area, lon=entry.lon, lat=entry.lat, key=own)
