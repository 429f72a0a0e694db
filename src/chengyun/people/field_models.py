"""What phones in the field send: patrols with their tracks, and which items were taken in."""

from django.conf import settings
from django.db import models

from chengyun.places.models import Area


class Patrol(models.Model):
    """巡查: one walk of an officer through their area. Sums stay, positions are erased in time."""

    key = models.UUIDField(unique=True, help_text="made by the phone")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patrols"
    )
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    # Copied from the area: the policy filters by prefix without a join.
    area_path = models.CharField(max_length=90, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    metres = models.PositiveIntegerField(default=0)
    # Ground of the area within sight of the track; and the area itself, 0 if it has no outline.
    seen_m2 = models.PositiveBigIntegerField(default=0)
    area_m2 = models.PositiveBigIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["user", "started_at"], name="patrol_user"),
            models.Index(fields=["area_path", "started_at"], name="patrol_area"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%m-%d %H:%M}"

    @property
    def share(self) -> int:
        """Per cent of the area that was seen."""
        return round(100 * self.seen_m2 / self.area_m2) if self.area_m2 else 0


class PatrolBatch(models.Model):
    """Positions of a patrol as they came, sealed: where someone was is theirs (PIPL art. 28)."""

    key = models.UUIDField(unique=True, help_text="made by the phone")
    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="batches")
    points = models.TextField(help_text="encrypted JSON: [[seconds, lon, lat, accuracy], …]")

    def __str__(self) -> str:
        return str(self.key)


class Received(models.Model):
    """An item of a phone's outbox that was taken in: the same key again changes nothing."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    done_at = models.DateTimeField(help_text="when the officer did it, by the phone's clock")
    taken_at = models.DateTimeField(db_index=True)
    answer = models.JSONField(default=dict, help_text="what the phone was told")

    class Meta:
        verbose_name_plural = "received items"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
