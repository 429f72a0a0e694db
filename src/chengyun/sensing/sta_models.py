"""Models that only SensorThings (OGC 18-088) speaks of: where things are and how they measure."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chengyun.places.models import Area


class Sensor(models.Model):
    """How a datastream's values come about: an instrument or a procedure."""

    name = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    encoding_type = models.CharField(max_length=100, default="text/plain")
    metadata = models.JSONField(default=str, blank=True)
    properties = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place of things. `generated` ones follow the thing's own `lon` and `lat`."""

    name = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    encoding_type = models.CharField(max_length=100, default="application/geo+json")
    location = models.JSONField()
    properties = models.JSONField(default=dict, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    generated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class HistoricalLocation(models.Model):
    """Where a thing was from `time` on."""

    time = models.DateTimeField(db_index=True)
    thing = models.ForeignKey(
        "sensing.Thing", on_delete=models.CASCADE, related_name="historical_locations"
    )
    locations = models.ManyToManyField(Location, related_name="historical_locations")

    def __str__(self) -> str:
        return f"{self.thing_id} {self.time}"


class FeatureOfInterest(models.Model):
    """What observations are of. One with `location` was made from that Location."""

    name = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    encoding_type = models.CharField(max_length=100, default="application/geo+json")
    feature = models.JSONField()
    properties = models.JSONField(default=dict, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    location = models.OneToOneField(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="feature"
    )

    class Meta:
        verbose_name_plural = "features of interest"

    def __str__(self) -> str:
        return self.name


class MultiDatastream(models.Model):
    """Several properties observed at once; each component is a Datastream of its own."""

    name = models.CharField(max_length=200)
    description = models.TextField(default="", blank=True)
    data_types = models.JSONField(default=list)
    units = models.JSONField(default=list)
    observed_area = models.JSONField(null=True, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    thing = models.ForeignKey(
        "sensing.Thing", on_delete=models.PROTECT, related_name="multi_datastreams"
    )
    sensor = models.ForeignKey(Sensor, on_delete=models.PROTECT, related_name="multi_datastreams")

    def __str__(self) -> str:
        return self.name


class ObservationExtra(models.Model):
    """What an observation has besides a time and a number, or that it was deleted.

    Readings themselves are in history only; a row is here just for those few that need one.
    Its id is the observation's (ADR 16).
    """

    id = models.BigIntegerField(primary_key=True)
    datastream = models.ForeignKey(
        "sensing.Datastream", on_delete=models.CASCADE, related_name="extras"
    )
    deleted = models.BooleanField(default=False)
    # True when phenomenonTime was changed later: the columns still hold the first one.
    moved = models.BooleanField(default=False)
    phenomenon_start = models.DateTimeField(null=True)
    phenomenon_end = models.DateTimeField(null=True)
    result_time = models.DateTimeField(null=True)
    valid_start = models.DateTimeField(null=True)
    valid_end = models.DateTimeField(null=True)
    has_result = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    result_quality = models.JSONField(null=True)
    parameters = models.JSONField(null=True)
    feature = models.ForeignKey(
        FeatureOfInterest, null=True, on_delete=models.SET_NULL, related_name="extras"
    )

    class Meta:
        # A client may send a result time with everything; the few that matter to a filter are
        # found without looking through all of those.
        indexes: ClassVar = [
            models.Index(fields=["datastream"], name="extra_deleted", condition=Q(deleted=True)),
            models.Index(
                fields=["datastream"],
                name="extra_timed",
                condition=Q(phenomenon_start__isnull=False),
            ),
            models.Index(fields=["datastream"], name="extra_result", condition=Q(has_result=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)
