"""The calendar of an MSPDI project: minutes of work on each date."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chengyun.planning.plan_mspdi_xml import Element, children, day_of, flag, named, number, text_of
from chengyun.planning.project_plan import PlanCalendar

STANDARD = (480, 480, 480, 480, 480, 0, 0)
DAY = 24 * 60
DAILY = 1
TIME = re.compile(r"\d\d:\d\d")
LONGEST = 20_000
"""Dates that exceptions may cover together; the rest is left out."""


@dataclass(frozen=True, slots=True)
class Week:
    """The calendar, minutes in a day as the file counts days, what was not read.

    ``share``: how much of a week is worked, to reckon durations that run through nights.
    """

    calendar: PlanCalendar
    per_day: int
    share: float
    notes: tuple[str, ...]


def read(root: Element) -> Week:
    """The project's calendar on top of the one it is based on; the standard week without one."""
    by_uid = {text_of(one, "UID"): one for one in children(root, "Calendars", "Calendar")}
    chain = _chain(by_uid, text_of(root, "CalendarUID") or next(iter(by_uid), ""))
    week, notes = list(STANDARD), list[str]()
    days: dict[date, int] = {}
    for one in chain:
        for weekday in _weekdays(one):
            week[(number(weekday, "DayType", 0) - 2) % 7] = _worked(weekday)
        for other in children(one, "WorkWeeks", "WorkWeek"):
            days.update(_other_week(other))
        for single in children(one, "WeekDays", "WeekDay"):
            if number(single, "DayType", 0) == 0:
                days.update(_span(single))
        for exception in children(one, "Exceptions", "Exception"):
            kind = number(exception, "Type", DAILY)
            if kind in RECURRING:
                days.update(_span(exception, RECURRING[kind]))
            else:
                notes.append(f"the recurring exception {text_of(exception, 'Name')} is not read")
    if not any(week):
        week, notes = list(STANDARD), [*notes, "no weekday is worked; Monday to Friday are taken"]
    per_day = max(1, number(root, "MinutesPerDay", 480))
    return Week(PlanCalendar(tuple(week), days), per_day, sum(week) / (7 * DAY), tuple(notes))


def _chain(by_uid: dict[str, Element], uid: str) -> list[Element]:
    """The calendar and those it is based on, the deepest base first."""
    chain: list[Element] = []
    while uid in by_uid and by_uid[uid] not in chain:
        chain.insert(0, by_uid[uid])
        uid = text_of(chain[0], "BaseCalendarUID")
    return chain


def _worked(given: Element) -> int:
    """Minutes of work on a weekday or an exception."""
    if not flag(given, "DayWorking", False):
        return 0
    times = children(given, "WorkingTimes", "WorkingTime")
    found = sum(_length(text_of(t, "FromTime"), text_of(t, "ToTime")) for t in times)
    return found or STANDARD[0]


def _length(begin: str, end: str) -> int:
    """Minutes from one time of day to another; midnight ends a day."""
    if not (TIME.match(begin) and TIME.match(end)):
        return 0
    first, last = (int(at[:2]) * 60 + int(at[3:5]) for at in (begin, end))
    return last - first if last > first else last - first + DAY


def _span(
    given: Element, falls: Callable[[Element, date, date], bool] = lambda *_: True
) -> Iterator[tuple[date, int]]:
    """Minutes of work on the dates of an exception on which it falls."""
    worked = _worked(given)
    yield from ((day, worked) for first, day in _dates(given) if falls(given, first, day))


def _dates(given: Element) -> Iterator[tuple[date, date]]:
    """The first date of each period with every one of its dates."""
    for period in named(given, "TimePeriod"):
        first, last = day_of(period, "FromDate"), day_of(period, "ToDate")
        if first and last:
            for n in range(min((last - first).days + 1, LONGEST)):
                yield first, first + timedelta(days=n)


def _other_week(given: Element) -> Iterator[tuple[date, int]]:
    """Minutes of work on the dates of a week of its own; weekdays it does not tell stay."""
    told = {(number(one, "DayType", 0) - 2) % 7: _worked(one) for one in _weekdays(given)}
    for _, day in _dates(given):
        if day.weekday() in told:
            yield day, told[day.weekday()]


def _weekdays(given: Element) -> list[Element]:
    """Sunday is 1, Saturday 7; 0 are single dates, as MS Project 2003 wrote exceptions."""
    days = children(given, "WeekDays", "WeekDay")
    return [day for day in days if 1 <= number(day, "DayType", 0) <= 7]


def _every_so_many_days(given: Element, first: date, day: date) -> bool:
    return (day - first).days % max(1, number(given, "Period", 1)) == 0


def _same_day_of_year(given: Element, first: date, day: date) -> bool:
    month, number_ = number(given, "Month", first.month - 1) + 1, number(given, "MonthDay", 0)
    return (day.month, day.day) == (month, number_ or first.day)


def _same_day_of_month(given: Element, first: date, day: date) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    due = months % max(1, number(given, "Period", 1)) == 0
    return due and day.day == number(given, "MonthDay", first.day)


def _chosen_weekdays(given: Element, first: date, day: date) -> bool:
    """`DaysOfWeek` adds 1 for Sunday, 2 for Monday, up to 64 for Saturday."""
    sunday = first - timedelta(days=first.isoweekday() % 7)
    due = (day - sunday).days // 7 % max(1, number(given, "Period", 1)) == 0
    return due and bool(number(given, "DaysOfWeek", 0) & 1 << day.isoweekday() % 7)


RECURRING: dict[int, Callable[[Element, date, date], bool]] = {
    DAILY: _every_so_many_days,
    2: _same_day_of_year,
    4: _same_day_of_month,
    6: _chosen_weekdays,
}
"""On which dates of its span an exception of each `Type` falls; 3 and 5, by the place of a weekday
in its month, are not read."""
