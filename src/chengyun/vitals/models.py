from datetime import UTC, datetime

from django.db import models

from chengyun.places.models import Area, Titled


class VitalSign(Titled):
    """生命体征: a named figure with a healthy band, declared by a pack."""

    key = models.CharField(max_length=40, unique=True)
    pack = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    low = models.FloatField(help_text="lower end of the healthy band")
    high = models.FloatField(help_text="upper end of the healthy band")
    night_high = models.FloatField(null=True, help_text="upper end from 22 to 6 o'clock")
    # A property's code, or empty for all streams.
    observed_property = models.CharField(max_length=40, blank=True)
    # One of vitals.rules.AGGREGATES: mean, p95, max, share_normal, reporting_share ...
    aggregate = models.CharField(max_length=20)
    digits = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=100)
    # False while its pack is switched off; the readings stay.
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "key"]


class VitalReading(models.Model):
    """The value of one vital sign in one area at one minute."""

    vital = models.ForeignKey(VitalSign, on_delete=models.CASCADE)
    area = models.ForeignKey(Area, on_delete=models.CASCADE)
    # Whole minutes since 1970 UTC: a day of readings groups into slots by integer division.
    minute = models.PositiveIntegerField()
    value = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "vital", "minute"], name="one_a_minute")
        ]

    def __str__(self) -> str:
        return f"{self.vital_id} {self.area_id} {self.at:%H:%M}"

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.minute * 60, UTC)
