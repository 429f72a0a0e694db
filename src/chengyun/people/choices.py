from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    DISPATCHER = "dispatcher", _("Dispatcher")
    HANDLER = "handler", _("Handler")
    GRID_OFFICER = "grid_officer", _("Grid officer")
    LEADER = "leader", _("Leader")
    ADMINISTRATOR = "administrator", _("Administrator")


class PostKind(models.TextChoices):
    """岗位 on the duty rota, in the order in which they are called when time runs out."""

    HANDLER = "handler", _("Handler on duty")
    UNIT_LEAD = "unit_lead", _("Unit lead")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    LEADER = "leader", _("Leader on duty")
