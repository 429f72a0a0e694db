from django.db import models

from chengyun.cases.choices import Severity
from chengyun.cases.models.case import Case

STANDING = models.Q(cleared_at__isnull=True)


class Alarm(models.Model):
    """告警 as detection raised it; its key is a function of rule, stream and onset."""

    key = models.CharField(max_length=40, unique=True)
    rule = models.CharField(max_length=60)
    datastream_id = models.PositiveIntegerField(db_index=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    value = models.FloatField()
    onset_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="The last phase taken in; older ones are repeats")
    cleared_at = models.DateTimeField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="alarms")
    storm = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="storm_alarms"
    )

    class Meta:
        ordering = ["-onset_at"]
        indexes = [
            models.Index(fields=["onset_at", "rule"], name="alarm_onset"),
            models.Index(fields=["case"], name="alarm_standing", condition=STANDING),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.onset_at:%m-%d %H:%M}"


class Storm(models.Model):
    """告警风暴: many alarms that are one matter, and the case that says so."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="storm")
    group = models.CharField(max_length=160, help_text="what makes them one (`storms.groups`)")
    # The title of the case, with {n} for the devices.
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    devices = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_onset_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.group
