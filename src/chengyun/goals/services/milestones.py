"""The only writers of milestones."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.models import Milestone
from chengyun.goals.refused import Refused


@transaction.atomic
def complete(milestone: Milestone, on: date) -> Milestone:
    """Mark a milestone as reached. Raises Refused for a day that has not come."""
    if on > timezone.localdate():
        raise Refused(_("A milestone cannot be reached on a day that has not come."))
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    return milestone
