"""What an officer typed into a form of the desk, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

# As an input of type datetime-local holds it.
LOCAL = "%Y-%m-%dT%H:%M"


@dataclass
class Form:
    """The fields as they were typed; `errors` beside a field, `problem` with the whole."""

    typed: dict[str, str]
    problem: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def moment(self, name: str) -> datetime | None:
        """A field's day and time, in local time where it says no other; notes what is wrong."""
        try:
            found = parse_datetime(self.typed[name])
        except ValueError:
            found = None
        if found is None:
            self.errors[name] = _("Give a day and a time.")
            return None
        return timezone.make_aware(found) if timezone.is_naive(found) else found


def read(post: QueryDict, names: Iterable[str]) -> Form:
    """The named fields of a sent form, without blanks at their ends."""
    return Form({name: post.get(name, "").strip() for name in names})
