from django.db import models

from chengyun.cases.models import CaseType


class Phrase(models.Model):
    """What people say about a kind of case; declared by its pack, used to suggest a kind."""

    type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "text"], name="said_once")]

    def __str__(self) -> str:
        return self.text
