"""Durations and counts in the reader's words."""

from datetime import timedelta

from django.utils.translation import gettext as _


def span(value: timedelta) -> str:
    """The two largest parts of a length of time: “2 天 3 小时”, “4 小时 10 分”, “7 分”."""
    minutes = int(abs(value).total_seconds() // 60)
    parts = {"d": minutes // 1440, "h": minutes // 60 % 24, "m": minutes % 60}
    return clock_words()[_form(**parts)] % parts


def _form(d: int, h: int, m: int) -> str:
    if d:
        return "days_hours" if h else "days"
    if h:
        return "hours_minutes" if m else "hours"
    return "minutes" if m else "moment"


def clock_words() -> dict[str, str]:
    """The forms by name; scripts that count a clock down use them too."""
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
