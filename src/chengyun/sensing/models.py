import math
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.places.models import Area, in_language
from chengyun.sensing.sources import READINGS, check

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


class Source(models.Model):
    """Who may send readings. Its key is shown once; only the hash is kept."""

    name = models.CharField(max_length=60, unique=True)
    key_digest = models.CharField(max_length=64, unique=True)
    # The same key as an MQTT password; nats-server checks bcrypt.
    mqtt_hash = models.CharField(max_length=72, default="")
    # Beginnings of the datastream keys that it may write; empty: all.
    prefixes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # How its messages are read: a key of `sensing.adapters`, and what that adapter is told.
    adapter = models.CharField(max_length=20, default=READINGS)
    options = models.JSONField(default=dict, blank=True)
    # May also make and change entities over SensorThings, and read everything there.
    manages = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an adapter that is not there and options that it cannot use."""
        try:
            check(self.adapter, self.options)
        except ValueError as error:
            raise ValidationError({"options": str(error)}) from None


class ObservedProperty(models.Model):
    """What is observed, its unit and the range that a sound sensor can give."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    minimum = models.FloatField()
    maximum = models.FloatField()
    # As SensorThings tells it; an empty name is told by its title.
    name = models.CharField(max_length=200, default="", blank=True)
    definition = models.CharField(max_length=500, default="", blank=True)
    # Deleted over SensorThings. The row stays: detection counts properties by their order.
    withdrawn = models.BooleanField(default=False)
    description = models.TextField(default="", blank=True)
    properties = models.JSONField(default=dict, blank=True)
    keep_days = models.PositiveIntegerField(
        default=0, help_text="how long readings are kept; 0: for ever"
    )

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "observed properties"

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Thing(models.Model):
    """A device in a place; it carries one datastream per observed property."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="things")
    lon = models.FloatField()
    lat = models.FloatField()
    simulated = models.BooleanField(default=False)
    description = models.TextField(default="", blank=True)
    properties = models.JSONField(default=dict, blank=True)
    # Made without a place: `lon` and `lat` are those of its area.
    unplaced = models.BooleanField(default=False)
    locations = models.ManyToManyField("sensing.Location", related_name="things", blank=True)

    def __str__(self) -> str:
        return self.name


class Datastream(models.Model):
    """One thing's series of one property. Its id is the index of every column in memory."""

    id = models.AutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="datastreams")
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.PROTECT)
    interval_s = models.PositiveIntegerField(default=0, help_text="0: no rhythm is expected")
    name = models.CharField(max_length=200, default="", blank=True)
    description = models.TextField(default="", blank=True)
    observation_type = models.CharField(max_length=120, default=MEASUREMENT)
    unit = models.JSONField(null=True, blank=True)
    observed_area = models.JSONField(null=True, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    sensor = models.ForeignKey(
        "sensing.Sensor", null=True, blank=True, on_delete=models.PROTECT,
        related_name="datastreams",
    )  # fmt: skip
    # A component of a MultiDatastream, and which one: a series like any other to detection.
    multi = models.ForeignKey(
        "sensing.MultiDatastream", null=True, blank=True, on_delete=models.PROTECT,
        related_name="components",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.key


class Channel(models.Model):
    """Another name under which a device reports a datastream, and the way to its unit.

    What is taken is `value × factor + offset`. A datastream's own key is never a channel's.
    """

    key = models.CharField(max_length=160, unique=True)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="channels")
    factor = models.FloatField(default=1)
    offset = models.FloatField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Raises ValidationError for a key that a datastream has, and for numbers that are none."""
        if Datastream.objects.filter(key=self.key).exists():
            raise ValidationError({"key": _("a datastream has this key; it needs no channel")})
        if not (math.isfinite(self.factor) and math.isfinite(self.offset) and self.factor):
            raise ValidationError({"factor": _("factor and offset are finite, factor is not 0")})


class Version(models.Model):
    """What a rule said from some day on: written once, never edited, never taken away."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a version of a rule is never edited; write another")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a version of a rule is never taken away")


class RuleVersion(Version):
    """A rule as someone wrote it in the desk, appended and never edited; the latest counts.

    `data` is what `rule_to_dict` gives; empty means "as the pack declares". `on` False takes the
    rule out of force.
    """

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    on = models.BooleanField(default=True)
    # Written over a pack's rule: without the pack it is no rule of its own.
    over = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key", "version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Maintenance(models.Model):
    """A window of time in which some datastreams raise no alarm.

    What is given of thing, area, property and the beginning of the key must all fit a datastream;
    at least one is given. `ended_at` is when someone ended it early.
    """

    thing = models.ForeignKey(
        Thing, null=True, blank=True, on_delete=models.PROTECT, related_name="maintenance"
    )
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    observed_property = models.ForeignKey(
        ObservedProperty, null=True, blank=True, on_delete=models.PROTECT
    )
    prefix = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["since", "id"]
        verbose_name_plural = "maintenance"

    def __str__(self) -> str:
        return f"{self.since:%m-%d %H:%M} {self.reason}"


from chengyun.sensing import sta_models  # noqa: E402, F401  its models belong to this app
