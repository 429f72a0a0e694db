from django.conf import settings
from django.db import models

from chengyun.goals.models.projects import ProjectReport


class ReportPhoto(models.Model):
    """A photo of a weekly report, in the store of files. Only the small versions are given out:
    they are painted anew, without what a camera writes into a file.
    """

    # 128 random bits: an address that nobody guesses.
    key = models.CharField(max_length=22, unique=True)
    report = models.ForeignKey(ProjectReport, on_delete=models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64, db_index=True, help_text="of the file as it came")
    media_type = models.CharField(max_length=40)
    medium = models.CharField(max_length=10)
    bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key
