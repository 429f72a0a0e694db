from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("The more the better")
    DOWN = "down", _("The less the better")
