from django.db import models

from chengyun.sensing.models import Source, Thing


class CameraStill(models.Model):
    """The last picture of a camera, in the store of files; written by `cases.services.stills`.

    Only the small versions are given out: painted anew, without what a camera writes in its file.
    """

    thing = models.OneToOneField(Thing, on_delete=models.CASCADE, related_name="still")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    # 128 random bits, others for each picture: an address that nobody guesses.
    key = models.CharField(max_length=22, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True, help_text="of the file as it came")
    media_type = models.CharField(max_length=40)
    medium = models.CharField(max_length=10)
    bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key
