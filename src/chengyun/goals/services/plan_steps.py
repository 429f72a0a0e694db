"""The only writers of what plans are made of by hand: their tasks and milestones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.models import GoalTask, Milestone, Plan
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.models import Unit, User

MOST = Decimal(10) ** 10


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
    if not (told.funds.is_finite() and 0 <= told.funds < MOST):
        raise Refused(_("An amount is 0 or more."))
    milestone = milestone or Milestone(plan=plan)
    milestone.funds = told.funds
    _put(milestone, told)
    audit.note(actor, "milestone", plan.key, milestone=milestone.pk, due=str(told.due))
    return milestone


def _check(actor: User, told: Step) -> None:
    rights.require(actor, "target")
    if not told.title_zh.strip():
        raise Refused(_("Give it a title."))


def _put(one: GoalTask | Milestone, told: Step) -> None:
    one.title_zh, one.title_en = told.title_zh.strip()[:80], told.title_en.strip()[:120]
    one.unit, one.due, one.proof = told.unit, told.due, told.proof.strip()[:300]
    one.save()
