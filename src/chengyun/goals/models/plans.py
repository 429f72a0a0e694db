from django.db import models

from chengyun.people.models import Unit
from chengyun.places.models import in_language


class Plan(models.Model):
    """计划: a year's task of one unit, measured by indicators."""

    key = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    # Path of the area it is made for, as cases carry it: the policy filters by it.
    area_path = models.CharField(max_length=90, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "order", "key"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Milestone(models.Model):
    """节点: a dated step of a plan, with the money set aside for it (ten thousand yuan)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="milestones")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    funds = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        ordering = ["plan", "due"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)
