"""The dates of an office as columns: where each begins, and which are worked."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar.instants import micros
from chengyun.calendar.line import Micros


@dataclass(frozen=True, slots=True)
class Dates:
    """Consecutive dates from ordinal ``first``.

    ``midnights`` has one more than there are dates: instants (µs) at which each begins, and the
    last ends. ``worked`` is the number of workdays up to and with each date; ``opens`` the index
    of the date itself if it is worked, else of the next one that is.
    """

    first: int
    midnights: Micros
    worked: NDArray[np.int64]
    opens: NDArray[np.int64]

    def index(self, instants: Micros) -> NDArray[np.int64]:
        """The date that each instant is in."""
        at: Micros = np.searchsorted(self.midnights, instants, side="right")
        return at - 1

    def end(self, dates: NDArray[np.int64]) -> Micros:
        """24:00 of dates."""
        return self.midnights[dates + 1]

    def workday(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The date with which so many workdays are reached."""
        return np.searchsorted(self.worked, counts, side="left")

    def after_months(self, dates: NDArray[np.int64], months: int) -> NDArray[np.int64]:
        """The corresponding dates so many months later, or the last of a shorter month (民法典
        art. 202). Exactly `months_later` of each."""
        days = (dates + self.first - _EPOCH_ORDINAL).astype("datetime64[D]")
        month = days.astype("datetime64[M]")
        within = days - month.astype("datetime64[D]")
        target = month + months
        longest = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - 1
        reached = target.astype("datetime64[D]") + np.minimum(within, longest)
        ordinals: Micros = reached.astype(np.int64) + _EPOCH_ORDINAL
        return ordinals - self.first


_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def months_later(day: date, months: int) -> date:
    """The corresponding date so many months later, or the last of a shorter month (art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=2048)
def midnights(year: int, tz: tzinfo) -> Micros:
    """When each local date of a year begins, and when the last one ends (int64[366 or 367])."""
    first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    days = map(date.fromordinal, range(first, end + 1))
    begins = (micros(datetime(d.year, d.month, d.day, tzinfo=tz)) for d in days)
    column = np.fromiter(begins, np.int64)
    column.setflags(write=False)
    return column


def dates(first: int, last: int, tz: tzinfo, works: Callable[[int], NDArray[np.bool_]]) -> Dates:
    """The dates of whole years; ``works`` says of a year which of its dates are worked."""
    years = range(first, last + 1)
    begins = np.concatenate([*(midnights(y, tz)[:-1] for y in years), midnights(last, tz)[-1:]])
    worked = np.concatenate([works(y) for y in years])
    index = np.arange(len(worked))
    opens = np.where(worked, index, len(worked))
    opens = np.minimum.accumulate(opens[::-1])[::-1]
    return Dates(date(first, 1, 1).toordinal(), begins, np.cumsum(worked), opens)
