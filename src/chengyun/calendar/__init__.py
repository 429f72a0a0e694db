"""Working-time and statutory clocks, holidays with make-up workdays."""

from chengyun.calendar.duty import DEFAULT_DUTY_HOURS, DutyHours, parse_duty_hours
from chengyun.calendar.holidays import has_holiday_data
from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.work import WorkCalendar

__all__ = [
    "DEFAULT_DUTY_HOURS",
    "ClockUnit",
    "DutyHours",
    "Limit",
    "WorkCalendar",
    "has_holiday_data",
    "parse_duty_hours",
]
