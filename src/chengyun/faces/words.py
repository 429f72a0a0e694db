"""Durations and counts in the reader's words."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def span(value: timedelta) -> str:
    """The two largest parts of a length of time: “2 天 3 小时”, “4 小时 10 分”, “7 分”."""
    minutes = int(abs(value).total_seconds() // 60)
    parts = {"d": minutes // 1440, "h": minutes // 60 % 24, "m": minutes % 60}
    return _plain()[_form(**parts)] % parts


def _form(d: int, h: int, m: int) -> str:
    if d:
        return "days_hours" if h else "days"
    if h:
        return "hours_minutes" if m else "hours"
    return "minutes" if m else "moment"


def clock_words() -> dict[str, Any]:
    """The forms by name; scripts that count a clock down use them too. Of what is counted in
    working time there are two: of one, and of more."""
    return _plain() | {
        "work_hours": [_form_of("working hour", n) for n in (1, 2)],
        "work_days": [_form_of("working day", n) for n in (1, 2)],
    }


def _form_of(what: str, n: int) -> str:
    forms = {
        "working hour": ngettext("%(n)d working hour", "%(n)d working hours", n),
        "working day": ngettext("%(n)d working day", "%(n)d working days", n),
    }
    return forms[what]


def _plain() -> dict[str, str]:
    return {
        "days": _("%(d)d d"),
        "days_hours": _("%(d)d d %(h)d h"),
        "hours": _("%(h)d h"),
        "hours_minutes": _("%(h)d h %(m)d min"),
        "minutes": _("%(m)d min"),
        "moment": _("under a minute"),
        "left": _("%(time)s left"),
        "over": _("%(time)s over"),
    }
