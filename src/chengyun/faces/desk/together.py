"""Working together (协同) on the page of a case: who leads, who helps, what comes after what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from chengyun.calendar import Limit
from chengyun.cases import lamps, queries, tasking
from chengyun.cases.choices import Stage
from chengyun.cases.lifecycle import DESK
from chengyun.cases.models import Case, Playbook, Task, TaskKind, TaskStage
from chengyun.cases.services.reassigning import may_reassign
from chengyun.faces.clock import Clock
from chengyun.people.models import Unit
from chengyun.people.offices import calendar_of
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.models import in_language

# Stages in which the clock of a task has stopped for nothing: nobody was in time or late.
TIMELESS = (TaskStage.WAITING, TaskStage.DECLINED, TaskStage.CANCELLED)
# What a call may take; without one it is what is usual.
LIMITS = ("1uh", "2uh", "4uh", "1wd", "3wd", "5wd")
CALL_KINDS = (TaskKind.SCENE, TaskKind.SUPPORT)


@dataclass(frozen=True)
class Line:
    """A task as a line shows it: its clock, what it waits for, what the viewer may do with it."""

    task: Task
    clock: Clock | None
    after: list[Task]
    moves: list[tasking.Move]
    own: bool
    may_reassign: bool = False


@dataclass(frozen=True)
class Group:
    """The tasks of a playbook in waves, or the calls, which have one."""

    playbook: Playbook | None
    waves: list[list[Line]]
    done: int
    total: int


@dataclass(frozen=True)
class Together:
    """All of it, and what the viewer may begin."""

    groups: list[Group] = field(default_factory=list)
    left: int = 0
    holds_up: bool = False
    may_call: bool = False
    playbooks: list[Playbook] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return bool(self.groups or self.may_call or self.playbooks)


def together(viewer: Viewer, case: Case, units: Sequence[Unit]) -> Together:
    """What the panel of a case shows; `units` are all there are."""
    tasks = list(queries.tasks_in(viewer, case))
    groups = [_group(viewer, rows) for rows in _by_playbook(tasks)]
    left = sum(not task.is_over for task in tasks)
    in_hand = case.is_open and scope_for(viewer).allows(
        {"area_path": case.area_path, "unit_id": case.unit_id}
    )
    if not in_hand:
        return Together(groups, left)
    others = any(not task.is_over and task.unit_id != case.unit_id for task in tasks)
    holds_up = others and case.stage == Stage.HANDLING
    may_call = viewer.role in tasking.CALLERS
    to_call = [unit for unit in units if unit.pk != case.unit_id] if may_call else []
    books = _startable(case, tasks) if viewer.role in DESK else []
    return Together(groups, left, holds_up, may_call, books, to_call)


def line(
    viewer: Viewer, task: Task, others: Sequence[Task] = (), now: datetime | None = None
) -> Line:
    """One task; `others` are those of its playbook."""
    clock = clock_of(task, now or timezone.now())
    own = task.unit_id is not None and task.unit_id == viewer.unit_id
    held = [one for one in others if one.key in task.after and not one.is_over]
    moves, given = tasking.open_to(task, viewer), viewer.role in DESK and may_reassign(task)
    return Line(task, clock, held, moves, own, given)


def clock_of(task: Task, now: datetime) -> Clock | None:
    """The clock of a task as a chip shows it; None while it has none."""
    if task.due_at is None or task.stage in TIMELESS:
        return None
    limit, calendar = Limit.parse(task.limit), calendar_of(task.unit)
    light = lamps.light(_Timed(task.due_at, task.ended_at, task.overdue), limit, calendar, now)
    ticks = light.state in ("run", "soon", "over")
    spans = calendar.stretches(now, light.unit) if ticks else []
    lamp = light.lamp.value
    return Clock(light.state, lamp, light.left, task.due_at, light.unit, ticks, spans, now)


def answer(viewer: Viewer, case: Case) -> str:
    """What the units reported, gathered: a draft of the one answer that the lead unit gives."""
    done = queries.tasks_in(viewer, case).filter(stage=TaskStage.DONE).exclude(result="")
    return "\n".join(f"{_who(task)}：{task.result}" for task in done)


def _who(task: Task) -> str:
    return task.unit.title if task.unit else task.title


@dataclass
class _Timed:
    """A task as a lamp looks at it (`lamps.Timed`)."""

    due_at: datetime | None
    closed_at: datetime | None
    overdue: bool
    suspended_at: datetime | None = None
    handled_at: datetime | None = None
    warned: bool = False


def _by_playbook(tasks: Sequence[Task]) -> Iterable[list[Task]]:
    """The calls first, then each playbook."""
    keys = sorted({task.playbook_id or 0 for task in tasks})
    return ([task for task in tasks if (task.playbook_id or 0) == key] for key in keys)


def _group(viewer: Viewer, tasks: list[Task]) -> Group:
    book, now = tasks[0].playbook, timezone.now()
    waves = tasking.waves(tasks) if book else [tasks]
    lines = [[line(viewer, task, tasks if book else (), now) for task in wave] for wave in waves]
    return Group(book, lines, sum(task.is_over for task in tasks), len(tasks))


def _startable(case: Case, tasks: Sequence[Task]) -> list[Playbook]:
    started = {task.playbook_id for task in tasks}
    books = Playbook.objects.filter(on=True)
    return [book for book in books if case.type.key in book.case_types and book.pk not in started]


def context(viewer: Viewer, case: Case) -> dict[str, Any]:
    """What the template of the panel needs."""
    units = list(Unit.objects.all())
    return {
        "together": together(viewer, case, units),
        "call_limits": _limits(),
        "call_kinds": CALL_KINDS,
        "all_units": units,
    }


def _limits() -> list[tuple[str, str]]:
    limits = [Limit.parse(code) for code in LIMITS]
    labels = [in_language(limit.label_zh, limit.label_en) for limit in limits]
    return list(zip(LIMITS, labels, strict=True))
