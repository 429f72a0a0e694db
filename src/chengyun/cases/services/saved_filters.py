"""Filters of the queue that a person keeps under a name. Their own affair: no ledger."""

from django.utils.translation import gettext_lazy as _

from chengyun.cases.guards import Refusal
from chengyun.cases.models import SavedFilter
from chengyun.cases.services.refused import refuse_if
from chengyun.people.models import User

MOST, LONGEST_NAME, LONGEST = 20, 30, 600
NO_NAME = Refusal("filter_name", _("Give the filter a name of at most 30 characters."))
TOO_LONG = Refusal("filter_long", _("This filter is too long to be saved."))
TOO_MANY = Refusal("filter_many", _("You have 20 saved filters; delete one first."))


def save(user: User, name: str, query: str) -> SavedFilter:
    """Keep an address' query under a name; the same name again means the new query.

    Raises Refused: filter_name, filter_long, filter_many.
    """
    name = " ".join(name.split())
    refuse_if(NO_NAME if not 0 < len(name) <= LONGEST_NAME else None)
    refuse_if(TOO_LONG if len(query) > LONGEST else None)
    others = SavedFilter.objects.filter(user=user).exclude(name=name)
    refuse_if(TOO_MANY if others.count() >= MOST else None)
    found, _new = SavedFilter.objects.update_or_create(
        user=user, name=name, defaults={"query": query}
    )
    return found


def forget(user: User, pk: int) -> None:
    """Delete one's own; what is not there, or another's, is left alone."""
    SavedFilter.objects.filter(user=user, pk=pk).delete()
