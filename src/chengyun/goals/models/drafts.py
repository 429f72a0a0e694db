from django.conf import settings
from django.db import models

from chengyun.goals.choices_drafts import DraftKind, DraftStage, Verdict
from chengyun.goals.models.appended import Appended
from chengyun.people.models import Unit
from chengyun.places.models import Titled


class Draft(Titled):
    """规划文本: the text of a plan on its way to publication."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=DraftKind.choices)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=DraftStage.choices, default=DraftStage.DRAFTING)
    begun_on = models.DateField()
    published_on = models.DateField(null=True, blank=True)
    consulted = models.ManyToManyField(Unit, blank=True, related_name="+")
    area_path = models.CharField(max_length=90, blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class DraftDate(models.Model):
    """By when a stage is to be through, and when it was."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="dates")
    stage = models.CharField(max_length=12, choices=DraftStage.choices)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["draft", "due", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "stage"], name="draft_date_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.stage}"


class DraftVersion(Appended):
    """A version of the text; never changed.

    `paragraphs`: [{"id", "level", "text"}], level 0 is text, 1 and 2 are headings. An id stays
    with its paragraph from version to version.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    paragraphs = models.JSONField(default=list)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class Opinion(models.Model):
    """意见: what someone says of a paragraph, and what became of it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="opinions")
    version = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="opinions")
    paragraph = models.CharField(max_length=12)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["draft", "paragraph", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.paragraph}"


class DraftMove(Appended):
    """One thing done with a plan text. A signature is a move with the digest of what was signed."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="moves")
    seq = models.PositiveIntegerField(help_text="from 1 in each draft")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=20)
    stage_before = models.CharField(max_length=12, choices=DraftStage.choices, blank=True)
    stage_after = models.CharField(max_length=12, choices=DraftStage.choices)
    note = models.TextField(blank=True)
    version = models.ForeignKey(
        DraftVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["draft", "seq"]
        constraints = [models.UniqueConstraint(fields=["draft", "seq"], name="draft_move_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.seq} {self.action}"
