"""Local time for rules: the hour of the day, and whether the day is worked."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar import WorkCalendar

from .compiled import compiled
from .readings import Ints

SECOND = 1_000_000
HOUR, DAY = 3600 * SECOND, 24 * 3600 * SECOND
HOURS, BUCKETS = 24, 48
"""Hours of a day; hours of the two kinds of day: workdays first, then rest days."""
FIRST, LAST = 1990, 2100
EPOCH = date(1970, 1, 1)
EPOCH_WEEKDAY, SATURDAY = 3, 5

Kinds = NDArray[np.uint8]


class Clock:
    """The local clock of one zone and one working calendar (China's statutory holidays and make-up
    workdays unless given). A year whose notice is not known has its rest days at the weekend; the
    calendar says so once.
    """

    def __init__(self, zone: tzinfo, calendar: WorkCalendar | None = None) -> None:
        self.calendar = calendar or WorkCalendar()
        self.begins, self.offsets = transitions(zone)
        days = np.arange((date(LAST + 1, 1, 1) - EPOCH).days)
        self.rests: Kinds = ((days + EPOCH_WEEKDAY) % 7 >= SATURDAY).astype(np.uint8)
        """Per day since 1970-01-01: 1 if it is a rest day. Years are looked up when they come."""
        self.years: set[int] = set()

    def know(self, time: Ints) -> None:
        """Look up the years of the given times (in order) and of the days around them."""
        for at in (int(time[0]) - DAY, int(time[-1]) + DAY):
            year = (EPOCH + timedelta(days=min(max(at // DAY, 0), len(self.rests) - 1))).year
            if year not in self.years:
                self._know(year)

    def _know(self, year: int) -> None:
        self.years.add(year)
        first = (date(year, 1, 1) - EPOCH).days
        for day in range(first, (date(year + 1, 1, 1) - EPOCH).days):
            worked = self.calendar.is_workday(EPOCH + timedelta(days=day))
            self.rests[day] = not worked

    def buckets(self, time: Ints) -> Kinds:
        """Bucket (kind of day × 24 + hour) of each time, uint8[n]; times in order."""
        found = np.empty(len(time), np.uint8)
        if len(time):
            self.know(time)
            _buckets(time, self.begins, self.offsets, self.rests, found)
        return found


def when(bucket: int) -> dict[str, Any]:
    """What the detail of an alarm tells of a bucket."""
    return {"hour": bucket % HOURS, "day": "rest" if bucket >= HOURS else "work"}


def fixed(utc_offset_s: int) -> tzinfo:
    """A zone without changes."""
    return timezone(timedelta(seconds=utc_offset_s)) if utc_offset_s else UTC


@cache
def transitions(zone: tzinfo) -> tuple[Ints, Ints]:
    """Since when (µs UTC) the zone has which offset (µs), from 1990 to 2100. Columns in order."""
    week = timedelta(days=7)
    at, end = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 1, 1, tzinfo=UTC)
    begins, offsets = [0], [_offset(zone, at)]
    while at < end:
        if _offset(zone, at + week) != offsets[-1]:
            begins.append(_change(zone, at, at + week))
            offsets.append(_offset(zone, at + week))
        at += week
    return np.array(begins, np.int64), np.array(offsets, np.int64)


def _change(zone: tzinfo, before: datetime, after: datetime) -> int:
    """The second at which the offset changes between two moments, in µs."""
    low, high = int(before.timestamp()), int(after.timestamp())
    old = _offset(zone, before)
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(zone, datetime.fromtimestamp(middle, UTC)) == old
        low, high = (middle, high) if same else (low, middle)
    return high * SECOND


def _offset(zone: tzinfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    return offset // timedelta(microseconds=1)


@compiled
def offset_at(time: int, begins: Ints, offsets: Ints) -> int:
    """Offset of the zone at a time, both µs."""
    later = np.searchsorted(begins, time, side="right")
    return int(offsets[later - 1 if later else 0])


@compiled
def bucket_at(local: int, rests: Kinds) -> int:
    """Bucket of a local time in µs."""
    day = min(max(local // 86_400_000_000, 0), len(rests) - 1)
    return int(rests[day]) * 24 + (local // 3_600_000_000) % 24


@compiled
def _buckets(time: Ints, begins: Ints, offsets: Ints, rests: Kinds, found: Kinds) -> None:
    start, end, bucket = 0, 0, 0
    for row in range(len(time)):
        at = time[row]
        if not start <= at < end:
            local = at + offset_at(at, begins, offsets)
            start = at - local % 900_000_000
            end = start + 900_000_000
            bucket = bucket_at(local, rests)
        found[row] = bucket
