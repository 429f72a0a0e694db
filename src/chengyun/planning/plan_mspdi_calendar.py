"""The calendar of an MSPDI project: minutes of work on each date."""

import re
from collections.abc import Iterator
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
        for weekday in children(one, "WeekDays", "WeekDay"):
            kind = number(weekday, "DayType", 0)
            if 1 <= kind <= 7:
                week[(kind - 2) % 7] = _worked(weekday)
            else:
                days.update(_span(weekday))
        for exception in children(one, "Exceptions", "Exception"):
            if number(exception, "Type", DAILY) == DAILY:
                days.update(_span(exception))
            else:
                notes.append(f"the recurring exception {text_of(exception, 'Name')} is not read")
        if children(one, "WorkWeeks", "WorkWeek"):
            notes.append("weeks with other working times are not read")
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


def _span(given: Element) -> Iterator[tuple[date, int]]:
    for period in named(given, "TimePeriod"):
        first, last = day_of(period, "FromDate"), day_of(period, "ToDate")
        if first and last:
            worked = _worked(given)
            for n in range(min((last - first).days + 1, LONGEST)):
                yield first + timedelta(days=n), worked
