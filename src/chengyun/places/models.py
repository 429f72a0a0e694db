from typing import Any

from django.db import models
from django.utils.translation import get_language

from chengyun.places import lookups  # noqa: F401  registers `within`
from chengyun.places.choices import ComponentState, LayerKind, Level


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language; Chinese where English is missing."""
    return en if en and (get_language() or "").startswith("en") else zh


class Titled(models.Model):
    """A model that is called by its `title_zh` and `title_en`, each reader by their own."""

    title_zh: "models.Field[Any, str]"
    title_en: "models.Field[Any, str]"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


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


class Component(models.Model):
    """管理部件: one manhole cover, lamp or tree, with the attributes of GB/T 47678.5-2026 table 2.

    Position is WGS84, as everywhere here; surveys give it in CGCS2000.
    """

    code = models.CharField(max_length=17, unique=True, help_text="标识码, `places.codes`")
    # The category within the code, so that lists need not cut it out.
    category = models.CharField(max_length=5)
    name = models.CharField(max_length=30)
    authority_code = models.CharField(max_length=18, help_text="主管部门, GB 32100")
    authority_name = models.CharField(max_length=100)
    owner_code = models.CharField(max_length=18, blank=True, help_text="权属单位")
    owner_name = models.CharField(max_length=100, blank=True)
    maintainer_code = models.CharField(max_length=18, blank=True, help_text="养护单位")
    maintainer_name = models.CharField(max_length=100, blank=True)
    grid = models.CharField(max_length=15)
    state = models.CharField(max_length=10, choices=ComponentState.choices)
    begun_on = models.DateField(help_text="初始日期")
    changed_on = models.DateField(null=True, blank=True, help_text="变更日期")
    source = models.CharField(max_length=30, blank=True)
    remark = models.CharField(max_length=1000, blank=True)
    street_code = models.CharField(max_length=9, blank=True)
    street_name = models.CharField(max_length=50, blank=True)
    community_code = models.CharField(max_length=12, blank=True)
    community_name = models.CharField(max_length=50, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    # Of the narrowest area that holds the grid: what a reader sees is cut by its prefix.
    area_path = models.CharField(max_length=90, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["area_path", "code"], name="component_area"),
            models.Index(fields=["category", "code"], name="component_category"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class BaseLayer(models.Model):
    """One layer of the base map as a GeoJSON FeatureCollection."""

    kind = models.CharField(max_length=10, choices=LayerKind.choices, unique=True)
    geojson = models.TextField()

    def __str__(self) -> str:
        return self.kind
