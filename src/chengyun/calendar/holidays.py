"""Which days are worked in mainland China: weekends, statutory holidays, make-up workdays 调休.

The yearly notices of the State Council come from the package ``chinesecalendar``. It ends with the
last published notice; later years fall back to Monday to Friday, with one warning for each year.
"""

from datetime import date
from functools import cache, lru_cache

import chinese_calendar
import numpy as np
import structlog
from numpy.typing import NDArray

log = structlog.get_logger(__name__)

SATURDAY = 5


@cache
def has_holiday_data(year: int) -> bool:
    """True if the holiday notice of that year is known; otherwise Monday to Friday is assumed."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def warn_once(year: int) -> None:
    """Say, once in the life of the process, that a year's holidays are not known."""
    log.warning("holiday_data_missing", year=year, fallback="Monday to Friday are workdays")


@lru_cache(maxsize=4096)
def is_statutory_workday(day: date) -> bool:
    """True if ``day`` is worked by the published notice, or by the week where there is none."""
    if has_holiday_data(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


@cache
def statutory_workdays(year: int) -> NDArray[np.bool_]:
    """`is_statutory_workday` of every date of a year, in order; not to be written to."""
    first, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    worked = np.array([is_statutory_workday(date.fromordinal(n)) for n in range(first, end)])
    worked.setflags(write=False)
    return worked


def holiday_name(day: date) -> tuple[str, str]:
    """The published holiday that a rest day belongs to, in Chinese and English; else empty."""
    if not has_holiday_data(day.year):
        return "", ""
    off, name = chinese_calendar.get_holiday_detail(day)
    return (str(chinese_calendar.Holiday(name).chinese), str(name)) if off and name else ("", "")
