from django.conf import settings
from django.db import models
from django.db.models import Q

from chengyun.cases.choices import Medium
from chengyun.cases.files.media import BY_MIME
from chengyun.goals.choices_matters import MatterSource, MatterStage, NoticeKind, Slip
from chengyun.goals.models.appended import Appended
from chengyun.people.models import Unit
from chengyun.places.models import Titled


class Matter(Titled):
    """督办事项: something that leaders want done by a date, followed until it is struck off."""

    number = models.CharField(max_length=20, unique=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True, help_text="what is to be done")
    source = models.CharField(max_length=12, choices=MatterSource.choices)
    source_ref = models.CharField(max_length=200, blank=True, help_text="whose, when, its number")
    stage = models.CharField(
        max_length=10, choices=MatterStage.choices, default=MatterStage.REGISTERED
    )
    registered_on = models.DateField()
    due = models.DateField()
    # As registered; extensions move `due` only.
    first_due = models.DateField()
    lead = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    assigned_on = models.DateField(null=True, blank=True)
    sign_due = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # Per cent of the whole; with sub-items always what they roll up to.
    progress = models.PositiveSmallIntegerField(default=0)
    asked_due = models.DateField(null=True, blank=True)
    asked_reason = models.CharField(max_length=300, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    # A lamp set by hand; the computed one is shown beside it.
    lamp_set = models.CharField(max_length=6, choices=Slip.choices, blank=True)
    lamp_reason = models.CharField(max_length=300, blank=True)
    lamp_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lamp_at = models.DateTimeField(null=True, blank=True)
    area_path = models.CharField(max_length=90, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["due", "number"]
        indexes = [models.Index(fields=["area_path", "stage"], name="matter_area")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class MatterUnit(models.Model):
    """A unit to which a matter was assigned: one leads, others support."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-leads", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit"], name="matter_unit_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(leads=True), name="matter_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id}"


class MatterItem(Titled):
    """分解子项: a part of a matter. Shares are points of the whole; siblings add up to theirs."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    order = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField()
    share = models.PositiveSmallIntegerField(help_text="points of 100")
    progress = models.PositiveSmallIntegerField(default=0, help_text="per cent, of a leaf")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["matter", "order"]


class MatterStep(Appended):
    """台账: one thing done with a matter. Rows are only added."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField(help_text="from 1 in each matter")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=20)
    stage_before = models.CharField(max_length=10, choices=MatterStage.choices, blank=True)
    stage_after = models.CharField(max_length=10, choices=MatterStage.choices)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    # The chain over the histories of all matters, from 1; see `services.matter_steps`.
    link = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["matter", "seq"]
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="matter_step_once")]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq} {self.action}"


class MatterProof(models.Model):
    """佐证材料: a file that proves what was done. Written only by `services.matter_proofs`.

    The step it came with carries the same digest, so that the file itself is provable.
    """

    key = models.CharField(max_length=22, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="proofs")
    item = models.ForeignKey(MatterItem, null=True, blank=True, on_delete=models.SET_NULL)
    step = models.CharField(max_length=20, help_text="the action it was given with")
    medium = models.CharField(max_length=10, choices=Medium.choices)
    media_type = models.CharField(max_length=80)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True, help_text="of the file as it came")
    name = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def ending(self) -> str:
        """What the name of such a file ends with."""
        return BY_MIME[self.media_type].ending


class Circular(models.Model):
    """通报: a list, as of a day, of what is overdue and whose, sent to the units."""

    number = models.CharField(max_length=20, unique=True)
    day = models.DateField()
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_path = models.CharField(max_length=90, blank=True)

    class Meta:
        ordering = ["-day", "-number"]

    def __str__(self) -> str:
        return self.number


class MatterNotice(models.Model):
    """What a unit was sent about a matter; `key` says for what, so that it is sent once."""

    key = models.CharField(max_length=80, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    lamp = models.CharField(max_length=6, choices=Slip.choices)
    due = models.DateField(help_text="the matter's date when it was sent")
    circular = models.ForeignKey(
        Circular, null=True, blank=True, on_delete=models.CASCADE, related_name="lines"
    )
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["unit", "read_at"], name="matter_notice_unit")]

    def __str__(self) -> str:
        return self.key

    @property
    def slip(self) -> Slip:
        return Slip(self.lamp)
