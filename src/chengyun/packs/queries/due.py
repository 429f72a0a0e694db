"""What is due: the field tasks of registers, on the entries that the viewer may write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from chengyun.packs.api import Task
from chengyun.packs.models import Entry, Inspection
from chengyun.packs.queries.entries import narrowed, visible
from chengyun.packs.queries.registers import Sheet
from chengyun.people.choices import Role
from chengyun.people.gates import Doorman

MOST = 100


@dataclass(frozen=True)
class Due:
    """A task that is due on an entry; `last` is when it was done before, None for never."""

    task: Task
    sheet: Sheet
    entry: Entry
    at: datetime
    last: datetime | None

    def late_days(self, now: datetime) -> int:
        """Whole local days since it was due; 0 on the day itself."""
        return (timezone.localtime(now).date() - timezone.localtime(self.at).date()).days


def due(door: Doorman, sheets: Mapping[str, Sheet], now: datetime) -> list[Due]:
    """What is due today or was before, the longest first, at most a hundred of each task."""
    found = [
        one
        for sheet in sheets.values()
        for task in sheet.tasks
        if _does(door, sheet, task)
        for one in _of(door, sheet, task, now)
    ]
    return sorted(found, key=lambda one: (one.at, one.entry.name))


def next_due(task: Task, entry: Entry, last: datetime | None) -> datetime | None:
    """When a task is due on an entry: so many days after it was done, or after it was added; one
    that belongs to a stage at once when the entry comes to it."""
    last, begun = _done(task, entry, last), entry.stage_since
    if task.stages and begun and (last is None or last < begun):
        return begun
    days = task.days(entry.values.get(task.by)) if task.by else task.every_days
    return (last or entry.added_at) + timedelta(days=days) if days else None


def _done(task: Task, entry: Entry, last: datetime | None) -> datetime | None:
    """When it was last done: at a visit, or on the day that the entry itself tells."""
    told = entry.values.get(task.last) if task.last else None
    if not told:
        return last
    day = timezone.make_aware(datetime.combine(date.fromisoformat(told), time.min))
    return max(last, day) if last else day


def _does(door: Doorman, sheet: Sheet, task: Task) -> bool:
    """Who does it: grid officers, or the handlers of that kind of unit."""
    viewer = door.viewer
    if viewer is None or not door.passes(sheet.writers):
        return False
    if task.unit_kind:
        return viewer.role == Role.HANDLER and door.unit[0] == task.unit_kind
    return viewer.role == Role.GRID_OFFICER


def _of(door: Doorman, sheet: Sheet, task: Task, now: datetime) -> Iterator[Due]:
    """The entries of one task with the last visit of each, in one query, not-so-new first."""
    visited = Max("inspections__at", filter=Q(inspections__task=task.key))
    rows = narrowed(visible(door, sheet), dict(task.where)).annotate(last_visit=visited)
    rows = rows.filter(stage__in=task.stages) if task.stages else rows
    for entry in rows.order_by("added_at", "pk"):
        at = next_due(task, entry, entry.last_visit)
        if at is not None and at <= end_of_day(now):
            yield Due(task, sheet, entry, at, entry.last_visit)


def end_of_day(now: datetime) -> datetime:
    """The midnight that ends the local day."""
    local = timezone.localtime(now) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def last_visits(entry: Entry) -> list[Inspection]:
    """The visits to an entry, newest first, at most fifty."""
    return list(entry.inspections.select_related("actor").order_by("-at", "-pk")[:50])


def last_by_task(entry: Entry) -> dict[str, datetime]:
    """When each task was last done on an entry."""
    rows = entry.inspections.order_by().values_list("task").annotate(last=Max("at"))
    return dict(rows)
