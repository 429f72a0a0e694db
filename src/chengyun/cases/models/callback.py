from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models.report import Report


class CallOutcome(models.TextChoices):
    """What a call-back came to."""

    SETTLED = "settled", _("Settled with the reporter")
    AGAIN = "again", _("The work must be done again")
    UNREACHED = "unreached", _("The reporter could not be reached")


class CallBack(models.Model):
    """差评回访: a bad rating is answered; `rating` is the second one, beside the first."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="callback")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=CallOutcome.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.due_at:%m-%d}"
