from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The five levels of the area tree, wide to narrow."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Sub-district")
    COMMITTEE = "committee", _("Residents' committee")
    GRID = "grid", _("Grid")


class LayerKind(models.TextChoices):
    """Layers of the base map, drawn in this order."""

    WATER = "water", _("Water")
    PARK = "park", _("Parks")
    BUILDING = "building", _("Buildings")
    ROAD = "road", _("Roads")
    METRO = "metro", _("Metro")


class ComponentState(models.TextChoices):
    """管理部件状态 of GB/T 47678.5-2026, table 2."""

    INTACT = "intact", _("Intact")
    DAMAGED = "damaged", _("Damaged")
    LOST = "lost", _("Lost")
    DISUSED = "disused", _("Disused")
    REMOVED = "removed", _("Removed")
