from django.conf import settings
from django.db import models

from chengyun.cases.models.case import Case


class LedgerEntry(models.Model):
    """One step of one case, appended and never edited; each carries the hash of the one before."""

    # Counted by the chain itself, without gaps: a row that is gone shows.
    seq = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ledger")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False
    )
    action = models.CharField(max_length=20)
    stage_before = models.CharField(max_length=12, blank=True)
    stage_after = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, null=True, unique=True, help_text="idempotency key")

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class OutboxEvent(models.Model):
    """What the bus must still be told; its id is the `seq` of the ledger row it tells of."""

    id = models.BigIntegerField(primary_key=True)
    subject = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.subject}"


class Counter(models.Model):
    """Race-free running numbers and the head of the ledger chain, one row each."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    text = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name
