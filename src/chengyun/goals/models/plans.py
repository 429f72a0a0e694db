from django.conf import settings
from django.db import models

from chengyun.goals.choices import PlanKind
from chengyun.people.models import Unit
from chengyun.places.models import Titled


class Plan(Titled):
    """计划: a year's task of one unit with those that support it, measured by indicators."""

    key = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=PlanKind.choices, default=PlanKind.ANNUAL)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    supporting = models.ManyToManyField(Unit, blank=True, related_name="supported_plans")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    # Path of the area it is made for, as cases carry it: the policy filters by it.
    area_path = models.CharField(max_length=90, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "order", "key"]


class GoalTask(Titled):
    """任务: what one unit does for a plan between two days, how much is done, and the proof."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    start = models.DateField()
    due = models.DateField()
    share_done = models.FloatField(default=0, help_text="0 to 1")
    proof = models.CharField(max_length=300, blank=True, help_text="what shows that it is done")

    class Meta:
        ordering = ["plan", "due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_done__gte=0, share_done__lte=1), name="share_of_task"
            ),
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("start")), name="task_ends_after_start"
            ),
        ]


class Milestone(Titled):
    """节点: a dated step of a plan, with the money set aside for it (ten thousand yuan)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="milestones")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    funds = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    proof = models.CharField(max_length=300, blank=True, help_text="what shows that it is done")

    class Meta:
        ordering = ["plan", "due"]
