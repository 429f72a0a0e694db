"""What the verbs of registers refuse, and in which words."""

from typing import NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.people.refused import Refused

SENTENCES: dict[str, tuple[int, Promise]] = {
    "no_entry": (404, _("There is no such entry among those you may see.")),
    "not_yours": (403, _("You may read this register and not write it.")),
    "unknown_field": (422, _("The register has no such field.")),
    "ended": (409, _("This entry has ended; nothing more is done about it.")),
    "changed": (409, _("Someone changed this entry meanwhile. Look again before you write.")),
    "visited": (409, _("Someone else has been at this meanwhile.")),
    "no_way": (422, _("From this stage there is no way to that one.")),
    "untimely": (422, _("A stage is entered after the one before it and not in the future.")),
    "needs_reason": (422, _("Say why.")),
    "needs_place": (422, _("Set the point on the map, or choose an area.")),
    "outside": (422, _("This place lies outside your area.")),
    "unknown_link": (422, _("There is no such entry to link to.")),
    "unknown_register": (404, _("There is no such register.")),
    "unknown_unit": (422, _("There is no such unit.")),
    "unknown_kind": (422, _("No pack that is on declares this kind of case.")),
    "answer_all": (422, _("Answer every item, or say that it does not apply.")),
}


def refuse(code: str, told: str = "") -> NoReturn:
    """Raise Refused with the sentence of that code, or a more exact one."""
    status, sentence = SENTENCES.get(code, (422, None))
    raise Refused(code, told or sentence or code, status)
