"""Working time numbered from a day: unit 0 is the first one not before it, -1 the last before it.

A unit is a workday, or a minute of work where a calendar counts so finely.
"""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

_DAY = timedelta(days=1)
# A calendar without a workday in so many days is a mistake, not a holiday.
_LONGEST_BREAK = 400
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
Units = Callable[[date], int]


class WorkdayLine:
    """Looks working time up by number and counts it; raises ValueError where there is none.

    ``units`` says how much is worked on a date; of a mere workday or not, 1 or 0.
    """

    def __init__(self, today: date, units: Units) -> None:
        self._units = units
        self._low = today
        # How much is worked from today to the beginning of each date from the lowest one on.
        self._before = np.zeros(1, np.int64)

    def __getitem__(self, number: int) -> date:
        """The date that unit is worked on."""
        return self.starts([number])[0]

    def copy(self) -> "WorkdayLine":
        """One that grows by itself, for another thread."""
        made = WorkdayLine(self._low, self._units)
        made._before = self._before
        return made

    def starts(self, numbers: ArrayLike) -> list[date]:
        """The dates on which work begins that starts with these units."""
        return list(map(date.fromordinal, self.start_days(numbers).tolist()))

    def ends(self, numbers: ArrayLike) -> list[date]:
        """The dates on which work ends whose last unit is the one before each of these."""
        return list(map(date.fromordinal, self.end_days(numbers).tolist()))

    def start_days(self, numbers: ArrayLike) -> NDArray[np.int64]:
        """The same as `starts`, as ordinals."""
        return self._days(np.asarray(numbers, np.int64), "right")

    def end_days(self, numbers: ArrayLike) -> NDArray[np.int64]:
        """The same as `ends`, as ordinals."""
        return self._days(np.asarray(numbers, np.int64), "left")

    def before(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """`count_before` of ordinals; 0, as of no day, counts as the first day of the line."""
        known = np.where(days == 0, self._low.toordinal(), days)
        if not known.size:
            return known
        for edge in (known.min(), known.max()):
            self.count_before(date.fromordinal(int(edge)))
        return np.asarray(self._before[known - self._low.toordinal()], np.int64)

    def until(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """`count_until` of ordinals."""
        return self.before(np.where(days == 0, 0, days + 1))

    def count_until(self, day: date) -> int:
        """How much is worked from today to the end of ``day``; negative for what has been since."""
        return self.count_before(day + _DAY)

    def count_before(self, day: date) -> int:
        """How much is worked from today to the beginning of ``day``."""
        if (behind := (self._low - day).days) > 0:
            self._grow_behind(behind)
        if (ahead := (day - self._high).days) > 0:
            self._grow_ahead(ahead)
        return int(self._before[(day - self._low).days])

    @property
    def _high(self) -> date:
        return self._low + _DAY * (len(self._before) - 1)

    def _days(self, numbers: NDArray[np.int64], side: str) -> NDArray[np.int64]:
        if not numbers.size:
            return numbers
        self._reach(int(numbers.min()), int(numbers.max()))
        rows = np.searchsorted(self._before, numbers, side) - 1  # type: ignore[call-overload]
        return np.asarray(rows + self._low.toordinal(), np.int64)

    def _reach(self, low: int, high: int) -> None:
        while self._before[0] >= low:
            self._grow_behind(self._likely(int(self._before[0]) - low))
        while self._before[-1] <= high:
            self._grow_ahead(self._likely(high - int(self._before[-1])))

    def _likely(self, missing: int) -> int:
        """Dates that so much takes at least: no calendar is asked about years nobody works in."""
        return max(1, missing // max(1, int(np.diff(self._before).max(initial=1))))

    def _grow_ahead(self, count: int) -> None:
        self._refuse_far(self._high, count)
        worked = [int(self._units(self._high + _DAY * i)) for i in range(count)]
        more = self._before[-1] + np.cumsum(worked)
        self._before = np.concatenate([self._before, more])
        self._refuse_idle(self._before[-_LONGEST_BREAK - 1 :], self._high)

    def _grow_behind(self, count: int) -> None:
        self._refuse_far(self._low, -count)
        worked = [int(self._units(self._low - _DAY * (i + 1))) for i in range(count)]
        less = self._before[0] - np.cumsum(worked)
        self._before = np.concatenate([less[::-1], self._before])
        self._low -= _DAY * count
        self._refuse_idle(self._before[: _LONGEST_BREAK + 1], self._low)

    def _refuse_far(self, day: date, count: int) -> None:
        year = day.year + count / 365
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(f"a date is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")

    def _refuse_idle(self, stretch: NDArray[np.int64], day: date) -> None:
        if len(stretch) > _LONGEST_BREAK and stretch[0] == stretch[-1]:
            raise ValueError(f"there is no workday within {_LONGEST_BREAK} days of {day}")
