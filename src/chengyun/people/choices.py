from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    DISPATCHER = "dispatcher", _("Dispatcher")
    HANDLER = "handler", _("Handler")
    GRID_OFFICER = "grid_officer", _("Grid officer")
    LEADER = "leader", _("Leader")
    ADMINISTRATOR = "administrator", _("Administrator")
