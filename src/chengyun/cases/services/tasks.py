"""Units that work together on one case: calls for help, to the scene (吹哨报到), and playbooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.calendar import Limit
from chengyun.cases import queries, tasking
from chengyun.cases.choices import Action
from chengyun.cases.lifecycle import DESK
from chengyun.cases.models import TASK_ENDED, Case, Playbook, Task, TaskKind, TaskStage
from chengyun.cases.nearby import metres_between
from chengyun.cases.present import named
from chengyun.cases.rules import MISSING, NOT_YOURS, Refusal
from chengyun.cases.services.finding import case_of
from chengyun.cases.services.journal import Journal, writing
from chengyun.cases.services.playbooks import begin, called, due, note, open_ready
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.models import Unit, User
from chengyun.people.policy import viewer_of

NO_UNITS = Refusal("no_units", _("Choose at least one unit."))
IS_CLOSED = Refusal("closed", _("The case is closed."))
NO_PLAYBOOK = Refusal("unknown_playbook", _("There is no such playbook."))
STARTED = Refusal("started", _("This playbook has been started for the case already."))
BAD_LIMIT = Refusal("bad_limit", _("A limit is an amount and a unit, such as 2uh or 1wd."))
CALLS = {TaskKind.SUPPORT: Action.CALL, TaskKind.SCENE: Action.WHISTLE}
USUAL_LIMIT = {TaskKind.SUPPORT: "1wd", TaskKind.SCENE: "1uh"}
BATCH = 500


@dataclass(frozen=True)
class Call:
    """Whom a call goes to, and for what."""

    kind: TaskKind
    units: Sequence[Unit]
    what: str
    limit: str = ""


def call(actor: User, number: str, wanted: Call, at: datetime | None = None) -> list[Task]:
    """Call units to help, or to the scene; each gets a task of its own.

    A unit that has such a task already is not called twice. Raises Refused: unknown_case,
    not_yours, no_units, closed, needs_reason, bad_limit.
    """
    now = at or timezone.now()
    refuse_if(_no_call(actor, wanted))
    with writing() as journal:
        case = case_of(actor, number)
        refuse_if(None if case.is_open else IS_CLOSED)
        made = [_called(case, actor, wanted, unit, now) for unit in _fresh(case, wanted)]
        Task.objects.bulk_create(made)
        if made:
            called(case, (task.unit_id for task in made))
            detail = {"units": [task.unit.code for task in made if task.unit]}
            note(journal, case, CALLS[wanted.kind], now, actor, wanted.what.strip(), detail)
    return made


def move(
    actor: User,
    pk: int,
    verb: str,
    said: str = "",
    place: tuple[float, float] | None = None,
    at: datetime | None = None,
) -> Task:
    """Do something with a task. `place` is where the arrival was told, longitude and latitude.

    Raises Refused: unknown_task, unknown_action, not_yours, task_moved_on, needs_reason,
    needs_result, not_to_the_scene.
    """
    now, said = at or timezone.now(), said.strip()
    with writing() as journal:
        task = task_of(actor, pk)
        refuse_if(tasking.refusal(task, verb, viewer_of(actor), bool(said)))
        row = tasking.BY_VERB[verb]
        _moved(task, row, actor, said, place, now)
        task.save()
        opened = _opened(task, now) if task.playbook_id and task.is_over else []
        _note_move(journal, task, row, actor, said, now)
        if opened:
            units = [one.unit.code for one in opened if one.unit]
            detail = {"units": units, "tasks": [one.pk for one in opened]}
            note(journal, task.case, Action.TASK_OPEN, now, None, "", detail)
    return task


def start(actor: User, number: str, key: str, at: datetime | None = None) -> list[Task]:
    """Start a playbook by hand. Raises Refused: unknown_case, unknown_playbook, not_yours,
    started, closed.
    """
    now = at or timezone.now()
    refuse_if(None if actor.role in DESK else NOT_YOURS)
    playbook = Playbook.objects.filter(key=key, on=True).first() or _refuse(NO_PLAYBOOK)
    with writing() as journal:
        case = case_of(actor, number)
        refuse_if(None if case.is_open else IS_CLOSED)
        refuse_if(STARTED if case.tasks.filter(playbook=playbook).exists() else None)
        return begin(journal, case, playbook, actor, now)


def mark_late(now: datetime) -> int:
    """Tasks whose time is up, each told once; returns how many."""
    late = Q(ended_at=None, overdue=False, due_at__lt=now)
    if not Task.objects.filter(late).exists():
        return 0
    with writing() as journal:
        rows = list(Task.objects.filter(late).select_related("unit")[:BATCH])
        cases = named(Case.objects.filter(pk__in={row.case_id for row in rows})).in_bulk()
        for row in rows:
            row.overdue = True
            detail = {"task": row.pk, "unit": row.unit.code if row.unit else None}
            case = cases[row.case_id]
            note(journal, case, Action.TASK_LATE, now, None, row.title_zh, detail)
        Task.objects.bulk_update(rows, ["overdue"])
    return len(rows)


def _no_call(actor: User, wanted: Call) -> Refusal | None:
    if actor.role not in tasking.CALLERS:
        return NOT_YOURS
    if not wanted.units:
        return NO_UNITS
    if not wanted.what.strip():
        return MISSING["reason"]
    return BAD_LIMIT if wanted.limit and not _limit(wanted.limit) else None


def _limit(code: str) -> Limit | None:
    try:
        return Limit.parse(code)
    except ValueError:
        return None


def task_of(actor: User, pk: int) -> Task:
    """The task, if it is of the actor's unit or of a case that they may see."""
    rows = Task.objects.filter(pk=pk).select_related("unit", "playbook")
    task = rows.filter(queries.tasks_of(viewer_of(actor))).first()
    task = task or _refuse(tasking.UNKNOWN_TASK)
    task.case = named(Case.objects.filter(pk=task.case_id)).get()
    return task


