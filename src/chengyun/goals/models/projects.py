from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.goals.models.plans import Plan
from chengyun.people.models import Unit
from chengyun.places.models import Titled, in_language


class Kind(models.TextChoices):
    """What is built; each has its own mark on the wall map."""

    RENEWAL = "renewal", _("Housing renewal")
    ROAD = "road", _("Road works")
    LIFT = "lift", _("Lifts added")
    PARK = "park", _("Park")
    DRAIN = "drain", _("Drainage")
    CENTRE = "centre", _("Neighbourhood centre")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Other project")


class Risk(models.TextChoices):
    """How much may go wrong, as the lead unit judges it."""

    LOW = "low", _("Low risk")
    MIDDLE = "middle", _("Some risk")
    HIGH = "high", _("High risk")


class Project(Titled):
    """工程项目: a network of nodes with one deadline, led by one unit. Money is in 万元."""

    key = models.SlugField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    # Called `unit` and `area_path` as everywhere: the policy filters by them.
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    supporting = models.ManyToManyField(Unit, blank=True, related_name="supported_projects")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_path = models.CharField(max_length=90, blank=True, db_index=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    shape = models.TextField(blank=True, help_text="GeoJSON LineString or Polygon, WGS84")
    start = models.DateField()
    deadline = models.DateField()
    risk = models.CharField(max_length=6, choices=Risk.choices, default=Risk.LOW)
    risk_text = models.CharField(max_length=300, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["deadline", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deadline__gte=models.F("start")), name="project_days"
            )
        ]


class ProjectNode(Titled):
    """节点: a piece of work of whole workdays, or a milestone of none."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="nodes")
    key = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    stage = models.CharField(max_length=40, blank=True, help_text="阶段: nodes hand over by stages")
    stage_en = models.CharField(max_length=60, blank=True)
    days = models.PositiveSmallIntegerField(default=1, help_text="workdays")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    begun_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    share = models.FloatField(default=0, help_text="share done, 0 to 1")
    milestone = models.BooleanField(default=False)
    not_before = models.DateField(
        null=True, blank=True, help_text="the beginning that levelling shared resources gave it"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["project", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="node_key"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=1), name="node_share"
            ),
        ]

    @property
    def stage_title(self) -> str:
        return in_language(self.stage, self.stage_en)


class NodeLink(models.Model):
    """`after` begins when `before` is finished and `lag` more workdays; a negative lag overlaps.

    The two may be of different projects.
    """

    before = models.ForeignKey(ProjectNode, on_delete=models.CASCADE, related_name="leads_to")
    after = models.ForeignKey(ProjectNode, on_delete=models.CASCADE, related_name="follows")
    lag = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="node_link")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class Baseline(models.Model):
    """基线: the dates as they stood on a day. `rows` are of `goals.networks.frozen_rows`."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="baselines")
    taken_on = models.DateField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    slack_days = models.SmallIntegerField(default=0)
    share = models.FloatField(default=0)
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["project", "taken_on"]
        constraints = [models.UniqueConstraint(fields=["project", "taken_on"], name="baseline_day")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.taken_on}"


class BudgetLine(Titled):
    """预算科目: money set aside, from which nodes of any project are paid."""

    code = models.CharField(max_length=30, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    planned = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering = ["code"]


class Funding(models.Model):
    """What a node has from a budget line: planned, released, spent."""

    node = models.ForeignKey(ProjectNode, on_delete=models.CASCADE, related_name="funding")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="funding")
    planned = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    released = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    reason = models.CharField(max_length=300, blank=True, help_text="why more was released")

    class Meta:
        ordering = ["node__order", "line__code"]
        constraints = [models.UniqueConstraint(fields=["node", "line"], name="funding_of_line")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.line_id}"


class ProjectReport(models.Model):
    """周报: what was done in a week, by the unit on the site."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reports")
    week = models.DateField(help_text="its Monday")
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["-week", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.week}"
