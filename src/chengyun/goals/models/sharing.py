from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.goals.models.projects import ProjectNode
from chengyun.places.models import Titled


class SharedKind(models.TextChoices):
    """What several projects use in turn."""

    CREW = "crew", _("Crew")
    MACHINE = "machine", _("Machine")
    SITE = "site", _("Site or road")


class SharedResource(Titled):
    """共用资源: crews, machines or sites of which there are so many for all projects."""

    key = models.SlugField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=SharedKind.choices, default=SharedKind.CREW)
    capacity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["kind", "key"]


class NodeNeed(models.Model):
    """How much of a shared resource a node uses on each of its days."""

    node = models.ForeignKey(ProjectNode, on_delete=models.CASCADE, related_name="needs")
    resource = models.ForeignKey(SharedResource, on_delete=models.CASCADE, related_name="needs")
    amount = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["resource", "node"]
        constraints = [
            models.UniqueConstraint(fields=["node", "resource"], name="need_of_node"),
            models.CheckConstraint(condition=models.Q(amount__gte=1), name="need_some"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.resource_id}"
