from django.conf import settings
from django.db import models

from chengyun.cases.choices import Medium, Moment
from chengyun.cases.models.case import Case
from chengyun.cases.models.report import Report


class Attachment(models.Model):
    """附件: a photo, video or recording of a case. Written only by `cases.services.attachments`.

    The ledger row `attach_file` carries the same digest, so that the file itself is provable.
    """

    # 128 random bits: an address that nobody guesses, and that no count shows through.
    key = models.CharField(max_length=22, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    step = models.CharField(max_length=20, blank=True, help_text="The action it was given with")
    moment = models.CharField(max_length=10, choices=Moment.choices, default=Moment.EVIDENCE)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True, help_text="of the file as it came")
    name = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="as the camera says")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField()
    public = models.BooleanField(default=False, help_text="Shown to those who reported the case")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} {self.key}"
