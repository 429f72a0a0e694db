from django.db import models

from chengyun.cases.models.case import Case
from chengyun.cases.models.report import Report
from chengyun.people.models import Unit


class Partner(models.Model):
    """协作方: another city's system or an app that speaks Open311 with us, either way or both.

    With a key it may send us requests. With an `endpoint` what is dispatched to its `unit` is
    handed over to it, and its answers come back as the steps of our case.
    """

    name = models.CharField(max_length=60, unique=True)
    key_digest = models.CharField(max_length=64, unique=True)
    unit = models.OneToOneField(Unit, null=True, blank=True, on_delete=models.PROTECT)
    endpoint = models.URLField(max_length=300, blank=True, help_text="…/open311/v2")
    jurisdiction = models.CharField(max_length=100, blank=True)
    their_key = models.TextField(blank=True, help_text="encrypted: the key they gave us")
    # Their code for each kind of ours, {"pothole": "001"}; a kind that is not here has our key.
    codes = models.JSONField(default=dict, blank=True)
    # Their requests become our cases as well.
    pulls = models.BooleanField(default=False)
    pulled_until = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerReport(models.Model):
    """A report that came through a partner; `external` is the partner's own name for it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="reports")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="through")
    external = models.CharField(max_length=80, null=True, blank=True)
    media = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "external"], name="partner_external")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.external}"


class Handover(models.Model):
    """A case that is with a partner: their number for it, or why it has not arrived yet."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="handovers")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    remote = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=30, blank=True, help_text="what they said last")
    status_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The dispatch that it follows: a case sent a second time is a second handover.
    dispatch = models.BigIntegerField(unique=True, help_text="ledger row")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["partner", "remote"], name="handover_remote")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.remote}"


class PartnerUpdate(models.Model):
    """An update that a partner told of, kept so that the same one twice changes nothing."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="updates")
    update = models.CharField(max_length=80)
    request = models.CharField(max_length=80)
    status = models.CharField(max_length=30)
    at = models.DateTimeField()
    # False: older than what was known already, or of no consequence.
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "update"], name="partner_update")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.update}"
