from django.conf import settings
from django.db import models
from django.utils import timezone

from chengyun.goals.choices import Adding, Direction, Frequency, Origin, Shape
from chengyun.goals.models.plans import Plan
from chengyun.people.models import Unit
from chengyun.places.models import Area, Titled, in_language


class Indicator(Titled):
    """指标: a figure that is to go from its baseline to the year's target."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, blank=True, help_text="unit of measure")
    unit_en = models.CharField(max_length=30, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    weight = models.FloatField(default=1)
    baseline = models.FloatField(default=0, help_text="where the year starts")
    target_year = models.FloatField(help_text="where the year should end")
    shape = models.CharField(max_length=10, choices=Shape.choices, default=Shape.LINEAR)
    # Seasonal: twelve weights. Stepped: ["MM-DD", share reached by that day], the last one 1.
    knots = models.JSONField(default=list, blank=True)
    frequency = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.MONTH)
    running = models.BooleanField(
        default=False, help_text="counted up from the beginning of each year"
    )
    adding = models.CharField(max_length=6, choices=Adding.choices, default=Adding.APART)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.TYPED)
    # One of goals.formulas; empty where people report the figure.
    formula = models.CharField(max_length=60, blank=True)
    minimum_volume = models.FloatField(
        default=0, help_text="a figure that rests on less is not compared"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    proof = models.CharField(max_length=300, blank=True, help_text="what proves the figure")
    order = models.PositiveSmallIntegerField(default=100)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["plan", "order", "key"]

    @property
    def measure(self) -> str:
        """The unit of measure in the reader's language."""
        return in_language(self.unit, self.unit_en)

    @property
    def up(self) -> bool:
        return self.direction == Direction.UP


class Target(models.Model):
    """目标值: what is to be reached by the end of a period: by the whole, a unit or an area."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    start = models.DateField()
    end = models.DateField()
    baseline = models.FloatField(null=True, blank=True, help_text="empty: the indicator's")
    value = models.FloatField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["indicator", "end", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="target_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.end}"


class IndicatorValue(models.Model):
    """The figure at the end of a period, of the whole or of one unit.

    A correction is a new revision; the old one stays.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    period = models.DateField(help_text="last day of the period")
    revision = models.PositiveSmallIntegerField(default=0)
    value = models.FloatField()
    volume = models.FloatField(null=True, blank=True, help_text="how much the figure rests on")
    note = models.CharField(max_length=300, blank=True, help_text="why it was corrected")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["indicator", "period", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "revision"],
                condition=models.Q(unit=None),
                name="one_value_a_revision",
            ),
            models.UniqueConstraint(
                fields=["indicator", "unit", "period", "revision"],
                name="one_value_a_unit_and_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period}"


class LampOverride(models.Model):
    """A lamp that a person set, with the reason; the computed one is always shown beside it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="overrides")
    lamp = models.CharField(max_length=6)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateField(help_text="last day on which it is shown")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.lamp}"
