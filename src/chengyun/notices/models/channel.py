from django.conf import settings
from django.db import models
from django.db.models import Q

from chengyun.notices.choices import Digest, Kind
from chengyun.people.models import Unit

ONE_OWNER = Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False)


class Channel(models.Model):
    """Where messages go, a person's or a unit's. The address is sealed: never shown again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="channels"
    )
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.APPRISE)
    title = models.CharField(max_length=60, blank=True)
    sealed = models.TextField(blank=True, help_text="encrypted address")
    shown = models.CharField(max_length=120, blank=True, help_text="the address without secrets")
    on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    hold_until = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent before")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="channel_one_owner"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind=Kind.APP), name="channel_one_inbox"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.shown


class Manner(models.Model):
    """How a person wants to be told: when it must be quiet, how often, in which language."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="manner"
    )
    # Spans of local time, "22:00-07:00"; one that ends before it begins goes over midnight.
    quiet = models.JSONField(default=list)
    digest = models.CharField(max_length=10, choices=Digest.choices, blank=True)
    digest_at = models.TimeField(null=True, blank=True, help_text="Of a daily list")
    language = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Preference(models.Model):
    """Whether a person or unit wants a kind of event, where it is not as `events` says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=20)
    on = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="preference_one_owner"),
            models.UniqueConstraint(fields=["user", "event"], name="preference_user"),
            models.UniqueConstraint(fields=["unit", "event"], name="preference_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {'on' if self.on else 'off'}"
