"""The only writers of what plans are made of by hand: their tasks and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.models import GoalTask, Milestone, Plan
from chengyun.goals.refused import Refused
from chengyun.goals.services import milestones
from chengyun.goals.services.funding import checked
from chengyun.people import audit
from chengyun.people.models import Unit, User

Known = TypeVar("Known", GoalTask, Milestone)
Done = TypeVar("Done", float, date)


@dataclass(frozen=True)
class Step:
    """A task, which has a first day, or a milestone, which may have money set aside (万元)."""

    title_zh: str
    title_en: str
    unit: Unit | None
    due: date
    start: date | None = None
    funds: Decimal = Decimal(0)
    proof: str = ""


@dataclass(frozen=True)
class Line(Generic[Known, Done]):
    """A row of a table: a step of a plan, the one that is known, and how far it is."""

    plan: Plan
    told: Step
    known: Known | None = None
    done: Done | None = None


@transaction.atomic
def put_task(actor: User, plan: Plan, told: Step, task: GoalTask | None = None) -> GoalTask:
    """A new task of a plan, or other facts of one. Raises Refused."""
    _check(actor, told)
    start = told.start or told.due
    if start > told.due:
        raise Refused(_("The last day lies before the first."))
    task = task or GoalTask(plan=plan)
    task.start = start
    _put(task, told)
    audit.note(actor, "goal_task", plan.key, task=task.pk, due=str(told.due))
    return task


@transaction.atomic
def put_milestone(
    actor: User, plan: Plan, told: Step, milestone: Milestone | None = None
) -> Milestone:
    """A new milestone of a plan, or other facts of one. Raises Refused."""
    _check(actor, told)
    milestone = milestone or Milestone(plan=plan)
    milestone.funds = checked(told.funds)
    _put(milestone, told)
    audit.note(actor, "milestone", plan.key, milestone=milestone.pk, due=str(told.due))
    return milestone


@transaction.atomic
def take_tasks(actor: User, lines: Sequence[Line[GoalTask, float]]) -> int:
    """Write tasks of plans with the share done, 0 to 1: all or none; how many were known."""
    for line in lines:
        task = put_task(actor, line.plan, line.told, line.known)
        if line.done is not None and line.done != task.share_done:
            milestones.report_task(actor, task, line.done)
    return sum(line.known is not None for line in lines)


@transaction.atomic
def take_milestones(actor: User, lines: Sequence[Line[Milestone, date]]) -> int:
    """Write milestones of plans with the day each was reached, as `take_tasks`."""
    for line in lines:
        milestone = put_milestone(actor, line.plan, line.told, line.known)
        if line.done is not None and line.done != milestone.done_on:
            milestones.complete(milestone, line.done, actor)
    return sum(line.known is not None for line in lines)


def _check(actor: User, told: Step) -> None:
    rights.require(actor, "target")
    if not told.title_zh.strip():
        raise Refused(_("Give it a title."))


def _put(one: GoalTask | Milestone, told: Step) -> None:
    one.title_zh, one.title_en = told.title_zh.strip()[:80], told.title_en.strip()[:120]
    one.unit, one.due, one.proof = told.unit, told.due, told.proof.strip()[:300]
    one.save()
