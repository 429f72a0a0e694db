"""When a case is due. Pure: counted time comes from the working calendar, effects are data.

The limit runs from filing to the moment the unit reports the case as handled; it stands still
while the case is suspended, under check, merged into another or ended.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chengyun.calendar import ClockUnit, Limit, WorkCalendar
from chengyun.cases.lifecycle import Clock

# A case is shown as "running out" when this share of its limit is left.
LAST_PART = 4


@dataclass(frozen=True)
class Deadline:
    """The times of a limit. `paused_at` is set while it stands still."""

    warn_at: datetime | None = None
    due_at: datetime | None = None
    paused_at: datetime | None = None


Effect = Callable[[Deadline, datetime, Limit, WorkCalendar], Deadline]


def moved(
    clock: Clock, deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar
) -> Deadline:
    """The deadline after an action with this effect at `at`."""
    return EFFECTS[clock](deadline, at, limit, calendar)


@dataclass(frozen=True)
class Foreseen:
    """What an action would do to a deadline: when it is due now and then, and whether it stands
    still from then on. `after` equals `before` where the clock does not move.
    """

    before: datetime | None
    after: datetime | None
    stands: bool = False


def foreseen(
    clock: Clock, deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar
) -> Foreseen:
    """What `moved` would bring, to be shown before it is done."""
    then = moved(clock, deadline, at, limit, calendar)
    return Foreseen(deadline.due_at, then.due_at, clock in (Clock.PAUSE, Clock.STOP))


def is_late(deadline: Deadline, at: datetime) -> bool:
    """True if the limit ran out before `at`, or before it was paused."""
    until = deadline.paused_at or at
    return deadline.due_at is not None and until > deadline.due_at


def _start(deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    first_part = limit.span - limit.span / LAST_PART
    return Deadline(calendar.advance(at, first_part, limit.unit), calendar.add(at, limit))


def _pause(deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    return replace(deadline, paused_at=at)


def _resume(deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    def shifted(instant: datetime | None, unit: ClockUnit) -> datetime | None:
        """`instant` later by the counted time of the pause; what had passed stays passed."""
        if instant is None or deadline.paused_at is None or instant <= deadline.paused_at:
            return instant
        return calendar.paused(instant, deadline.paused_at, at, unit)

    # The warning is a share of the running time, by date or not.
    warn_at = shifted(deadline.warn_at, limit.unit.line)
    return Deadline(warn_at, shifted(deadline.due_at, limit.unit))


def _extend(deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    start = deadline.due_at or at
    again = _start(deadline, start, limit, calendar)
    return replace(again, due_at=calendar.extended(start, limit))


def _keep(deadline: Deadline, at: datetime, limit: Limit, calendar: WorkCalendar) -> Deadline:
    return deadline


EFFECTS: dict[Clock, Effect] = {
    Clock.NONE: _keep,
    Clock.START: _start,
    Clock.PAUSE: _pause,
    Clock.RESUME: _resume,
    Clock.EXTEND: _extend,
    Clock.STOP: _keep,
}
