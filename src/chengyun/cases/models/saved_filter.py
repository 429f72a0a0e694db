from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A person's own view of the queue under a name; `query` is what its address says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=600)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="filter_once")]

    def __str__(self) -> str:
        return self.name
