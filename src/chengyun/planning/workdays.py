"""Workdays numbered from a day: 0 is the first one not before it, -1 the last one before it."""

from collections.abc import Callable
from datetime import date, timedelta

_DAY = timedelta(days=1)
# A calendar without a workday in so many days is a mistake, not a holiday.
_LONGEST_BREAK = 400


class WorkdayLine:
    """Looks workdays up by number and counts them; raises ValueError where there are none."""

    def __init__(self, today: date, is_workday: Callable[[date], bool]) -> None:
        self._today = today
        self._is_workday = is_workday
        self._ahead: list[date] = []
        self._behind: list[date] = []

    def __getitem__(self, number: int) -> date:
        """The workday of that number."""
        if number < 0:
            return self._grown(self._behind, -number, -_DAY)[-number - 1]
        return self._grown(self._ahead, number + 1, _DAY)[number]

    def count_until(self, day: date) -> int:
        """How many workdays there are to the end of ``day``; negative for those since."""
        if day >= self._today:
            return sum(map(self._is_workday, _days(self._today, day)))
        return -sum(map(self._is_workday, _days(day + _DAY, self._today - _DAY)))

    def _grown(self, found: list[date], count: int, step: timedelta) -> list[date]:
        while len(found) < count:
            day = found[-1] + step if found else self._first(step)
            found.append(self._next(day, step))
        return found

    def _first(self, step: timedelta) -> date:
        return self._today if step > timedelta(0) else self._today - _DAY

    def _next(self, day: date, step: timedelta) -> date:
        for i in range(_LONGEST_BREAK):
            if self._is_workday(day + i * step):
                return day + i * step
        raise ValueError(f"there is no workday within {_LONGEST_BREAK} days of {day}")


def _days(first: date, last: date) -> list[date]:
    return [first + i * _DAY for i in range((last - first).days + 1)]
