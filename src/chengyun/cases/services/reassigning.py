"""A step of a playbook goes to another unit."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases import tasking
from chengyun.cases.choices import Action
from chengyun.cases.lifecycle import DESK
from chengyun.cases.models import Case, Task, TaskStage
from chengyun.cases.rules import MISSING, NOT_YOURS, Refusal
from chengyun.cases.services.act import SAME_UNIT
from chengyun.cases.services.journal import writing
from chengyun.cases.services.playbooks import called, due, note
from chengyun.cases.services.refused import refuse_if
from chengyun.cases.services.tasks import IS_CLOSED, task_of
from chengyun.people.models import Unit, User

NOT_A_STEP = Refusal(
    "not_a_step", _("Only a step of a playbook goes to another unit; call that unit instead.")
)


def reassign(actor: User, pk: int, unit: Unit | None, why: str, at: datetime | None = None) -> Task:
    """Give a step to another unit, with its whole limit from now on; a declined one is open again,
    and what follows it and nobody has begun waits again.

    Raises Refused: unknown_task, not_yours, not_a_step, closed, task_moved_on, needs_unit,
    same_unit, needs_reason.
    """
    now, why = at or timezone.now(), why.strip()
    refuse_if(None if actor.role in DESK else NOT_YOURS)
    with writing() as journal:
        task = task_of(actor, pk)
        case, former = task.case, task.unit
        refuse_if(_no_reassign(task, unit, why))
        _hand_over(task, unit, now)
        _hold_back(task)
        detail = {
            "task": task.pk,
            "key": task.key,
            "unit": unit.code if unit else None,
            "from": former.code if former else None,
        }
        # Both hear of it; then the former unit has nothing to do with the case any more.
        called(case, [task.unit_id])
        note(journal, case, Action.TASK_REASSIGN, now, actor, why, detail)
        _let_go(case, former)
    return task


def may_reassign(task: Task) -> bool:
    """Whether the task is a step that can still go to another unit."""
    return bool(task.playbook_id) and task.stage in tasking.REASSIGNED


def _no_reassign(task: Task, unit: Unit | None, why: str) -> Refusal | None:
    if not task.playbook_id:
        return NOT_A_STEP
    if not task.case.is_open:
        return IS_CLOSED
    if not may_reassign(task):
        return tasking.TASK_MOVED_ON
    if unit is None:
        return MISSING["unit"]
    if unit.pk == task.unit_id:
        return SAME_UNIT
    return None if why else MISSING["reason"]


def _hand_over(task: Task, unit: Unit | None, now: datetime) -> None:
    task.unit, task.handler = unit, None
    task.accepted_at = task.arrived_at = task.arrived_m = task.ended_at = None
    task.result, task.overdue = "", False
    if task.stage != TaskStage.WAITING:
        task.stage, task.opened_at = TaskStage.OPEN, now
        task.due_at = due(unit, task.limit, now)
    task.save()


def _hold_back(task: Task) -> None:
    """The steps after it that have opened and that nobody has accepted wait again."""
    if task.stage == TaskStage.WAITING:
        return
    opened = task.case.tasks.filter(playbook=task.playbook_id, stage=TaskStage.OPEN)
    early = [one.pk for one in opened if task.key in one.after]
    Task.objects.filter(pk__in=early).update(
        stage=TaskStage.WAITING, opened_at=None, due_at=None, overdue=False
    )


def _let_go(case: Case, former: Unit | None) -> None:
    if former is None or case.tasks.filter(unit=former).exists():
        return
    case.helpers = [pk for pk in case.helpers if pk != former.pk]
    Case.objects.filter(pk=case.pk).update(helpers=case.helpers)