def _refuse(refusal: Refusal) -> NoReturn:
    raise Refused(refusal.code, refusal.message)


def _fresh(case: Case, wanted: Call) -> list[Unit]:
    busy = set(case.tasks.filter(kind=wanted.kind, ended_at=None).values_list("unit", flat=True))
    return [unit for unit in dict.fromkeys(wanted.units) if unit.pk not in busy]


def _called(case: Case, actor: User, wanted: Call, unit: Unit, now: datetime) -> Task:
    limit = wanted.limit or USUAL_LIMIT[wanted.kind]
    return Task(
        case=case,
        kind=wanted.kind,
        title_zh=wanted.what.strip()[:120],
        unit=unit,
        limit=limit,
        severity=case.severity,
        called_by=actor,
        created_at=now,
        opened_at=now,
        due_at=due(unit, limit, now),
    )


def _moved(
    task: Task, row: tasking.Move, actor: User, said: str, place: tuple[float, float] | None,
    now: datetime,
) -> None:  # fmt: skip
    task.stage = row.to
    task.handler = task.handler or (actor if row.verb in ("accept", "arrive") else None)
    if row.verb in ("accept", "arrive"):
        task.accepted_at = task.accepted_at or now
    if row.verb == "arrive":
        task.arrived_at, task.arrived_m = now, _away(task.case, place)
    if row.to in TASK_ENDED:
        task.ended_at, task.result = now, said
        task.overdue = task.overdue or bool(task.due_at and now > task.due_at)


def _away(case: Case, place: tuple[float, float] | None) -> int | None:
    if place is None or case.lon is None or case.lat is None:
        return None
    return round(metres_between(*place, case.lon, case.lat))


def _opened(task: Task, now: datetime) -> list[Task]:
    """The steps that can begin because this one has ended."""
    steps = task.case.tasks.filter(playbook=task.playbook_id, stage=TaskStage.WAITING)
    waiting = set(steps.values_list("pk", flat=True))
    rows = open_ready(task.case, task.playbook_id or 0, now) if waiting else []
    return [row for row in rows if row.pk in waiting and row.opened_at]


def _note_move(
    journal: Journal, task: Task, row: tasking.Move, actor: User, said: str, now: datetime
) -> None:
    metres = task.arrived_m if row.action == Action.TASK_ARRIVE else None
    unit = task.unit.code if task.unit else None
    detail = {"task": task.pk, "key": task.key or None, "unit": unit, "metres": metres}
    note(journal, task.case, row.action, now, actor, said, detail)
