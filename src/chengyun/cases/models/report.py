from django.db import models

from chengyun.cases.models.case import Case


class Report(models.Model):
    """上报: what a person told us. `text` has personal details masked; the text as it was
    written, the name and the telephone number are encrypted in `contact`."""

    receipt = models.CharField(max_length=24, unique=True)
    follow = models.CharField(max_length=43, unique=True, help_text="secret of the follow link")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="reports")
    came_with = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="Its own case, where that was merged into another",
    )  # fmt: skip
    text = models.TextField(blank=True)
    contact = models.TextField(blank=True, help_text="encrypted JSON: name, phone, text")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reported_at = models.DateTimeField()
    channel = models.CharField(max_length=20, default="web")
    sent = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="digest of who sent what"
    )
    witness = models.BooleanField(default=False, help_text="Its case was already known")
    confidential = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_text = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return self.receipt
