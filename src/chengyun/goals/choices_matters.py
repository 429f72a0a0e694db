from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterStage(models.TextChoices):
    """Where a matter under supervision 督办事项 stands."""

    REGISTERED = "registered", pgettext_lazy("matter", "Registered")
    APPROVED = "approved", pgettext_lazy("matter", "Approved")
    DECOMPOSED = "decomposed", pgettext_lazy("matter", "Decomposed")
    ASSIGNED = "assigned", pgettext_lazy("matter", "Assigned")
    HANDLING = "handling", pgettext_lazy("matter", "In hand")
    REPORTED = "reported", pgettext_lazy("matter", "Reported")
    REVIEWED = "reviewed", pgettext_lazy("matter", "Reviewed")
    STRUCK_OFF = "struck_off", pgettext_lazy("matter", "Struck off")
    CANCELLED = "cancelled", pgettext_lazy("matter", "Not taken up")


CHAIN = tuple(stage for stage in MatterStage if stage != MatterStage.CANCELLED)
ENDED = (MatterStage.STRUCK_OFF, MatterStage.CANCELLED)
AT_UNITS = (MatterStage.ASSIGNED, MatterStage.HANDLING)


class MatterSource(models.TextChoices):
    """What a matter comes from."""

    INSTRUCTION = "instruction", _("Leader's instruction")
    MEETING = "meeting", _("Meeting")
    MOTION = "motion", _("Deputy's motion")
    PROPOSAL = "proposal", _("CPPCC proposal")
    HOTLINE = "hotline", _("Hotline")
    LESSON = "lesson", _("Lesson learned")


class Slip(models.TextChoices):
    """三色督办单: the colours, the worst last. Order is that of severity."""

    GREEN = "green", pgettext_lazy("slip", "On track")
    BLUE = "blue", pgettext_lazy("slip", "Near its date")
    YELLOW = "yellow", pgettext_lazy("slip", "Behind its pace")
    RED = "red", pgettext_lazy("slip", "Overdue")

    @property
    def order(self) -> int:
        return list(Slip).index(self)


class NoticeKind(models.TextChoices):
    """What a unit is sent about a matter."""

    SIGN = "sign", _("Reminder to sign")
    SLIP = "slip", _("Slip")
    URGE = "urge", _("Urged")
    CIRCULAR = "circular", _("Circular")
