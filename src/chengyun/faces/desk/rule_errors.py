"""Why something is no rule, said to who wrote it in the form."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengyun.detection.rules import RuleError
from chengyun.faces.desk import rule_words as words

# The engine's own sentences; what is not among them is shown as it stands.
SAYINGS: Mapping[str, str | Promise] = {
    r"give either above or below": _("Give one limit: either above or below, not both."),
    r"clear (?P<a>\S+) lies beyond the limit (?P<b>\S+)": _(
        "All clear (%(a)s) must lie on the quiet side of the limit (%(b)s)."
    ),
    r"clear must be between 0 and .*": _(
        "All clear must lie between 0 and the value at which the alarm is raised."
    ),
    r"step (?P<a>\S+) does not lie beyond (?P<b>\S+)": _(
        "The further limit %(a)s must lie beyond %(b)s."
    ),
    r"step (?P<a>\S+) is not more severe": _(
        "The further limit %(a)s must be graver than the one before."
    ),
    r"(?P<f>\w+) must be above zero.*": _("%(f)s: must be above zero."),
    r"(?P<f>\w+) must be (?P<a>\S+) or more.*": _("%(f)s: must be %(a)s or more."),
}
HEAD = re.compile(r"^rule '[^']*': ")


def in_words(problem: RuleError) -> str:
    """The engine's complaint in the reader's language."""
    text = HEAD.sub("", str(problem))
    for pattern, saying in SAYINGS.items():
        if found := re.fullmatch(pattern, text):
            return str(saying) % _named(found.groupdict())
    return gettext("This cannot be a rule: %(why)s") % {"why": text}


def _named(parts: Mapping[str, str]) -> dict[str, str]:
    return {
        name: str(words.field(text).label) if name == "f" else text for name, text in parts.items()
    }
