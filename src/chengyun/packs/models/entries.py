"""What registers hold, for all packs in one set of tables; written only by `packs.services`."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from chengyun.places.models import Area

STANDING = models.Q(ended_at__isnull=True)


class Entry(models.Model):
    """One thing or person under care. What `values` hold is told by the declared register."""

    register = models.CharField(max_length=40)
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    # The name that whoever added it has for it: what is sent twice is one entry.
    own_key = models.CharField(max_length=120, null=True, blank=True)
    name = models.CharField(max_length=200)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Copied from the area: the policy filters by prefix without a join.
    area_path = models.CharField(max_length=90, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    values = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, help_text="personal fields, as `people.secrets` seals")
    stage = models.CharField(max_length=40, blank=True)
    stage_since = models.DateTimeField(null=True)
    # {stage: {"planned": day, "entered": moment, "due": moment it was to be over, "from": moment
    # its limit is counted from}}, ISO 8601.
    stages = models.JSONField(default=dict)
    due = models.DateTimeField(null=True, help_text="when the stage in hand is to be over")
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(
                fields=["register", "name", "id", "area_path"],
                name="entry_name",
                condition=STANDING,
            ),
            models.Index(fields=["register", "area_path"], name="entry_area"),
            models.Index(fields=["due"], name="entry_due", condition=STANDING),
        ]
        constraints = [
            models.UniqueConstraint(fields=["register", "own_key"], name="entry_own_key")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.key}"


class EntryRow(models.Model):
    """One step of one entry, appended and never edited; each carries the hash of the one before.

    `detail` holds {field: [before, after]}; of a sealed field that it changed, and no more.
    """

    seq = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rows")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    action = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Inspection(models.Model):
    """A visit to an entry: a checklist gone through, or the form of a task filled in."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="inspections")
    task = models.CharField(max_length=40, blank=True)
    checklist = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Per cent of the points of the items that apply; None for a form.
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    # {item: {"state": "ok" | "fail" | "none", "note": text}}
    answers = models.JSONField(default=dict)
    # What came of it: numbers of cases and keys of entries.
    cases = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    key = models.CharField(max_length=64, null=True, unique=True, help_text="idempotency key")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["task", "entry", "at"], name="inspection_task")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.task or self.checklist}"
