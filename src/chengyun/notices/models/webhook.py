from django.conf import settings
from django.db import models
from django.db.models import Q

from chengyun.notices.choices import UNSENT, State
from chengyun.people.models import Unit
from chengyun.places.models import Area


class Webhook(models.Model):
    """Another system that is told of cases. It sees what an officer of its area or unit would."""

    title = models.CharField(max_length=60)
    url = models.TextField(help_text="encrypted")
    shown = models.CharField(max_length=120, help_text="the address without secrets")
    secrets = models.TextField(help_text="encrypted: current, and the one before a rotation")
    previous_until = models.DateTimeField(null=True, blank=True)
    # Actions of the ledger; empty is all.
    events = models.JSONField(default=list)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    failing_since = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent before")
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="Stopped by itself; what happens meanwhile is kept"
    )

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Posting(models.Model):
    """One event on its way to one webhook, with the body as it is sent each time."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="postings")
    event = models.BigIntegerField(help_text="`seq` of the ledger row")
    type = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="Answers that say: this message never"
    )
    status = models.PositiveSmallIntegerField(default=0, help_text="The last answer; 0 is none")
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-event"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="posting_once"),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "event"], name="posting_unsent", condition=Q(state__in=UNSENT)
            ),
            models.Index(fields=["created_at"], name="posting_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.type}"
