"""Statutory periods, counted by date (民法典 arts. 200-204), one by one and in columns.

The date on which a period begins does not count (art. 201). Its last date is so many dates, worked
dates or months later (art. 202), moved on to the next worked one if it is a rest day (art. 203);
there it ends at 24:00. An office's duty hours do not end it earlier.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

import numpy as np

from chengyun.calendar.dates import Dates, months_later
from chengyun.calendar.instants import MICRO, micros
from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.line import Micros

if TYPE_CHECKING:
    from chengyun.calendar.work import WorkCalendar

_DAY = timedelta(days=1)
_DAY_US = _DAY // MICRO
Index = Micros
SWD = ClockUnit.STATUTORY_WORKDAY


def end(calendar: "WorkCalendar", start: datetime, limit: Limit) -> datetime:
    """24:00 of the last day of a period that something on the day of ``start`` has begun."""
    first = _date(start, calendar.tz)
    if limit.unit is SWD:
        return _end(_workdays_on(calendar, first, limit.amount), calendar.tz)
    months = limit.months
    last = months_later(first, months) if months else first + limit.amount * _DAY
    return _end(_open(calendar, last), calendar.tz)


def paused(
    calendar: "WorkCalendar", due: datetime, since: datetime, until: datetime, unit: ClockUnit
) -> datetime:
    """The end of a period that ended at ``due``, after ``since``, when a pause is taken out."""
    last, halt, go = (_date(moment, calendar.tz) for moment in (due - MICRO, since, until))
    if unit is not SWD:
        return _end(_open(calendar, last + (go - halt)), calendar.tz)
    return _end(_workdays_on(calendar, go, _workdays(calendar, halt, last)), calendar.tz)


def carried(
    calendar: "WorkCalendar", due: datetime, at: datetime, unit: ClockUnit, to: "WorkCalendar"
) -> datetime:
    """The end of a period that ended at ``due``, when another office counts it from ``at``."""
    last = _date(due - MICRO, calendar.tz)
    if unit is not SWD:
        return _end(_open(to, last), to.tz)
    left = _workdays(calendar, _date(at, calendar.tz), last)
    return _end(_workdays_on(to, _date(at, to.tz), left), to.tz)


def end_many(calendar: "WorkCalendar", starts: Micros, limit: Limit) -> Micros:
    """``end`` of a column of instants."""
    low, high = int(starts.min()), int(starts.max())
    if limit.unit is SWD:
        return _workdays_later(calendar, starts, np.full(len(starts), limit.amount))
    reach = limit.span // _DAY + limit.months
    table = _table(calendar, low, high + reach * _DAY_US, 0)
    first, months = table.index(starts), limit.months
    last = table.after_months(first, months) if months else first + limit.amount
    return table.end(table.opens[last])


def paused_many(
    calendar: "WorkCalendar", dues: Micros, since: Micros, until: Micros, unit: ClockUnit
) -> Micros:
    """``paused`` of columns; rows that were due before the pause have no meaning."""
    dues = np.maximum(dues, since)
    if unit is SWD:
        return _workdays_later(calendar, until, _left(calendar, since, dues))
    high = max(int(until.max()), int((dues + until - since).max()) + _DAY_US)
    table = _table(calendar, int(since.min()), high, 0)
    last, halt, go = table.index(dues - 1), table.index(since), table.index(until)
    return table.end(table.opens[last + (go - halt)])


def carried_many(
    calendar: "WorkCalendar", dues: Micros, at: Micros, unit: ClockUnit, to: "WorkCalendar"
) -> Micros:
    """``carried`` of columns; rows that were due before have no meaning."""
    dues = np.maximum(dues, at)
    if unit is SWD:
        return _workdays_later(to, at, _left(calendar, at, dues))
    here = calendar.dates(int(at.min()), int(dues.max()))
    there = _table(to, int(at.min()), int(dues.max()), 0)
    return there.end(there.opens[here.index(dues - 1) + here.first - there.first])


def _left(calendar: "WorkCalendar", after: Micros, dues: Micros) -> Index:
    """Workdays after the dates of instants, up to and with the last days of periods."""
    table = calendar.dates(int(after.min()), int(dues.max()))
    workdays: Index = table.worked[table.index(dues - 1)] - table.worked[table.index(after)]
    return np.maximum(workdays, 0)


def _workdays_later(calendar: "WorkCalendar", starts: Micros, workdays: Index) -> Micros:
    """24:00 of the date so many workdays after those of instants."""
    table = _table(calendar, int(starts.min()), int(starts.max()), int(workdays.max()))
    return table.end(_on(table, table.index(starts), workdays))


def _table(calendar: "WorkCalendar", low: int, high: int, workdays: int) -> Dates:
    """The dates between two instants, and so many workdays more."""
    table = calendar.dates(low, high)
    while table.worked[-1] - table.worked[table.index(np.array([high]))[0]] <= workdays:
        table = calendar.dates(low, int(table.midnights[-1]))
    return table


def _on(table: Dates, first: Index, workdays: Index) -> Index:
    """So many workdays after dates; none is the date itself, or the next that is worked."""
    later = table.workday(table.worked[first] + workdays)
    return np.where(workdays > 0, later, table.opens[first])


def _workdays_on(calendar: "WorkCalendar", first: date, workdays: int) -> date:
    """As `_on`, of one date."""
    if not workdays:
        return _open(calendar, first)
    while workdays:
        first += _DAY
        workdays -= calendar.is_workday(first)
    return first


def _workdays(calendar: "WorkCalendar", after: date, to: date) -> int:
    """Workdays after one date, up to and with another; not below 0."""
    return sum(calendar.is_workday(after + n * _DAY) for n in range(1, (to - after).days + 1))


def _open(calendar: "WorkCalendar", day: date) -> date:
    """The date itself, or the first after it that is worked."""
    while not calendar.is_workday(day):
        day += _DAY
    return day


def _date(moment: datetime, tz: tzinfo) -> date:
    micros(moment)  # refuses a time without a zone
    return moment.astimezone(tz).date()


def _end(day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day + _DAY, time.min, tz)
