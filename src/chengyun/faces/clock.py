"""How much of a case's time is left, in the working time of its limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chengyun.calendar import ClockUnit, Limit
from chengyun.cases.models import Case
from chengyun.cases.services.act import office

SOON_SHARE = 0.25
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Clock:
    """A case's clock at one instant.

    `left` is counted time, negative when overdue; `runs_until` is when the clock next pauses
    (None while it stands still, or when it never does).
    """

    state: str  # run | soon | over | paused | kept | late | none
    left: timedelta
    due_at: datetime | None
    runs: bool = False
    runs_until: datetime | None = None
    unit: ClockUnit = ClockUnit.DAY


def clock_of(case: Case, now: datetime | None = None) -> Clock:
    """The clock of a case; `case.type` should be loaded."""
    now = now or timezone.now()
    if case.due_at is None:
        return Clock("none", timedelta(0), None)
    limit = Limit.parse(case.type.limit)
    left = office().worked(_until(case, now), case.due_at, limit.unit)
    if case.suspended_at and case.is_open:
        return Clock("paused", left, case.due_at, unit=limit.unit)
    if case.handled_at or not case.is_open:
        return Clock("late" if case.overdue else "kept", left, case.due_at, unit=limit.unit)
    runs = bool(office().worked(now, now + MOMENT, limit.unit))
    until = _next_pause(now, limit.unit) if runs else None
    return Clock(_state(left, limit), left, case.due_at, runs, until, limit.unit)


def _until(case: Case, now: datetime) -> datetime:
    return case.suspended_at or case.handled_at or case.closed_at or now


def _state(left: timedelta, limit: Limit) -> str:
    if left <= timedelta(0):
        return "over"
    return "soon" if left < limit.span * SOON_SHARE else "run"


def _next_pause(now: datetime, unit: ClockUnit) -> datetime | None:
    if unit is not ClockUnit.WORK_HOUR:
        return None
    local = now.astimezone(office().tz)
    ends = [datetime.combine(local.date(), end, local.tzinfo) for _, end in office().duty_hours]
    return min((end for end in ends if end > local), default=None)
