"""What may be done with a task, when and by whom. Pure; the same manner as `cases.rules`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action
from chengyun.cases.lifecycle import DESK, HANDLERS
from chengyun.cases.models import TASK_ENDED, TaskKind, TaskStage
from chengyun.cases.rules import MISSING, NOT_YOURS, Refusal, Text
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer

OPEN, ACCEPTED, ARRIVED = TaskStage.OPEN, TaskStage.ACCEPTED, TaskStage.ARRIVED
# A sub-district may call departments to the scene; its grid officers see it first.
CALLERS = (*DESK, Role.GRID_OFFICER, Role.HANDLER)


@dataclass(frozen=True)
class Move:
    """One row of the life of a task: from which stages to which, by whom, and what must be given.

    `kinds` empty: of every kind.
    """

    verb: str
    label: Text
    action: Action
    stages: tuple[TaskStage, ...]
    to: TaskStage
    roles: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    kinds: tuple[TaskKind, ...] = ()


MOVES = (
    Move("accept", _("Accept the task"), Action.TASK_ACCEPT, (OPEN,), ACCEPTED, HANDLERS),
    Move(
        "arrive", _("I am at the scene"), Action.TASK_ARRIVE, (OPEN, ACCEPTED), ARRIVED, HANDLERS,
        kinds=(TaskKind.SCENE,),
    ),
    Move(
        "finish", _("Report as done"), Action.TASK_DONE, (ACCEPTED, ARRIVED), TaskStage.DONE,
        HANDLERS, ("result",),
    ),
    Move(
        "decline", _("Decline"), Action.TASK_DECLINE, (OPEN,), TaskStage.DECLINED,
        HANDLERS, ("reason",),
    ),
    Move(
        "cancel", _("Cancel the task"), Action.TASK_CANCEL,
        (TaskStage.WAITING, OPEN, ACCEPTED, ARRIVED), TaskStage.CANCELLED, DESK, ("reason",),
    ),
)  # fmt: skip
# Stages in which a step of a playbook may still go to another unit.
REASSIGNED = (TaskStage.WAITING, OPEN, ACCEPTED, ARRIVED, TaskStage.DECLINED)
BY_VERB = {move.verb: move for move in MOVES}

UNKNOWN_TASK = Refusal("unknown_task", _("There is no such task among those you may see."))
UNKNOWN_VERB = Refusal("unknown_action", _("There is no such action."))
TASK_MOVED_ON = Refusal(
    "task_moved_on", _("The task has moved on meanwhile; reload it to see what can be done now.")
)
NOT_TO_THE_SCENE = Refusal("not_to_the_scene", _("This task does not call anybody to the scene."))


class Facts(Protocol):
    """What a decision looks at; `models.Task` has it all."""

    stage: str
    kind: str
    unit_id: int | None


def refusal(task: Facts, verb: str, viewer: Viewer, given: bool) -> Refusal | None:
    """Why they may not do this, None if they may. `given`: something was said."""
    move = BY_VERB.get(verb)
    if move is None:
        return UNKNOWN_VERB
    if viewer.role not in move.roles or not _is_theirs(task, viewer):
        return NOT_YOURS
    if move.kinds and task.kind not in move.kinds:
        return NOT_TO_THE_SCENE
    if task.stage not in move.stages:
        return TASK_MOVED_ON
    return MISSING[move.needs[0]] if move.needs and not given else None


def open_to(task: Facts, viewer: Viewer) -> list[Move]:
    """What they may do with the task now."""
    return [move for move in MOVES if refusal(task, move.verb, viewer, given=True) is None]


def _is_theirs(task: Facts, viewer: Viewer) -> bool:
    """The lead unit sees what the others do, and does not do it for them."""
    return viewer.role != Role.HANDLER or task.unit_id == viewer.unit_id


class Waits(Protocol):
    """A task of a playbook that waits for others."""

    key: str
    after: Sequence[str]
    stage: str


def ready(tasks: Iterable[Waits]) -> list[Any]:
    """The waiting tasks all of whose forerunners have ended. A task that was declined or cancelled
    holds up no other: whoever ended it said why.
    """
    rows = list(tasks)
    ended = {row.key for row in rows if row.stage in TASK_ENDED}
    known = {row.key for row in rows}
    waiting = (row for row in rows if row.stage == TaskStage.WAITING)
    return [row for row in waiting if (known & set(row.after)) <= ended]


def waves(tasks: Sequence[Waits]) -> list[list[Any]]:
    """The tasks of a playbook in turn: each wave can begin when those before it have ended."""
    depth: dict[str, int] = {}
    left = list(tasks)
    while left:
        free = [row for row in left if not (set(row.after) & {other.key for other in left})]
        for row in free or left:
            depth[row.key] = max((depth[key] + 1 for key in row.after if key in depth), default=0)
        left = [row for row in left if row.key not in depth]
    found = defaultdict(list)
    for row in tasks:
        found[depth[row.key]].append(row)
    return [found[n] for n in sorted(found)]
