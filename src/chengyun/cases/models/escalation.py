from django.db import models

from chengyun.cases.choices import Severity
from chengyun.people.choices import PostKind


class EscalationStep(models.Model):
    """Where the ladder of a severity differs from `escalating.DEFAULT`."""

    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    kind = models.CharField(max_length=14, choices=PostKind.choices)
    percent = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="of the limit; empty: this post is not called"
    )

    class Meta:
        ordering = ["severity", "percent"]
        constraints = [
            models.UniqueConstraint(fields=["severity", "kind"], name="escalation_step_kind")
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.kind} {self.percent}"
