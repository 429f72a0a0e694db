"""Tasks of units in time: a share with its denominator, and the tasks behind each number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from chengyun.cases.evaluation.periods import Period
from chengyun.cases.models import Task, TaskStage
from chengyun.cases.queries.seeing import tasks_of
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer

PART, WHOLE = "part", "whole"
# These end without having been in time or late; a task that waits has no clock yet.
LEFT_OUT = (TaskStage.WAITING, TaskStage.DECLINED, TaskStage.CANCELLED)
IN_TIME = Q(stage=TaskStage.DONE, ended_at__lte=F("due_at"))


@dataclass(frozen=True)
class Record:
    """Of the `whole` tasks of a unit (None: of all) that were due, the `part` done in time."""

    unit: Unit | None
    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """In per cent; None where nothing was due."""
        return 100 * self.part / self.whole if self.whole else None


def records(viewer: Viewer, period: Period, now: datetime) -> list[Record]:
    """Each unit with tasks that were due and the viewer may see, by its code; all of them last."""
    due = due_tasks(viewer, period, now).order_by()
    counts = due.values("unit").annotate(whole=Count("pk"), part=Count("pk", filter=IN_TIME))
    units = Unit.objects.in_bulk([row["unit"] for row in counts if row["unit"]])
    found = [Record(units[row["unit"]], row["part"], row["whole"]) for row in counts if row["unit"]]
    total = Record(None, sum(one.part for one in found), sum(one.whole for one in found))
    return [*sorted(found, key=lambda one: one.unit.code if one.unit else ""), total]


def behind(viewer: Viewer, period: Period, now: datetime, unit: str, side: str) -> QuerySet[Task]:
    """The tasks that a number counts; `unit` a code, "" all units."""
    rows = due_tasks(viewer, period, now)
    rows = rows.filter(unit__code=unit) if unit else rows
    rows = rows.filter(IN_TIME) if side == PART else rows
    return rows.select_related("case__type", "case__unit", "unit", "playbook").order_by("due_at")


def due_tasks(viewer: Viewer, period: Period, now: datetime) -> QuerySet[Task]:
    """Due in the period up to now, or earlier and not done at its end: what is open and late
    counts until it is done."""
    window = period.window(now)
    within = Q(due_at__gte=window.since, due_at__lt=window.until)
    left = Q(due_at__lt=window.since) & (Q(ended_at=None) | Q(ended_at__gte=window.until))
    rows = Task.objects.filter(tasks_of(viewer), within | left, unit__isnull=False)
    return rows.exclude(stage__in=LEFT_OUT)
