from django.conf import settings
from django.db import models

from chengyun.cases.choices import Origin, Severity, Stage
from chengyun.people.models import Unit
from chengyun.places.models import Area, in_language

# An open case has no closing time. Written without parameters, so that SQLite can prove that a
# query may use a partial index.
OPEN = models.Q(closed_at__isnull=True)


class CaseType(models.Model):
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

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Case(models.Model):
    """案件: one thing to be handled. Written only by `cases.services`."""

    number = models.CharField(max_length=24, unique=True)
    type = models.ForeignKey(CaseType, on_delete=models.PROTECT, db_index=False)
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
    handled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    overdue = models.BooleanField(default=False)
    warned = models.BooleanField(default=False)
    suspensions = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    alarm_count = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    external_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    simulated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["stage", "opened_at"], name="case_stage"),
            models.Index(fields=["severity", "opened_at"], name="case_queue", condition=OPEN),
            models.Index(fields=["area_path", "opened_at"], name="case_area"),
            models.Index(fields=["unit", "opened_at"], name="case_unit"),
            models.Index(fields=["opened_at"], name="case_opened"),
            models.Index(fields=["closed_at"], name="case_closed"),
            models.Index(fields=["due_at"], name="case_due"),
            models.Index(fields=["warn_at"], name="case_warn", condition=OPEN),
            models.Index(fields=["type", "lat"], name="case_near", condition=OPEN),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def headline(self) -> str:
        return in_language(self.title, self.title_en)


class Alarm(models.Model):
    """告警 as detection raised it; its key is a function of rule, stream and onset."""

    key = models.CharField(max_length=40, unique=True)
    rule = models.CharField(max_length=60)
    datastream_id = models.PositiveIntegerField(db_index=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    value = models.FloatField()
    onset_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="The last phase taken in; older ones are repeats")
    cleared_at = models.DateTimeField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="alarms")
    storm = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="storm_alarms"
    )

    class Meta:
        ordering = ["-onset_at"]
        indexes = [models.Index(fields=["onset_at", "rule"], name="alarm_onset")]

    def __str__(self) -> str:
        return f"{self.rule} {self.onset_at:%m-%d %H:%M}"


class Storm(models.Model):
    """告警风暴: many alarms that are one matter, and the case that says so."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="storm")
    group = models.CharField(max_length=160, help_text="what makes them one (`storms.groups`)")
    # The title of the case, with {n} for the devices.
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    devices = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_onset_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.group


class Report(models.Model):
    """上报: what a person told us. Contact details are encrypted at rest."""

    receipt = models.CharField(max_length=24, unique=True)
    follow = models.CharField(max_length=43, unique=True, help_text="secret of the follow link")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField()
    contact = models.TextField(blank=True, help_text="encrypted JSON: name, phone")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reported_at = models.DateTimeField()
    channel = models.CharField(max_length=20, default="web")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_text = models.CharField(max_length=300, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return self.receipt


class LedgerEntry(models.Model):
    """One step of one case, appended and never edited; each carries the hash of the one before."""

    # Counted by the chain itself, without gaps: a row that is gone shows.
    seq = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ledger")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, db_index=False
    )
    action = models.CharField(max_length=20)
    stage_before = models.CharField(max_length=12, blank=True)
    stage_after = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, null=True, unique=True, help_text="idempotency key")

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class OutboxEvent(models.Model):
    """What the bus must still be told; its id is the `seq` of the ledger row it tells of."""

    id = models.BigIntegerField(primary_key=True)
    subject = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.subject}"


class Counter(models.Model):
    """Race-free running numbers and the head of the ledger chain, one row each."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    text = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name
