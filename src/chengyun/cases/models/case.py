from django.conf import settings
from django.db import models

from chengyun.cases.choices import Appeal, Origin, Outcome, Review, Severity, Stage, Verdict
from chengyun.cases.models.standard import Condition
from chengyun.people.models import Unit
from chengyun.places.models import Area, Component, Titled, in_language

# An open case has no closing time. Written without parameters, so that SQLite can prove that a
# query may use a partial index.
OPEN = models.Q(closed_at__isnull=True)
# Written so that a comparison with a time implies it.
ENDED = models.Q(closed_at__isnull=False)
LATE = models.Q(overdue=True)
MERGED = models.Q(merged_into__isnull=False)
# Written so that no parameter is needed: any of the `Review` words is greater.
ASKED = models.Q(review__gt="")


class CaseType(Titled):
    """A kind of case, declared by a pack: who handles it and how long they have."""

    key = models.CharField(max_length=40, unique=True)
    pack = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=12, blank=True, help_text="GB/T 47678.5 code")
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    # As `calendar.Limit` writes it: 2uh, 4h, 3wd, 15d.
    limit = models.CharField(max_length=10)
    unit_kind = models.CharField(
        max_length=30, help_text="Unit kind that handles it; 'street' is local"
    )
    # Things of one kind nearer than this, in space and time, are one case.
    merge_metres = models.PositiveIntegerField(default=50)
    merge_hours = models.PositiveIntegerField(default=24)
    reportable = models.BooleanField(default=True, help_text="Offered to residents")

    class Meta:
        ordering = ["key"]


class Case(models.Model):
    """案件: one thing to be handled. Written only by `cases.services`."""

    number = models.CharField(max_length=24, unique=True)
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, db_index=False)
    condition = models.ForeignKey(
        Condition, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    component = models.ForeignKey(
        Component, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    # The limit in force, as `calendar.Limit` writes it: the condition's, else the kind's.
    limit = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.REPORTED)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, db_index=False)
    street = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Copied from the area: the policy filters by prefix without a join.
    area_path = models.CharField(max_length=90, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="The last alarm or report of it")
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    step_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the verification, check or review in hand is due"
    )
    step_told_at = models.DateTimeField(
        null=True, blank=True, help_text="The `step_due_at` that was marked as over"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True, help_text="The last dispatch")
    accepted_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When the check was passed")
    closed_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    objected_at = models.DateTimeField(
        null=True, blank=True, help_text="When the unit objected to the dispatch in force"
    )
    review = models.CharField(
        max_length=10, choices=Review.choices, blank=True, help_text="What the desk is to decide"
    )
    returned_by = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    overdue = models.BooleanField(default=False)
    warned = models.BooleanField(default=False)
    suspensions = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    dispatches = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    transfers = models.PositiveSmallIntegerField(default=0)
    escalation = models.PositiveSmallIntegerField(default=0, help_text="Steps of the ladder taken")
    appeal = models.CharField(max_length=10, choices=Appeal.choices, blank=True)
    excluded = models.BooleanField(
        default=False, help_text="Left out of the punctuality figures; the raw fact stays"
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    confidential = models.BooleanField(default=False)
    alarm_count = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(
        default=0, help_text="Questions that wait for a reporter's answer"
    )
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    # Ids of the units that were called to work with the lead unit; events are judged by it.
    helpers = models.JSONField(default=list, blank=True)
    external_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    simulated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            # Each in the order of a list, with what the policy asks: no row is looked up.
            models.Index(
                fields=["stage", "-opened_at", "-id", "area_path", "unit"], name="case_stage"
            ),
            # The desk's queue, and what was late.
            models.Index(
                fields=["severity", "-opened_at", "-id", "area_path", "unit"],
                name="case_queue",
                condition=OPEN,
            ),
            models.Index(
                fields=["severity", "-opened_at", "-id", "area_path", "unit"],
                name="case_late",
                condition=LATE,
            ),
            models.Index(fields=["area_path", "opened_at"], name="case_area"),
            models.Index(
                fields=["unit", "-opened_at", "-id", "area_path", "stage"], name="case_unit"
            ),
            models.Index(
                fields=["-opened_at", "-id", "area_path", "unit", "stage"], name="case_opened"
            ),
            models.Index(fields=["closed_at"], name="case_closed", condition=ENDED),
            models.Index(fields=["due_at"], name="case_due"),
            models.Index(fields=["warn_at"], name="case_warn", condition=OPEN),
            models.Index(fields=["type", "lat"], name="case_near", condition=OPEN),
            models.Index(
                fields=["component", "opened_at"],
                name="case_component",
                condition=models.Q(component__isnull=False),
            ),
            models.Index(fields=["type", "lat"], name="case_merged_near", condition=MERGED),
            models.Index(fields=["review"], name="case_review", condition=ASKED),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def limit_in_force(self) -> str:
        """As `calendar.Limit` writes it: set at filing, until then the kind's."""
        return self.limit or self.type.limit

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def headline(self) -> str:
        return in_language(self.title, self.title_en)
