from django.conf import settings
from django.db import models


class EvaluationStandard(models.Model):
    """One version of how figures are judged; the last one holds, none is ever changed."""

    # Weights of 响应率, 解决率 and 满意率 in the score; only their proportion matters.
    response = models.PositiveSmallIntegerField(default=30)
    solution = models.PositiveSmallIntegerField(default=35)
    satisfaction = models.PositiveSmallIntegerField(default=35)
    minimum_volume = models.PositiveIntegerField(
        default=10, help_text="Fewer cases than this give no rank"
    )
    # {metric: [good, fair]}, in the unit of the metric.
    thresholds = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"v{self.pk}"
