"""Moving an entry along its chain, and planning the days of its stages."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.packs.api import Chain, Stage
from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import book, staging
from chengyun.packs.services.entries import Hand, locked, save
from chengyun.packs.services.refusals import refuse


def advance(
    hand: Hand,
    sheet: Sheet,
    entry: Entry,
    stage: str,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take an entry to a stage that its chain allows from the one it is in; back needs a reason.
    `at` is when it was, if not now.

    Raises Refused: not_yours, outside, ended, changed, no_way, needs_fields, needs_reason,
    untimely.
    """
    with book.writing() as rows:
        entry = locked(entry, version)
        hand.need(sheet, entry.area_path)
        to = _way(sheet.chain, entry, stage)
        if not to.is_for(hand.role):
            refuse("not_yours", _("Others take this step."))
        lacking = staging.missing(entry, to, sheet.register.fields)
        if lacking:
            told = _("Fill in first: %(fields)s.") % {"fields": _(", ").join(lacking)}
            refuse("needs_fields", told)
        before = entry.stage
        if _is_back(sheet.chain, before, stage) and not reason.strip():
            refuse("needs_reason")
        staging.enter(entry, to, _moment(entry, at))
        save(entry)
        detail = {"stage": [before, stage]} | ({"reason": reason.strip()} if reason else {})
        rows.note(entry, "stage", entry.changed_at, hand.actor_id, detail)
    return entry


def _moment(entry: Entry, at: datetime | None) -> datetime:
    """Now, or what is told: no sooner than the stage before it and not in the future."""
    now = timezone.now()
    if at and not (entry.stage_since or at) <= at <= now:
        refuse("untimely")
    return at or now


def plan(hand: Hand, sheet: Sheet, entry: Entry, days: dict[str, date | None]) -> Entry:
    """Set the days by which stages are to be over; None takes one back.

    Raises Refused: not_yours, outside, ended, no_way.
    """
    with book.writing() as rows:
        entry = locked(entry)
        hand.need(sheet, entry.area_path)
        detail = {}
        for key, day in days.items():
            stage = _stage(sheet.chain, key)
            told, planned = dict(entry.stages.get(key, {})), day.isoformat() if day else None
            if told.get("planned") == planned:
                continue
            detail[f"plan {stage.key}"] = [told.get("planned"), planned]
            told["planned"] = planned
            entry.stages = {**entry.stages, key: {k: v for k, v in told.items() if v}}
        if detail and sheet.chain:
            entry.due = staging.due(entry, sheet.chain.stage(entry.stage))
            save(entry)
            rows.note(entry, "plan", entry.changed_at, hand.actor_id, detail)
    return entry


def _stage(chain: Chain | None, key: str) -> Stage:
    try:
        return chain.stage(key) if chain else refuse("no_way")
    except KeyError:
        refuse("no_way")


def _way(chain: Chain | None, entry: Entry, key: str) -> Stage:
    ways = chain.ways(entry.stage) if chain and entry.stage else ()
    return next((one for one in ways if one.key == key), None) or refuse("no_way")


def _is_back(chain: Chain | None, before: str, key: str) -> bool:
    return bool(chain and key in chain.stage(before).back)
