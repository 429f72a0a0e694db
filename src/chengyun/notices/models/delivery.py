from django.db import models
from django.db.models import Q

from chengyun.cases.models import Case
from chengyun.notices.choices import UNSENT, State
from chengyun.notices.models.channel import Channel


class Delivery(models.Model):
    """One event on its way to one channel; once for each, however often the event is heard.

    It is of a case, or of something else that `topics` knows: then `about` and `ref` say of what.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField(help_text="`seq` of the ledger row, or a number of the topic's")
    kind = models.CharField(max_length=20, help_text="key in `events`")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12, blank=True, help_text="key in `topics`; empty: a case")
    ref = models.CharField(max_length=40, blank=True, help_text="which of that topic")
    at = models.DateTimeField(help_text="When it happened")
    detail = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-event"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["channel", "about", "event"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, about="") | Q(case__isnull=True) & ~Q(about=""),
                name="delivery_about_one",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state__in=UNSENT)),
            models.Index(fields=["channel", "at"], name="delivery_channel"),
            models.Index(
                fields=["channel"], name="delivery_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.kind}"
