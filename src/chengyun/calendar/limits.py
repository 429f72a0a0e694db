"""Time limits: an amount of one of the clock units, and its short code ("2uh", "3wd", "60sd").

Two families. The clocks of digital urban management run on from the instant they are started. The
statutory periods are counted by date: the day on which they begin does not count, and they end at
24:00 of their last day (民法典 arts. 200-204).
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Self

_CODE = re.compile(r"([1-9][0-9]*)(uh|h|wd|d|sd|swd|mo|y)")


class _Facts(NamedTuple):
    span: timedelta
    line: str
    by_date: bool
    title_zh: str
    title_en: str
    form_zh: str
    form_en: tuple[str, str]


class ClockUnit(StrEnum):
    """How a clock counts; the value is the short code.

    Running clocks (GB/T 30428.8 usage): URGENT_HOUR 紧急工作时 and DAY 自然日 run without a break.
    WORK_HOUR 工作时 runs only inside the duty hours of workdays. WORKDAY 工作日 runs through all 24
    hours of a workday and stands still on weekends and holidays: three workdays from Wednesday
    10:30 end on Monday at 10:30.

    Statutory periods, counted by date (民法典 art. 201 para. 1: the first day does not count; art.
    203 para. 2: the last day ends at 24:00). STATUTORY_DAY 日 counts every date, MONTH 月 and YEAR
    年 end on the corresponding day of the last month, or on the last day of that month if it has
    none (art. 202); where the last day is a rest day, the day after the rest days takes its place
    (art. 203 para. 1). STATUTORY_WORKDAY 工作日 counts only the dates that are worked (行政许可法
    art. 82). Petitions 信访 have 15, 60 and 30 days of the former kind (信访工作条例 arts. 34-35;
    上海市信访条例 arts. 30-40).
    """

    URGENT_HOUR = "uh"
    WORK_HOUR = "h"
    WORKDAY = "wd"
    DAY = "d"
    STATUTORY_DAY = "sd"
    STATUTORY_WORKDAY = "swd"
    MONTH = "mo"
    YEAR = "y"

    @property
    def span(self) -> timedelta:
        """Counted time of one unit: an hour or 24 hours; nominally 30 or 365 days for months and
        years, of which only shares of a limit are taken."""
        return _FACTS[self].span

    @property
    def line(self) -> "ClockUnit":
        """The running clock by which the time left is counted: itself, `d` or `wd`."""
        return ClockUnit(_FACTS[self].line)

    @property
    def continuous(self) -> bool:
        """True if nights, weekends and holidays count too."""
        return _FACTS[self].line in ("uh", "d")

    @property
    def by_date(self) -> bool:
        """True for a statutory period: it begins after its first day and ends at 24:00."""
        return _FACTS[self].by_date

    @property
    def title_zh(self) -> str:
        return _FACTS[self].title_zh

    @property
    def title_en(self) -> str:
        return _FACTS[self].title_en


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FACTS = {
    ClockUnit.URGENT_HOUR: _Facts(
        _HOUR, "uh", False, "紧急工作时", "urgent hour",
        "{}个紧急工作时", ("{} urgent hour", "{} urgent hours"),
    ),
    ClockUnit.WORK_HOUR: _Facts(
        _HOUR, "h", False, "工作时", "working hour",
        "{}个工作时", ("{} working hour", "{} working hours"),
    ),
    ClockUnit.WORKDAY: _Facts(
        _DAY, "wd", False, "工作日", "working day",
        "{}个工作日", ("{} working day", "{} working days"),
    ),
    ClockUnit.DAY: _Facts(
        _DAY, "d", False, "自然日", "calendar day",
        "{}个自然日", ("{} calendar day", "{} calendar days"),
    ),
    ClockUnit.STATUTORY_DAY: _Facts(
        _DAY, "d", True, "日（法定期间）", "statutory day",
        "{}日（法定期间）", ("{} statutory day", "{} statutory days"),
    ),
    ClockUnit.STATUTORY_WORKDAY: _Facts(
        _DAY, "wd", True, "工作日（法定期间）", "statutory working day",
        "{}个工作日（法定期间）", ("{} statutory working day", "{} statutory working days"),
    ),
    ClockUnit.MONTH: _Facts(
        30 * _DAY, "d", True, "月", "month", "{}个月", ("{} month", "{} months"),
    ),
    ClockUnit.YEAR: _Facts(
        365 * _DAY, "d", True, "年", "year", "{}年", ("{} year", "{} years"),
    ),
}  # fmt: skip
MONTHS = {ClockUnit.MONTH: 1, ClockUnit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit, as ``Limit(3, ClockUnit.WORKDAY)`` or ``Limit.parse("3wd")``.

    Raises ValueError if the amount is not a whole number above zero.
    """

    amount: int
    unit: ClockUnit

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or self.amount < 1:
            raise ValueError(f"a limit needs a whole amount above zero, not {self.amount!r}")

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a short code: an amount and uh, h, wd, d, sd, swd, mo or y. Raises ValueError for
        anything else."""
        return cls(*_parts(code))

    @property
    def span(self) -> timedelta:
        """Counted time of the whole limit (nominal for months and years)."""
        return self.amount * self.unit.span

    @property
    def months(self) -> int:
        """Calendar months of the limit; 0 where it is not counted in months."""
        return self.amount * MONTHS.get(self.unit, 0)

    @property
    def label_zh(self) -> str:
        return _FACTS[self.unit].form_zh.format(self.amount)

    @property
    def label_en(self) -> str:
        return _FACTS[self.unit].form_en[self.amount > 1].format(self.amount)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"


@lru_cache(maxsize=1024)
def _parts(code: str) -> tuple[int, ClockUnit]:
    match = _CODE.fullmatch(code.strip())
    if match is None:
        raise ValueError(
            f"{code!r} is not a limit: write an amount and uh, h, wd, d, sd, swd, mo or y"
        )
    return int(match[1]), ClockUnit(match[2])
