from django.db import models


class PackSwitch(models.Model):
    """A pack that has been installed here, and whether it is on."""

    name = models.CharField(max_length=40, unique=True)
    version = models.CharField(max_length=20)
    on = models.BooleanField(default=True)
    installed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "pack switches"

    def __str__(self) -> str:
        return self.name
