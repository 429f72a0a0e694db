"""The stages of an entry: when it entered each, what is planned, when the one in hand is due."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chengyun.calendar import Limit
from chengyun.cases.deadlines import Deadline, moved
from chengyun.cases.lifecycle import Clock
from chengyun.packs import values
from chengyun.packs.api import Chain, Stage
from chengyun.packs.models import Entry
from chengyun.people.offices import calendar_of


def begin(entry: Entry, chain: Chain, at: datetime) -> None:
    """Put a new entry into the first stage of its chain."""
    enter(entry, chain.stages[0], at)


def enter(entry: Entry, stage: Stage, at: datetime) -> None:
    """Put an entry into a stage; one that ends, ends it."""
    told = dict(entry.stages)
    if entry.stage and entry.due:
        told[entry.stage] = {**told.get(entry.stage, {}), "due": entry.due.isoformat()}
    told[stage.key] = {**told.get(stage.key, {}), "entered": at.isoformat()}
    if stage.runs_on and entry.due:
        told[stage.key]["from"] = entry.due.isoformat()
    entry.stage, entry.stage_since, entry.stages = stage.key, at, told
    entry.due = due(entry, stage)
    entry.ended_at = at if stage.ends else None


def due(entry: Entry, stage: Stage) -> datetime | None:
    """When the stage in hand is to be over: the planned day, else its limit; None without both."""
    planned = entry.stages.get(stage.key, {}).get("planned")
    if planned:
        return end_of(date.fromisoformat(planned))
    code = stage.limit_of(entry.values)
    if not code or entry.stage_since is None or stage.ends:
        return None
    limit, since = Limit.parse(code), _counted_from(entry, stage)
    return moved(Clock.START, Deadline(), since, limit, calendar_of(None)).due_at


def again(entry: Entry, chain: Chain | None) -> None:
    """Reckon the stage in hand anew, where its limit goes by a value that has changed."""
    stage = chain.stage(entry.stage) if chain and entry.stage else None
    if stage is not None and stage.by:
        entry.due = due(entry, stage)


def _counted_from(entry: Entry, stage: Stage) -> datetime:
    """When the stage was entered; of one that runs on, the last moment of the term before it."""
    former = entry.stages.get(stage.key, {}).get("from")
    if former and stage.runs_on:
        return datetime.fromisoformat(former) - timedelta(seconds=1)
    return entry.stage_since or entry.added_at


def end_of(day: date) -> datetime:
    """The last moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))


def missing(entry: Entry, stage: Stage, fields: Any) -> list[str]:
    """The titles of the fields that must be filled in before an entry enters that stage."""
    lacking = [key for key in stage.needs if entry.values.get(key) in (None, "", [])]
    return [values.title(one) for one in fields if one.key in lacking]
