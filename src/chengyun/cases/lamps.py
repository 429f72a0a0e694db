"""The warning lamp of a case, and the time left to it in words. Pure.

Green: in time. Yellow: the last quarter of the limit, or warned. Red: overdue. Grey: on hold. No
lamp: no clock has been started, or the case is closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from chengyun.calendar import ClockUnit, Limit, WorkCalendar
from chengyun.cases.deadlines import LAST_PART

ZERO = timedelta(0)


class Lamp(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
    NONE = ""


class Timed(Protocol):
    """What a lamp looks at; `models.Case` has it all."""

    due_at: datetime | None
    suspended_at: datetime | None
    handled_at: datetime | None
    closed_at: datetime | None
    warned: bool
    overdue: bool


@dataclass(frozen=True)
class Light:
    """A case's lamp at an instant.

    `left` is counted time, negative when overdue. `state` says more than the colour: run, soon,
    over; paused; kept or late where the work is done; none.
    """

    state: str
    left: timedelta = ZERO
    unit: ClockUnit = ClockUnit.DAY

    @property
    def lamp(self) -> Lamp:
        return LAMPS[self.state]


LAMPS = {
    "run": Lamp.GREEN,
    "soon": Lamp.YELLOW,
    "over": Lamp.RED,
    "paused": Lamp.GREY,
    "kept": Lamp.GREEN,
    "late": Lamp.RED,
    "none": Lamp.NONE,
}
RUNNING = {
    "run": gettext_lazy("%(time)s left"),
    "soon": gettext_lazy("%(time)s left"),
    "over": gettext_lazy("%(time)s over"),
}


def light(case: Timed, limit: Limit, calendar: WorkCalendar, now: datetime) -> Light:
    """The lamp of a case whose limit counts in this calendar."""
    if case.due_at is None:
        return Light("none")
    until = case.suspended_at or case.handled_at or case.closed_at or now
    left = calendar.worked(until, case.due_at, limit.unit)
    return Light(_state(case, left, limit), left, limit.unit)


def _state(case: Timed, left: timedelta, limit: Limit) -> str:
    if case.suspended_at and case.closed_at is None:
        return "paused"
    if case.handled_at or case.closed_at:
        return "late" if case.overdue else "kept"
    if case.overdue or left <= ZERO:
        return "over"
    return "soon" if case.warned or left < limit.span / LAST_PART else "run"


def words(case_light: Light) -> str:
    """The lamp in a few words: “剩 3 工作时”, “超时 1 工作日 2 小时”; "" without a clock."""
    runs = case_light.state in RUNNING
    minutes = _minutes_of(case_light.left) if runs else 0
    return _words(case_light.state, minutes, case_light.unit, get_language())


# A list says the same few words over and over.
@lru_cache(maxsize=10_000)
def _words(state: str, minutes: int, unit: ClockUnit, language: str | None) -> str:
    if state in RUNNING:
        return str(RUNNING[state]) % {"time": _length(minutes, unit)}
    settled = {"paused": _("On hold"), "kept": _("In time"), "late": _("Late"), "none": ""}
    return settled[state]


def length(span: timedelta, unit: ClockUnit) -> str:
    """Counted time in the words of its unit, its two largest parts. `clock.js` says the same."""
    return _length(_minutes_of(span), unit)


def _minutes_of(span: timedelta) -> int:
    return int(abs(span).total_seconds() // 60)


def _length(minutes: int, unit: ClockUnit) -> str:
    if unit.line is ClockUnit.WORK_HOUR:
        parts = (_work_hours(minutes // 60), _minutes(minutes % 60))
        return " ".join(filter(None, parts)) or _("under a minute")
    days, hours = minutes // 1440, minutes // 60 % 24
    if unit.line is ClockUnit.WORKDAY and days:
        return " ".join(filter(None, (_work_days(days), _hours(hours))))
    return _days(days, hours) if days else _clock(hours, minutes % 60)


def _days(d: int, h: int) -> str:
    return _("%(d)d d %(h)d h") % {"d": d, "h": h} if h else _("%(d)d d") % {"d": d}


def _clock(h: int, m: int) -> str:
    if h and m:
        return _("%(h)d h %(m)d min") % {"h": h, "m": m}
    return _hours(h) or _minutes(m) or _("under a minute")


def _work_hours(n: int) -> str:
    return ngettext("%(n)d working hour", "%(n)d working hours", n) % {"n": n} if n else ""


def _work_days(n: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n} if n else ""


def _hours(n: int) -> str:
    return _("%(h)d h") % {"h": n} if n else ""


def _minutes(n: int) -> str:
    return _("%(m)d min") % {"m": n} if n else ""
