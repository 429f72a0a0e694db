"""到点交账: everything that is due on a day, from plans, projects and matters, in one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.goals.choices_matters import ENDED
from chengyun.goals.models import GoalTask, MatterItem, Milestone
from chengyun.goals.queries import matters, projects
from chengyun.goals.queries.seeing import visible
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer


class Kind(models.TextChoices):
    """What is due."""

    MILESTONE = "milestone", _("Milestone of a plan")
    TASK = "task", _("Task of a plan")
    NODE = "node", _("Node of a project")
    MATTER = "matter", _("Matter under supervision")
    ITEM = "item", _("Sub-item of a matter")


@dataclass(frozen=True)
class Due:
    """One thing, the last day for it, whose it is, of what it is a part, its page, whether done."""

    day: date
    kind: Kind
    key: str
    title: str
    whole: str
    unit: Unit | None
    path: str
    done: bool
    late: bool = False


@dataclass(frozen=True)
class Span:
    """From one day to another, both counted in; and whose things, "" for everybody's."""

    first: date
    last: date
    unit: str = ""
    kind: str = ""

    def has(self, one: Due) -> bool:
        if not self.first <= one.day <= self.last or self.kind not in ("", one.kind):
            return False
        return not self.unit or (one.unit is not None and one.unit.code == self.unit)


def due(viewer: Viewer, span: Span, today: date) -> list[Due]:
    """What the viewer may see of it, by day. Late is what is not done after its day."""
    found = [one for source in SOURCES for one in source(viewer, span, today) if span.has(one)]
    told = [replace(one, late=not one.done and one.day < today) for one in found]
    return sorted(told, key=lambda one: (one.day, one.done, one.kind, one.whole, one.key))


def _milestones(viewer: Viewer, span: Span, today: date) -> Iterator[Due]:
    rows = Milestone.objects.filter(plan__in=visible(viewer).order_by().values("pk"))
    rows = rows.filter(due__range=(span.first, span.last)).select_related("plan__unit", "unit")
    for one in rows:
        unit, path = one.unit or one.plan.unit, f"/goals/?plan={one.plan.key}"
        yield Due(one.due, Kind.MILESTONE, f"milestone-{one.pk}", one.title, one.plan.title, unit,
                  path, one.done_on is not None)  # fmt: skip


def _tasks(viewer: Viewer, span: Span, today: date) -> Iterator[Due]:
    rows = GoalTask.objects.filter(plan__in=visible(viewer).order_by().values("pk"))
    rows = rows.filter(due__range=(span.first, span.last)).select_related("plan__unit", "unit")
    for one in rows:
        unit, path = one.unit or one.plan.unit, f"/goals/?plan={one.plan.key}"
        yield Due(one.due, Kind.TASK, f"task-{one.pk}", one.title, one.plan.title, unit, path,
                  one.share_done >= 1)  # fmt: skip


def _nodes(viewer: Viewer, span: Span, today: date) -> Iterator[Due]:
    """By the day counted backwards from the project's deadline."""
    if span.kind not in ("", Kind.NODE):
        return
    units = Unit.objects.defer("area").in_bulk()
    for line in projects.portfolio(viewer, today):
        if line.standing is None:
            continue
        for node in line.nodes:
            day = line.standing.nodes[node.pk].latest_finish
            unit = units.get(node.unit_id or line.project.unit_id or 0)
            yield Due(
                day, Kind.NODE, f"node-{node.pk}", node.title, line.project.title, unit,
                f"/goals/projects/{line.project.key}/", node.share >= 1,
            )  # fmt: skip


def _matters(viewer: Viewer, span: Span, today: date) -> Iterator[Due]:
    rows = matters.visible(viewer).filter(due__range=(span.first, span.last))
    for one in rows.exclude(stage="cancelled").select_related("lead"):
        done = one.stage in ENDED or one.reported_on is not None
        yield Due(one.due, Kind.MATTER, f"matter-{one.number}", one.title, one.number, one.lead,
                  f"/goals/matters/{one.number}/", done)  # fmt: skip


def _items(viewer: Viewer, span: Span, today: date) -> Iterator[Due]:
    seen = matters.visible(viewer).exclude(stage="cancelled").order_by().values("pk")
    rows = MatterItem.objects.filter(matter__in=seen, due__range=(span.first, span.last))
    for one in rows.select_related("matter__lead", "unit"):
        done = one.progress == 100 or one.matter.stage in ENDED
        yield Due(one.due, Kind.ITEM, f"item-{one.pk}", one.title, one.matter.title,
                  one.unit or one.matter.lead, f"/goals/matters/{one.matter.number}/",
                  done)  # fmt: skip


Source = Callable[[Viewer, Span, date], Iterator[Due]]
SOURCES: tuple[Source, ...] = (_milestones, _tasks, _nodes, _matters, _items)
