"""The only writers of milestones and of the tasks of a plan."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.models import GoalTask, Milestone
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.models import User


@transaction.atomic
def complete(milestone: Milestone, on: date, actor: User | None = None) -> Milestone:
    """Mark a milestone as reached. Raises Refused for a day that has not come."""
    rights.require(actor, "task", milestone.unit_id or milestone.plan.unit_id)
    if on > timezone.localdate():
        raise Refused(_("A milestone cannot be reached on a day that has not come."))
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    if actor is not None:
        audit.note(actor, "milestone", milestone.plan.key, milestone=milestone.pk, on=str(on))
    return milestone


@transaction.atomic
def report_task(actor: User, task: GoalTask, share: float, proof: str = "") -> GoalTask:
    """Tell how much of a task is done, 0 to 1. The whole needs a proof. Raises Refused."""
    rights.require(actor, "task", task.unit_id or task.plan.unit_id)
    if not 0 <= share <= 1:
        raise Refused(_("The share done lies between 0 and 100 %."))
    if share == 1 and not (proof.strip() or task.proof):
        raise Refused(_("Say what proves that the task is done."))
    before, task.share_done = task.share_done, share
    task.proof = proof.strip()[:300] or task.proof
    task.save(update_fields=["share_done", "proof"])
    audit.note(actor, "goal_task", task.plan.key, task=task.pk, before=before, share=share)
    return task
