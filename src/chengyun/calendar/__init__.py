"""Working-time and statutory clocks, holidays with make-up workdays."""

from chengyun.calendar.columns import Clocks, Pauses, carried_many, due_many, remaining_many
from chengyun.calendar.duty import DEFAULT_DUTY_HOURS, DutyHours, parse_duty_hours
from chengyun.calendar.holidays import has_holiday_data
from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.work import WorkCalendar

__all__ = [
    "DEFAULT_DUTY_HOURS",
    "ClockUnit",
    "Clocks",
    "DutyHours",
    "Limit",
    "Pauses",
    "WorkCalendar",
    "carried_many",
    "due_many",
    "has_holiday_data",
    "parse_duty_hours",
    "remaining_many",
]
