from django.db import models
from django.utils.translation import get_language

from chengyun.places import lookups  # noqa: F401  registers `within`
from chengyun.places.choices import LayerKind, Level


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language; Chinese where English is missing."""
    return en if en and (get_language() or "").startswith("en") else zh


class Area(models.Model):
    """A node of the tree district, sub-district, committee, grid (GB/T 47678.3 codes)."""

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Codes from the top joined by "/", ending with "/": one prefix test answers "within".
    path = models.CharField(max_length=90, unique=True)
    lon = models.FloatField()
    lat = models.FloatField()
    boundary = models.TextField(blank=True, help_text="GeoJSON geometry, WGS84")
    population = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.name, self.name_en)


class Facility(models.Model):
    """A place that the city runs or minds: a school, a market, a pumping station."""

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="facilities")
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name


class BaseLayer(models.Model):
    """One layer of the base map as a GeoJSON FeatureCollection."""

    kind = models.CharField(max_length=10, choices=LayerKind.choices, unique=True)
    geojson = models.TextField()

    def __str__(self) -> str:
        return self.kind
