from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import CaseType


class Phrase(models.Model):
    """What people say about a kind of case; declared by its pack, used to suggest a kind."""

    type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "text"], name="said_once")]

    def __str__(self) -> str:
        return self.text


class Publication(models.Model):
    """What the district has published of a day, as it was said then: the daily brief, the open
    figures. It is written once and not counted anew."""

    class Kind(models.TextChoices):
        BRIEF = "brief", _("Daily brief")
        FIGURES = "figures", _("Open figures")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    body = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="published_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
