from django.conf import settings
from django.db import models

from chengyun.goals.choices import Direction
from chengyun.goals.models.plans import Plan
from chengyun.places.models import in_language


class Indicator(models.Model):
    """指标: a figure that is to go from its baseline to the year's target."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, blank=True, help_text="unit of measure")
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    weight = models.FloatField(default=1)
    baseline = models.FloatField(default=0, help_text="where the year starts")
    target_year = models.FloatField(help_text="where the year should end")
    # Name of one of goals.formulas.FORMULAS; empty where people report the figure.
    formula = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["plan", "order", "key"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class IndicatorValue(models.Model):
    """The figure at the end of a period. A correction is a new revision; the old one stays."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    period = models.DateField(help_text="last day of the period")
    revision = models.PositiveSmallIntegerField(default=0)
    value = models.FloatField()
    note = models.CharField(max_length=300, blank=True, help_text="why it was corrected")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["indicator", "period", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "revision"], name="one_value_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"
