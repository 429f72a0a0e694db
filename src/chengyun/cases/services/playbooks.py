"""Playbooks (联动预案) of a case: which start, which of their tasks can begin, and when all ends.

What starts and ends by itself follows from the steps of the lifecycle (`journal.FOLLOWS`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chengyun.calendar import Limit
from chengyun.cases import tasking
from chengyun.cases.choices import Action, Stage
from chengyun.cases.dispatching import suggest
from chengyun.cases.known import known
from chengyun.cases.models import Case, Playbook, Task, TaskStage
from chengyun.cases.present import iso
from chengyun.cases.services.journal import FOLLOWS, Journal, Step
from chengyun.people.models import Unit, User
from chengyun.people.offices import calendar_of

# A case is filed, or becomes graver after that.
STARTS = (Action.FILE, Action.ATTACH, Action.ESCALATE)
UNFILED = (Stage.REPORTED, Stage.VERIFICATION)
ENDED = (Stage.CLOSED, Stage.CANCELLED)


def start_for(journal: Journal, cases: Mapping[int, tuple[Case, datetime]]) -> None:
    """Start the playbooks that go with filed cases, by their kind and severity; each once."""
    filed = [(case, at) for case, at in cases.values() if is_filed(case)]
    books = known().playbooks if filed else ()
    fit = [(case, book, at) for case, at in filed for book in books if fits(book, case)]
    if not fit:
        return
    began = Task.objects.filter(case__in={case.pk for case, _, _ in fit}, playbook__isnull=False)
    begun = set(began.values_list("case", "playbook"))
    for case, book, at in fit:
        if (case.pk, book.pk) not in begun:
            begin(journal, case, book, None, at)


def fits(book: Playbook, case: Case) -> bool:
    """Whether a playbook starts by itself for such a case."""
    return case.type.key in book.case_types and book.severity >= case.severity


def is_filed(case: Case) -> bool:
    return case.is_open and case.stage not in UNFILED


def begin(
    journal: Journal, case: Case, playbook: Playbook, actor: User | None, at: datetime
) -> list[Task]:
    """Make the tasks of a playbook, each for the unit of its kind that is nearest to the place."""
    kinds = {step["unit_kind"] for step in playbook.steps}
    units = list(Unit.objects.filter(kind__in=kinds).select_related("area").defer("area__boundary"))
    Task.objects.bulk_create(_made(case, playbook, step, units, at) for step in playbook.steps)
    made = open_ready(case, playbook.pk, at)
    detail = {"playbook": playbook.key, "tasks": len(made)}
    note(journal, case, Action.PLAYBOOK, at, actor, playbook.title_zh, detail)
    return made


def open_ready(case: Case, playbook: int, at: datetime) -> list[Task]:
    """The tasks of a playbook, after those whose forerunners have ended began, with their clocks.

    The caller notes a step of the case: who helps has changed.
    """
    tasks = list(case.tasks.filter(playbook=playbook).select_related("unit"))
    for task in tasking.ready(tasks):
        task.stage, task.opened_at = TaskStage.OPEN, at
        task.due_at = due(task.unit, task.limit, at)
        task.save(update_fields=["stage", "opened_at", "due_at"])
    called(case, (task.unit_id for task in tasks if task.opened_at))
    return tasks


def due(unit: Unit | None, limit: str, at: datetime) -> datetime | None:
    """When a task is due that begins now, by the calendar of its unit."""
    return calendar_of(unit).add(at, Limit.parse(limit)) if limit else None


def called(case: Case, units: Iterable[int | None]) -> None:
    """From now on these units hear of the case. `note` saves it."""
    case.helpers = sorted({*case.helpers, *(unit for unit in units if unit)})


def note(
    journal: Journal, case: Case, action: Action, at: datetime, actor: User | None, said: str,
    detail: Mapping[str, object],
) -> None:  # fmt: skip
    """A step of a case that leaves its stage."""
    told = {name: value for name, value in detail.items() if value is not None}
    who = actor.pk if actor else None
    journal.add(Step(case, action, at, case.stage, who, said, told | {"at": iso(at)}))
    Case.objects.filter(pk=case.pk).update(version=case.version, helpers=case.helpers)


def end_all(journal: Journal, cases: Mapping[int, tuple[Case, datetime]]) -> None:
    """Cases are over: what was left to do for them is cancelled."""
    if not cases:
        return
    left = list(Task.objects.filter(case__in=cases, ended_at=None))
    for task in left:
        task.stage, task.ended_at = TaskStage.CANCELLED, cases[task.case_id][1]
    Task.objects.bulk_update(left, ["stage", "ended_at"])
    for pk in dict.fromkeys(task.case_id for task in left):
        case, at = cases[pk]
        detail = {"tasks": [task.pk for task in left if task.case_id == pk]}
        note(journal, case, Action.TASK_CANCEL, at, None, "", detail)


def _made(
    case: Case, playbook: Playbook, step: Mapping[str, Any], units: list[Unit], at: datetime
) -> Task:
    found = suggest(str(step["unit_kind"]), case.area_path, units)
    return Task(
        case=case,
        kind=step["kind"],
        stage=TaskStage.WAITING,
        key=step["key"],
        after=step["after"],
        playbook=playbook,
        title_zh=step["title_zh"],
        title_en=step["title_en"],
        unit=found.unit if found else None,
        limit=step["limit"],
        severity=case.severity,
        created_at=at,
    )


def _starts(journal: Journal, steps: Sequence[Step]) -> None:
    start_for(journal, {s.case.pk: (s.case, s.at) for s in steps if s.action in STARTS})


def _ends(journal: Journal, steps: Sequence[Step]) -> None:
    over = [s for s in steps if not s.case.is_open and s.before not in ENDED]
    end_all(journal, {s.case.pk: (s.case, s.at) for s in over})


FOLLOWS += [_starts, _ends]
