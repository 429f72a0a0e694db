"""The working calendar: when a limit ends, and how much of it has run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar import holidays, periods
from chengyun.calendar.dates import Dates, dates, midnights
from chengyun.calendar.duty import DEFAULT_DUTY_HOURS, DutyHours, check_duty_hours, edges
from chengyun.calendar.instants import EPOCH, MICRO, micros
from chengyun.calendar.limits import ClockUnit, Limit
from chengyun.calendar.line import Line, Micros, line

FIRST_YEAR, LAST_YEAR = 1950, 2200
SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_Years = dict[tuple[ClockUnit, int], Micros]
_Lines = dict[ClockUnit, tuple[int, int, Line]]
_Kept = dict[str, tuple[int, int, Dates]]


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Working time of one office.

    ``duty_hours`` are spans of local time in order (an end of 00:00 means midnight);
    ``overrides`` say for single dates whether they are worked and win over the published holidays;
    ``tz`` is the zone the office lives in. Years 1950 to 2200, else ValueError. Every method on a
    single instant has a sister on columns, named ``…_many``, with equal results.
    """

    duty_hours: DutyHours = DEFAULT_DUTY_HOURS
    overrides: Mapping[date, bool] = field(default_factory=dict)
    tz: tzinfo = SHANGHAI
    _years: _Years = field(default_factory=dict, init=False, repr=False)
    _lines: _Lines = field(default_factory=dict, init=False, repr=False)
    _dates: _Kept = field(default_factory=dict, init=False, repr=False)

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

        Both are aware. A start outside the clock's hours counts from when they next begin; a
        statutory period begins on the day after ``start`` and ends at 24:00 of its last day.
        """
        if limit.unit.by_date:
            return periods.end(self, start, limit).astimezone(start.tzinfo)
        return self.advance(start, limit.span, limit.unit)

    def extended(self, due: datetime, limit: Limit) -> datetime:
        """When ``limit`` ends that follows on one that ended at ``due``."""
        return self.add(due - MICRO if limit.unit.by_date else due, limit)

    def paused(self, due: datetime, since: datetime, until: datetime, unit: ClockUnit) -> datetime:
        """``due`` later by a pause. What was over before the pause stays over.

        A running clock goes on with what was left; a statutory period is longer by the dates (for
        `swd` the workdays) after the one on which it was paused, to the one on which it goes on.
        """
        if due <= since:
            return due
        if unit.by_date:
            return periods.paused(self, due, since, until, unit).astimezone(due.tzinfo)
        return self.advance(until, self.worked(since, due, unit), unit).astimezone(due.tzinfo)

    def carried(self, due: datetime, at: datetime, unit: ClockUnit, to: "WorkCalendar") -> datetime:
        """``due`` when another calendar counts from ``at`` on: what has been counted stays
        counted, what is left is counted by ``to``. A statutory period in days, months or years
        only moves on if its last day is a rest day there."""
        if due <= at:
            return due
        if unit.by_date:
            return periods.carried(self, due, at, unit, to).astimezone(due.tzinfo)
        return to.advance(at, self.worked(at, due, unit), unit).astimezone(due.tzinfo)

    def advance(self, start: datetime, span: timedelta, unit: ClockUnit) -> datetime:
        """The first instant at which ``span`` of counted time has run since ``start``.

        Statutory units count as their ``line``. No span gives ``start`` itself; a negative one
        raises ValueError.
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

    def stretches(
        self, start: datetime, unit: ClockUnit, most: int = 4
    ) -> list[tuple[datetime, datetime]]:
        """The next stretches in which the clock runs after ``start``, the first cut to begin
        there; none for a clock that never rests."""
        if unit.continuous:
            return []
        begin = micros(start)
        track = self._until(unit, begin, begin, int(_DAY / MICRO) * (most + 1))
        found = track.after_instant(begin, most)
        return [(_aware(max(a, begin), start), _aware(b, start)) for a, b in found]

    def add_many(self, starts: Micros, limit: Limit) -> Micros:
        """``add`` of a column of instants (int64[n], microseconds since the epoch, UTC)."""
        if limit.unit.by_date and len(starts):
            return periods.end_many(self, starts, limit)
        return self.advance_many(starts, np.full(len(starts), limit.span // MICRO), limit.unit)

    def paused_many(self, dues: Micros, since: Micros, until: Micros, unit: ClockUnit) -> Micros:
        """``paused`` of columns."""
        if not len(dues):
            return dues
        if unit.by_date:
            later = periods.paused_many(self, dues, since, until, unit)
        else:
            left = np.maximum(self.worked_many(since, dues, unit), 0)
            later = self.advance_many(until, left, unit)
        return np.where(dues <= since, dues, later)

    def carried_many(self, dues: Micros, at: Micros, unit: ClockUnit, to: "WorkCalendar") -> Micros:
        """``carried`` of columns."""
        if not len(dues):
            return dues
        if unit.by_date:
            there = periods.carried_many(self, dues, at, unit, to)
        else:
            left = np.maximum(self.worked_many(at, dues, unit), 0)
            there = to.advance_many(at, left, unit)
        return np.where(dues <= at, dues, there)

    def advance_many(self, starts: Micros, spans: Micros, unit: ClockUnit) -> Micros:
        """``advance`` of columns; ``spans`` in microseconds."""
        if len(spans) and int(spans.min()) < 0:
            raise ValueError("a clock does not run backwards: a span is negative")
        if unit.continuous or not len(starts):
            return starts + spans
        track = self._until(unit, int(starts.min()), int(starts.max()), int(spans.max()))
        ends = track.instants(track.positions(starts) + spans)
        return np.where(spans == 0, starts, ends)

    def worked_many(self, starts: Micros, ends: Micros, unit: ClockUnit) -> Micros:
        """``worked`` of two columns of instants, in microseconds (int64[n])."""
        if unit.continuous or not len(starts):
            return ends - starts
        low = min(int(starts.min()), int(ends.min()))
        high = max(int(starts.max()), int(ends.max()))
        track = self._line(unit, self._year(low), self._year(high))
        return track.positions(ends) - track.positions(starts)

    def dates(self, low: int, high: int) -> Dates:
        """The office's dates from the year before one instant (µs) to the year after another."""
        first, last = self._year(low) - 1, self._year(high) + 1
        a, b, kept = self._dates.get("all", (first, last, None))
        if kept is None or first < a or last > b:
            a, b = min(a, first), max(b, last)
            kept = dates(a, b, self.tz, self._works)
            self._dates["all"] = (a, b, kept)
        return kept

    def _works(self, year: int) -> NDArray[np.bool_]:
        """Which dates of a year are worked."""
        _check(year)
        if not self.has_holiday_data(year):
            holidays.warn_once(year)
        worked = holidays.statutory_workdays(year).copy()
        for day, known in self.overrides.items():
            if day.year == year:
                worked[day.timetuple().tm_yday - 1] = known
        return worked

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
        unit = unit.line
        low, high, kept = self._lines.get(unit, (first, last, None))
        if kept is None or first < low or last > high:
            low, high = min(low, first), max(high, last)
            kept = line(np.concatenate([self._edges(unit, y) for y in range(low, high + 1)]))
            self._lines[unit] = (low, high, kept)
        return kept

    def _edges(self, unit: ClockUnit, year: int) -> Micros:
        """Starts and ends of the stretches of one local year, in order."""
        if (unit, year) not in self._years:
            worked, begins = self._works(year), midnights(year, self.tz)
            starts, ends = begins[:-1][worked], begins[1:][worked]
            if unit is ClockUnit.WORKDAY:
                self._years[unit, year] = np.column_stack([starts, ends]).ravel()
            else:
                self._years[unit, year] = edges(starts, ends, self.duty_hours, self.tz)
        return self._years[unit, year]

    def _year(self, instant: int) -> int:
        return (EPOCH + instant * MICRO).astimezone(self.tz).year


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is outside the working calendar ({FIRST_YEAR}-{LAST_YEAR})")


def _aware(instant: int, like: datetime) -> datetime:
    return (EPOCH + instant * MICRO).astimezone(like.tzinfo)
