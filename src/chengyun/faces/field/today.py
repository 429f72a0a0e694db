"""What an officer has to do today, in groups, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases import queries
from chengyun.cases.choices import Stage
from chengyun.cases.models import Case, Task, TaskKind
from chengyun.cases.rules import Text
from chengyun.faces.desk import together
from chengyun.people.policy import Viewer

LIST_SIZE = 100
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Group:
    """Cases or tasks of which the same is to be done. `key` names its picture."""

    key: str
    title: Text
    cases: list[Case] = field(default_factory=list)
    tasks: list[together.Line] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.cases) + len(self.tasks)


@dataclass(frozen=True)
class Day:
    """The groups that hold something, how many things, and of how many in all."""

    groups: list[Group]
    shown: int
    total: int

    @property
    def cases(self) -> list[Case]:
        """Every case that the phone keeps, once."""
        rows = [case for group in self.groups for case in group.cases]
        rows += [line.task.case for group in self.groups for line in group.tasks]
        return list({case.pk: case for case in rows}.values())


# Which stages make which group, in the order in which they are shown.
STAGES: tuple[tuple[str, Text, tuple[Stage, ...]], ...] = (
    ("verify", _("To verify"), (Stage.VERIFICATION,)),
    ("check", _("To check"), (Stage.CHECK,)),
    ("handle", _("To handle"), (Stage.DISPATCHED, Stage.HANDLING)),
    ("decide", _("To decide"), (Stage.REPORTED, Stage.FILED)),
)


def day(viewer: Viewer, now: datetime | None = None) -> Day:
    """Calls to the scene first, then what waits for the viewer, then tasks of their unit."""
    page = queries.search(viewer, queries.CaseFilter(mine=True), size=LIST_SIZE)
    scene, other = _tasks(viewer, now or timezone.now())
    groups = [
        Group("scene", _("Called to the scene"), tasks=scene),
        *(Group(key, title, _in(page.items, stages)) for key, title, stages in STAGES),
        Group("task", _("Tasks"), tasks=other),
    ]
    full = [group for group in groups if len(group)]
    return Day(full, len(page.items), page.total)


def area(viewer: Viewer) -> Day:
    """Every open case of the viewer's area in one group, by deadline."""
    page = queries.search(viewer, queries.CaseFilter(open=True), size=LIST_SIZE)
    group = Group("open", _("Open cases"), by_due(page.items))
    return Day([group] if len(group) else [], len(page.items), page.total)


def by_due(cases: Iterable[Case]) -> list[Case]:
    """The next deadline first: of the step in hand, else of the case; the gravest before others."""
    return sorted(cases, key=lambda case: (due_of(case) or LAST, case.severity, case.pk))


def due_of(case: Case) -> datetime | None:
    """When what is to be done now is due."""
    return case.step_due_at or case.due_at


def _in(cases: Sequence[Case], stages: tuple[Stage, ...]) -> list[Case]:
    return by_due(case for case in cases if case.stage in stages)


def _tasks(viewer: Viewer, now: datetime) -> tuple[list[together.Line], list[together.Line]]:
    """Calls to the scene that nobody has answered by coming, and the other tasks of the unit."""
    if not viewer.unit_id:
        return [], []
    rows = queries.my_tasks(viewer).filter(unit=viewer.unit_id)[:LIST_SIZE]
    lines = [together.line(viewer, task, now=now) for task in rows]
    scene = [line for line in lines if _calls(line.task)]
    return scene, [line for line in lines if not _calls(line.task)]


def _calls(task: Task) -> bool:
    return task.kind == TaskKind.SCENE and task.arrived_at is None
