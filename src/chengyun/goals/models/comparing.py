from django.conf import settings
from django.db import models

from chengyun.goals.choices import Decision
from chengyun.goals.models.indicators import Indicator, IndicatorValue
from chengyun.people.models import Unit

WHO = settings.AUTH_USER_MODEL


class Practice(models.Model):
    """经验做法: how a unit came to lead in an indicator, for those behind it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="practices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="practices")
    text = models.TextField()
    by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id}"


class Help(models.Model):
    """结对帮扶: a unit that leads in an indicator helps one that is behind, until a day."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="helps")
    helper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="helping")
    helped = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="helped_by")
    since = models.DateField()
    until = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(helper=models.F("helped")), name="help_is_between_two"
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="help_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} → {self.helped_id}"


class Appeal(models.Model):
    """申诉: a unit says that a figure is wrong. The figure stays; while the appeal is upheld it
    does not count in the ranking.
    """

    value = models.ForeignKey(IndicatorValue, on_delete=models.CASCADE, related_name="appeals")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    decided_reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["value"], condition=models.Q(decision="open"), name="one_open_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value_id} {self.decision}"
