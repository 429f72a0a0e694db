"""When a report is about danger to life: whom to call, now."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Severity
from chengyun.cases.models import CaseType

WORDS = re.compile(
    r"着火|起火|失火|火灾|冒烟|浓烟|爆炸|燃气|煤气|天然气|触电|漏电|溺水|落水|坍塌|倒塌|昏迷|流血|跳楼|轻生|"
    r"持刀|打架|抢劫|被困|\b(?:fire|smoke|explo\w+|gas|electrocut\w+|drown\w+|collaps\w+|unconscious|"
    r"bleeding|suicid\w+|knife|robb\w+|trapped)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """An emergency number and what it is for."""

    number: str
    what: str | Promise


NUMBERS = (
    Number("119", _("Fire, rescue, gas")),
    Number("120", _("Injured or ill")),
    Number("110", _("Crime, traffic accident")),
)


def threatens(kind: CaseType | None, text: str) -> bool:
    """True for the gravest kinds, and for words that nobody writes lightly."""
    grave = kind is not None and kind.severity == Severity.CRITICAL
    return grave or bool(WORDS.search(text))
