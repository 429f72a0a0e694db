"""Durations and counts in the reader's words."""

from datetime import timedelta

from django.utils.translation import gettext as _


def span(value: timedelta) -> str:
    """The two largest parts of a length of time: “2 天 3 小时”, “4 小时 10 分”, “7 分”."""
    minutes = int(abs(value).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(d)d d %(h)d h") % {"d": days, "h": hours}
    if hours:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": rest}
    return _("%(m)d min") % {"m": rest} if rest else _("under a minute")


def clock_words() -> dict[str, str]:
    """The same forms for scripts that count a clock down."""
    return {
        "days": _("%(d)d d %(h)d h"),
        "hours": _("%(h)d h %(m)d min"),
        "minutes": _("%(m)d min"),
        "moment": _("under a minute"),
        "left": _("%(time)s left"),
        "over": _("%(time)s over"),
    }
