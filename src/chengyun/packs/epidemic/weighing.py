"""Several early warnings weighed together, each by what its own alarms were worth.

For each source the past year tells how often it alarmed while nothing was about (its false-alarm
rate) and how often in the days around the beginning of a wave. Their ratio is what an alarm, or its
absence, says (likelihood ratio); odds before × the ratios of all sources = odds after. The sources
are taken as independent of each other, which overstates what two that follow one cause say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod

# Around the first day of a wave: an alarm so many days before or after it has caught it.
BEFORE, AFTER = 14, 7
YEAR = 365
# What came of the last weeks is not settled yet; the year that is counted ends before them.
SETTLED = 21


@dataclass(frozen=True)
class Wave:
    """A wave that was confirmed afterwards: first and last day."""

    began: date
    ended: date

    def opens(self, day: date) -> bool:
        """True on the days around its beginning."""
        return self.began - timedelta(BEFORE) <= day <= self.began + timedelta(AFTER)

    def is_about(self, day: date) -> bool:
        """True while an alarm is not a false one."""
        return self.began - timedelta(BEFORE) <= day <= self.ended + timedelta(AFTER)


@dataclass(frozen=True)
class Record:
    """What a source did over a year, by days that it spoke of: false alarms and quiet days, alarms
    and days at the beginnings of waves, waves caught of how many, days ahead of each."""

    false: int
    quiet: int
    hits: int
    opening: int
    caught: int
    waves: int
    ahead: tuple[int, ...]

    @property
    def false_rate(self) -> float:
        """The share of quiet days with an alarm; half a day is added so that none is certain."""
        return (self.false + 0.5) / (self.quiet + 1)

    @property
    def hit_rate(self) -> float:
        """The share of a wave's first days with an alarm, likewise."""
        return (self.hits + 0.5) / (self.opening + 1)

    def ratio(self, alarm: bool | None) -> float:
        """How much likelier a wave is by an alarm, its absence, or nothing heard (None)."""
        if alarm is None:
            return 1.0
        hit, false = self.hit_rate, self.false_rate
        return hit / false if alarm else (1 - hit) / (1 - false)


States = Mapping[date, bool]


def lasting(days: Sequence[date], alarms: Sequence[bool], keeps: int) -> dict[date, bool]:
    """The state of each calendar day: an alarm lasts so many days, as does its absence; days
    further from any figure are not there."""
    told: dict[date, bool] = {}
    for day, alarm in zip(days, alarms, strict=True):
        for n in range(keeps):
            at = day + timedelta(n)
            told[at] = told.get(at, False) or alarm
    return told


def record(states: States, waves: Sequence[Wave], until: date) -> Record:
    """What a source did in the year up to a day, that day not counted."""
    year = [until - timedelta(n) for n in range(YEAR, 0, -1)]
    held = [day for day in year if day in states]
    quiet = [day for day in held if not any(one.is_about(day) for one in waves)]
    opening = [day for day in held if any(one.opens(day) for one in waves)]
    counted = [one for one in waves if year[0] <= one.began < until]
    first = [_first(states, one) for one in counted]
    ahead = tuple((one.began - day).days for one, day in zip(counted, first, strict=True) if day)
    return Record(
        false=sum(states[day] for day in quiet),
        quiet=len(quiet),
        hits=sum(states[day] for day in opening),
        opening=len(opening),
        caught=len(ahead),
        waves=len(counted),
        ahead=ahead,
    )


def _first(states: States, wave: Wave) -> date | None:
    days = (wave.began + timedelta(n) for n in range(-BEFORE, AFTER + 1))
    return next((day for day in days if states.get(day)), None)


def base_rate(waves: Sequence[Wave], until: date) -> float:
    """How likely it was before: the share of the year's days at the beginning of a wave, never
    none."""
    year = (until - timedelta(n) for n in range(1, YEAR + 1))
    return (sum(any(one.opens(day) for one in waves) for day in year) + 0.5) / (YEAR + 1)


def weighed(base: float, ratios: Sequence[float]) -> float:
    """The probability after: odds before times each ratio."""
    odds = base / (1 - base) * prod(ratios)
    return odds / (1 + odds)
