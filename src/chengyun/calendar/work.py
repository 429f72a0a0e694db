"""The working calendar: when a limit ends, and how much of it has run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

import numpy as np

from chengyun.calendar import holidays
from chengyun.calendar.duty import DEFAULT_DUTY_HOURS, DutyHours, check_duty_hours
from chengyun.calendar.instants import EPOCH, MICRO, micros
from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.line import Line, Micros, line

FIRST_YEAR, LAST_YEAR = 1950, 2200
SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_MIDNIGHT = time.min
_WHOLE_DAY: DutyHours = ((_MIDNIGHT, _MIDNIGHT),)
_Years = dict[tuple[ClockUnit, int], Micros]
_Lines = dict[ClockUnit, tuple[int, int, Line]]


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Working time of one office.

    ``duty_hours`` are spans of local time in order (an end of 00:00 means midnight);
    ``overrides`` say for single dates whether they are worked and win over the published holidays;
    ``tz`` is the zone the office lives in. Pauses are the caller's: keep what ``worked`` says at
    the pause and ``advance`` by the rest at the end of it. Years 1950 to 2200, else ValueError.
    """

    duty_hours: DutyHours = DEFAULT_DUTY_HOURS
    overrides: Mapping[date, bool] = field(default_factory=dict)
    tz: tzinfo = SHANGHAI
    _years: _Years = field(default_factory=dict, init=False, repr=False)
    _lines: _Lines = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        check_duty_hours(self.duty_hours)

    def has_holiday_data(self, year: int) -> bool:
        """True if the year's holidays are published, or entered as overrides."""
        return holidays.has_holiday_data(year) or any(d.year == year for d in self.overrides)

    def is_workday(self, day: date) -> bool:
        """True if the office works on that local date."""
        if not self.has_holiday_data(day.year):
            holidays.warn_once(day.year)
        known = self.overrides.get(day)
        return holidays.is_statutory_workday(day) if known is None else known

    def add(self, start: datetime, limit: Limit) -> datetime:
        """The first instant at which ``limit`` has run since ``start``, in the zone of ``start``.

        Both are aware. A start outside the clock's hours counts from when they next begin.
        """
        return self.advance(start, limit.span, limit.unit)

    def advance(self, start: datetime, span: timedelta, unit: ClockUnit) -> datetime:
        """The first instant at which ``span`` of counted time has run since ``start``.

        No span gives ``start`` itself; a negative one raises ValueError.
        """
        if span < timedelta(0):
            raise ValueError("a clock does not run backwards: the span is negative")
        begin, counted = micros(start), span // MICRO
        if unit.continuous or not counted:
            return _aware(begin + counted, start)
        track = self._until(unit, begin, begin, counted)
        return _aware(track.instant(track.position(begin) + counted), start)

    def worked(self, start: datetime, end: datetime, unit: ClockUnit) -> timedelta:
        """Counted time between two aware instants; negative if ``end`` is before ``start``."""
        begin, finish = micros(start), micros(end)
        if unit.continuous:
            return (finish - begin) * MICRO
        track = self._line(unit, self._year(min(begin, finish)), self._year(max(begin, finish)))
        return (track.position(finish) - track.position(begin)) * MICRO

    def add_many(self, starts: Micros, limit: Limit) -> Micros:
        """``add`` of a column of instants (int64[n], microseconds since the epoch, UTC)."""
        counted = limit.span // MICRO
        if limit.unit.continuous or not len(starts):
            return starts + counted
        track = self._until(limit.unit, int(starts.min()), int(starts.max()), counted)
        return track.instants(track.positions(starts) + counted)

    def worked_many(self, starts: Micros, ends: Micros, unit: ClockUnit) -> Micros:
        """``worked`` of two columns of instants, in microseconds (int64[n])."""
        if unit.continuous or not len(starts):
            return ends - starts
        low = min(int(starts.min()), int(ends.min()))
        high = max(int(starts.max()), int(ends.max()))
        track = self._line(unit, self._year(low), self._year(high))
        return track.positions(ends) - track.positions(starts)

    def _until(self, unit: ClockUnit, low: int, high: int, counted: int) -> Line:
        """A line from ``low`` on which ``counted`` can still run after ``high``."""
        first, last = self._year(low), self._year(high)
        track = self._line(unit, first, last)
        while track.position(high) + counted > track.total:
            last += 1
            track = self._line(unit, first, last)
        return track

    def _line(self, unit: ClockUnit, first: int, last: int) -> Line:
        """The kept line, grown if it does not yet cover these local years."""
        low, high, kept = self._lines.get(unit, (first, last, None))
        if kept is None or first < low or last > high:
            low, high = min(low, first), max(high, last)
            kept = line(np.concatenate([self._edges(unit, y) for y in range(low, high + 1)]))
            self._lines[unit] = (low, high, kept)
        return kept

    def _edges(self, unit: ClockUnit, year: int) -> Micros:
        """Starts and ends of the stretches of one local year, in order."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"{year} is outside the working calendar ({FIRST_YEAR}-{LAST_YEAR})")
        if (unit, year) not in self._years:
            spans = self.duty_hours if unit is ClockUnit.WORK_HOUR else _WHOLE_DAY
            days = filter(self.is_workday, _days(year))
            edges = chain.from_iterable(self._day_edges(day, spans) for day in days)
            self._years[unit, year] = np.fromiter(edges, np.int64)
        return self._years[unit, year]

    def _day_edges(self, day: date, spans: DutyHours) -> Iterator[int]:
        for start, end in spans:
            yield self._instant(day, start)
            yield self._instant(day, end) if end != _MIDNIGHT else self._instant(day + _DAY, end)

    def _instant(self, day: date, moment: time) -> int:
        return micros(datetime.combine(day, moment, self.tz))

    def _year(self, instant: int) -> int:
        return (EPOCH + instant * MICRO).astimezone(self.tz).year


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    return map(date.fromordinal, range(first, date(year + 1, 1, 1).toordinal()))


def _aware(instant: int, like: datetime) -> datetime:
    return (EPOCH + instant * MICRO).astimezone(like.tzinfo)
