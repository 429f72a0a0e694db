"""What the pages of the standard call fields and changes."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from chengyun.cases.standards.condition_file import limit_words
from chengyun.places.choices import ComponentState
from chengyun.sensing.sheets import Text

FIELDS = {
    "filing_zh": _("Filing condition"),
    "filing_en": _("Filing condition in English"),
    "limit": _("Time limit"),
    "closing_zh": _("Closing condition"),
    "closing_en": _("Closing condition in English"),
    "group_zh": _("Group"),
    "group_en": _("Group in English"),
    "title_zh": _("Title"),
    "title_en": _("Title in English"),
}
ACTIONS = {
    "add": _("Added"),
    "change": _("Changed"),
    "withdraw": _("Withdrawn"),
    "restore": _("In use again"),
}
STATES: Mapping[object, Text] = {True: _("Withdrawn"), False: _("In use")}


def shown(name: str, value: object) -> str:
    """The value of a field in the reader's language; "" for none."""
    if value is None:
        return ""
    if name == "limit":
        return limit_words(str(value))
    if name == "withdrawn":
        return str(STATES[value])
    return str(ComponentState(str(value)).label) if name == "state" else str(value)
