from django.conf import settings
from django.db import models

from chengyun.cases.models.report import Report


class Question(models.Model):
    """追问: what an officer asks a reporter, and the answer with personal details masked."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    text = models.CharField(max_length=500)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    sealed = models.TextField(blank=True, help_text="encrypted JSON: the answer as written")

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.asked_at:%m-%d %H:%M}"
