"""When a million open cases are due and how much time they have left, beside the definition case
by case and beside NumPy's bare business days (dates only: no hours, no pauses, one calendar).
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from chengyun.calendar import (
    Clocks,
    Limit,
    Pauses,
    WorkCalendar,
    due_many,
    parse_duty_hours,
    remaining_many,
)
from chengyun.calendar.holidays import statutory_workdays
from chengyun.calendar.instants import micros, moment
from tests.perf.report import Row, row

CASES, SAMPLE, OFFICES = 1_000_000, 2_000, 24
LIMITS = ("2uh", "4h", "2h", "1wd", "5wd", "20wd", "15d", "15sd", "60sd", "5swd", "2mo")
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAY_US = 86_400_000_000
Result = tuple[np.ndarray, np.ndarray]


def offices() -> list[WorkCalendar]:
    """Units that begin at different hours, each with a rest day of its own."""
    hours = ("08:00-12:00,14:00-18:00", "09:00-17:30", "08:30-11:30,13:30-17:30", "00:00-24:00")
    first = date(2026, 9, 1)
    return [
        WorkCalendar(parse_duty_hours(hours[i % 4]), {first + timedelta(days=i): False})
        for i in range(OFFICES)
    ]


def open_cases() -> tuple[np.ndarray, Clocks, Pauses]:
    """A million cases begun in the last 120 days; every fifth was paused, some of them twice."""
    rng = np.random.default_rng(4)
    starts = micros(NOW) - rng.integers(0, 120 * DAY_US, CASES)
    limits = [Limit.parse(code) for code in LIMITS]
    clocks = Clocks(
        limits, rng.integers(0, len(limits), CASES), offices(), rng.integers(0, OFFICES, CASES)
    )
    counts = rng.choice([0, 1, 2], CASES, p=[0.8, 0.15, 0.05])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    owner = np.repeat(np.arange(CASES), counts)
    number = np.arange(len(owner)) - offsets[owner]
    since = starts[owner] + number * DAY_US + rng.integers(0, DAY_US // 2, len(owner))
    return starts, clocks, Pauses(offsets, since, since + rng.integers(0, DAY_US // 2, len(owner)))


def in_columns(starts: np.ndarray, clocks: Clocks, pauses: Pauses) -> Result:
    dues = due_many(starts, clocks, pauses)
    return dues, remaining_many(dues, micros(NOW), clocks)


def one_by_one(starts: np.ndarray, clocks: Clocks, pauses: Pauses, rows: range) -> Result:
    """The definition, of some rows."""
    found = []
    for i in rows:
        office, limit = clocks.calendars[clocks.calendar_of[i]], clocks.limits[clocks.limit_of[i]]
        due = office.add(moment(starts[i]), limit)
        for k in range(pauses.offsets[i], pauses.offsets[i + 1]):
            due = office.paused(due, moment(pauses.since[k]), moment(pauses.until[k]), limit.unit)
        left = office.worked(NOW, due, limit.unit) // timedelta(microseconds=1)
        found.append((micros(due), left))
    dues, lefts = zip(*found, strict=True)
    return np.array(dues), np.array(lefts)


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = what()
    return time.perf_counter() - begun, result


def bare_business_days(starts: np.ndarray) -> np.ndarray:
    """Five workdays later, by date, as `numpy.busday_offset` does it."""
    rest = [
        date(2026, 1, 1) + timedelta(days=int(n))
        for n in np.flatnonzero(~statutory_workdays(2026))
        if (date(2026, 1, 1) + timedelta(days=int(n))).weekday() < 5
    ]
    days = starts.astype("datetime64[us]").astype("datetime64[D]")
    return np.busday_offset(days, 5, roll="forward", holidays=rest)


def run() -> list[Row]:
    """The rows of the table; stops if a sampled row differs from the definition."""
    starts, clocks, pauses = open_cases()
    cold, (dues, left) = timed(lambda: in_columns(starts, clocks, pauses))
    warm = min(timed(lambda: in_columns(starts, clocks, pauses))[0] for _ in range(5))
    rows = range(0, CASES, CASES // SAMPLE)
    one_by_one(starts, clocks, pauses, range(0, CASES, CASES // 50))
    single, (expected, expected_left) = timed(lambda: one_by_one(starts, clocks, pauses, rows))
    at = np.array(rows)
    assert np.array_equal(dues[at], expected) and np.array_equal(left[at], expected_left)
    bare = min(timed(lambda: bare_business_days(starts))[0] for _ in range(3))
    rate, peer = CASES / warm, len(rows) / single
    return [
        row("due and left of open cases, 24 offices", rate, "1/s", "one by one (sample)", peer),
        row("the same", rate, "1/s", "numpy.busday_offset (dates only)", CASES / bare),
        row("a million of them, calendars not yet built", cold, "s", "wanted", 1.0),
    ]
