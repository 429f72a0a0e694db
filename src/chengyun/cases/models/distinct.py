from django.conf import settings
from django.db import models

from chengyun.cases.models.case import Case


class Distinct(models.Model):
    """Two cases that a person has found not to be the same; `low` has the smaller id."""

    low = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="distinct_once"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} ≠ {self.high_id}"
