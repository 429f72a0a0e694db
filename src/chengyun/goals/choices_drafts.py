from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DraftKind(models.TextChoices):
    """What plan it is the text of."""

    SPECIAL = "special", _("Special plan")
    DEPARTMENT = "department", _("Department plan")


class DraftStage(models.TextChoices):
    """Where a plan text stands."""

    DRAFTING = "drafting", pgettext_lazy("draft", "Drafting")
    CONSULTATION = "consultation", pgettext_lazy("draft", "Consultation")
    REVIEW = "review", pgettext_lazy("draft", "Review")
    APPROVAL = "approval", pgettext_lazy("draft", "Approval")
    PUBLISHED = "published", pgettext_lazy("draft", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("draft", "Withdrawn")


DRAFT_CHAIN = tuple(stage for stage in DraftStage if stage != DraftStage.WITHDRAWN)


class Verdict(models.TextChoices):
    """What became of an opinion."""

    OPEN = "open", pgettext_lazy("opinion", "Open")
    ADOPTED = "adopted", pgettext_lazy("opinion", "Adopted")
    PARTLY = "partly", pgettext_lazy("opinion", "Adopted in part")
    DECLINED = "declined", pgettext_lazy("opinion", "Not adopted")
