from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How a channel reaches its owner. The inbox of the desk is a channel like the others."""

    APP = "app", _("Inbox")
    APPRISE = "apprise", _("Message service")


class State(models.TextChoices):
    """Where a message is. Failed ones are tried again; only the last three are its end."""

    WAITING = "waiting", _("Waiting")
    FAILED = "failed", _("Failed, will be tried again")
    SENT = "sent", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")
    WITHHELD = "withheld", _("Not sent: no longer theirs to see")


UNSENT = (State.WAITING, State.FAILED)


class Digest(models.TextChoices):
    """How often a person wants the messages that can wait, as one list."""

    NONE = "", _("Each at once")
    HOURLY = "hourly", _("Every hour, as a list")
    DAILY = "daily", _("Once a day, as a list")
