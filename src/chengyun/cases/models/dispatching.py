from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Origin, Severity
from chengyun.cases.dispatching.rules import RESTDAY, WORKDAY
from chengyun.people.models import Unit
from chengyun.places.models import in_language
from chengyun.sensing.models import Version


class Days(models.TextChoices):
    WORKDAY = WORKDAY, _("Workdays")
    RESTDAY = RESTDAY, _("Rest days")


class RuleChange(models.TextChoices):
    """What was done to a line of the dispatch list."""

    WRITTEN = "written", _("Written")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    ON = "on", _("Switched on")
    OFF = "off", _("Switched off")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DispatchRule(models.Model):
    """派遣规则: a line of the list that says which unit a case goes to; `place` orders the list.

    What is empty is not asked; see `dispatching.rules.Rule`. Written only by
    `services.dispatch_rules`, which keeps every version as a `DispatchRuleVersion`.
    """

    place = models.PositiveIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    on = models.BooleanField(default=False)
    areas = models.JSONField(default=list, help_text="codes of areas of any level")
    types = models.JSONField(default=list, help_text="keys of kinds of case")
    categories = models.JSONField(default=list, help_text="beginnings of GB/T 47678.5 codes")
    hour_from = models.TimeField(null=True, blank=True)
    hour_until = models.TimeField(null=True, blank=True, help_text="excluded")
    days = models.CharField(max_length=10, choices=Days.choices, blank=True)
    severity = models.PositiveSmallIntegerField(
        choices=Severity.choices, null=True, blank=True, help_text="the least grave that still fits"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    unit_kind = models.CharField(max_length=30, blank=True, help_text="where no unit is named")
    withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.name_zh, self.name_en)


class DispatchRuleVersion(Version):
    """A line of the list as someone left it, appended and never edited."""

    rule = models.ForeignKey(DispatchRule, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=RuleChange.choices)
    place = models.PositiveIntegerField()
    on = models.BooleanField()
    data = models.JSONField(help_text="as `services.dispatch_rules.data_of` gives it")
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["rule", "version"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="dispatch_rule_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.version}"
