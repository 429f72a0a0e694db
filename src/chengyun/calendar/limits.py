"""Time limits: an amount of one of the four clock units, and its short code ("2uh", "3wd")."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, Self

_CODE = re.compile(r"([1-9][0-9]*)(uh|h|wd|d)")


class _Facts(NamedTuple):
    span: timedelta
    continuous: bool
    title_zh: str
    title_en: str


class ClockUnit(StrEnum):
    """How a clock counts (GB/T 30428.8 usage); the value is the short code.

    URGENT_HOUR 紧急工作时 and DAY 自然日 run without a break. WORK_HOUR 工作时 runs only inside the
    duty hours of workdays. WORKDAY 工作日 runs through all 24 hours of a workday and stands still
    on weekends and holidays: three workdays from Wednesday 10:30 end on Monday at 10:30.
    """

    URGENT_HOUR = "uh"
    WORK_HOUR = "h"
    WORKDAY = "wd"
    DAY = "d"

    @property
    def span(self) -> timedelta:
        """Counted time that makes one unit: an hour, or 24 hours."""
        return _FACTS[self].span

    @property
    def continuous(self) -> bool:
        """True if nights, weekends and holidays count too."""
        return _FACTS[self].continuous

    @property
    def title_zh(self) -> str:
        return _FACTS[self].title_zh

    @property
    def title_en(self) -> str:
        return _FACTS[self].title_en


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FACTS = {
    ClockUnit.URGENT_HOUR: _Facts(_HOUR, True, "紧急工作时", "urgent hour"),
    ClockUnit.WORK_HOUR: _Facts(_HOUR, False, "工作时", "working hour"),
    ClockUnit.WORKDAY: _Facts(_DAY, False, "工作日", "working day"),
    ClockUnit.DAY: _Facts(_DAY, True, "自然日", "calendar day"),
}


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
        """Read a short code: an amount and uh, h, wd or d. Raises ValueError for anything else."""
        match = _CODE.fullmatch(code.strip())
        if match is None:
            raise ValueError(f"{code!r} is not a limit: write an amount and uh, h, wd or d")
        return cls(int(match[1]), ClockUnit(match[2]))

    @property
    def span(self) -> timedelta:
        """Counted time of the whole limit."""
        return self.amount * self.unit.span

    @property
    def label_zh(self) -> str:
        return f"{self.amount}个{self.unit.title_zh}"

    @property
    def label_en(self) -> str:
        return f"{self.amount} {self.unit.title_en}{'s' * (self.amount > 1)}"

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"
