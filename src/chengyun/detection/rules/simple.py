"""Rules on a stream's own readings: limits, rates, silence and standstill."""

from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar, get_args

from .base import PER_MINUTE, READINGS, SECONDS, VALUE, Direction, Hours, Rule, Steps


@dataclass(frozen=True, kw_only=True)
class Threshold(Rule):
    """The value lies above (or below) a limit.

    It must lie strictly beyond the limit for `hold_s` seconds of readings without a break
    before the alarm is raised; the alarm clears when the value returns to `clear` (the limit
    itself unless given). `steps` are further limits `(level, severity)`, each beyond the one
    before and more severe: reaching one escalates, leaving it (by the same margin as
    limit − clear) downgrades. Each step has its own hold.

    `hours` are other limits for some hours `(from, to, limit, day)`, local, `day` being all, work
    or rest (with statutory holidays); of several that fit the last counts. `clear` and `steps`
    keep their distance from the limit in force: noise of 75 by day, 55 from 22 to 6 (GB 12523).
    """

    above: float | None = field(default=None, metadata=VALUE)
    below: float | None = field(default=None, metadata=VALUE)
    clear: float | None = field(default=None, metadata=VALUE)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=VALUE)
    hours: Hours = field(default=(), metadata=VALUE)

    kind: ClassVar[str] = "threshold"

    @property
    def sign(self) -> float:
        """+1 for a rule on high values, −1 for one on low values."""
        return 1.0 if self.above is not None else -1.0

    @property
    def limit(self) -> float:
        """The first limit, whichever side it is on."""
        return self.above if self.above is not None else float(self.below or 0.0)

    @property
    def clears_at(self) -> float:
        """Where the first limit clears."""
        return self.limit if self.clear is None else self.clear

    def _check(self) -> None:
        one = (self.above is None) != (self.below is None)
        self._insist(one, "give either above or below")
        self._insist(isfinite(self.limit), "the limit is not a number")
        self._insist_at_least(0, hold_s=self.hold_s)
        clear = self.clears_at
        inside = isfinite(clear) and self.sign * clear <= self.sign * self.limit
        self._insist(inside, f"clear {clear:g} lies beyond the limit {self.limit:g}")
        self._check_steps(self.limit, self.sign, self.steps)
        self._check_hours(self.hours)


@dataclass(frozen=True, kw_only=True)
class RateOfChange(Rule):
    """The value changes faster than `per_minute` between two consecutive readings.

    Readings further apart than `max_gap_s` say nothing about the rate. Clears when the rate
    is back at `clear` (per minute; `per_minute` itself unless given). `steps` as for Threshold.
    """

    per_minute: float = field(metadata=PER_MINUTE)
    direction: Direction = "both"
    clear: float | None = field(default=None, metadata=PER_MINUTE)
    max_gap_s: float = field(default=3600.0, metadata=SECONDS)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=PER_MINUTE)

    kind: ClassVar[str] = "rate"

    @property
    def clears_at(self) -> float:
        """Where the first limit clears."""
        return self.per_minute if self.clear is None else self.clear

    def _check(self) -> None:
        self._insist_positive(per_minute=self.per_minute, max_gap_s=self.max_gap_s)
        self._insist_at_least(0, hold_s=self.hold_s)
        self._insist(
            self.direction in get_args(Direction), f"direction {self.direction!r} is unknown"
        )
        self._insist(
            0 <= self.clears_at <= self.per_minute, "clear must be between 0 and per_minute"
        )
        self._check_steps(self.per_minute, 1.0, self.steps)


@dataclass(frozen=True, kw_only=True)
class Silence(Rule):
    """No reading for `intervals` times the stream's declared interval.

    Found at a tick; clears at the next reading. Streams that have no declared interval, or
    have never spoken, are not watched.
    """

    intervals: float = field(default=3.0, metadata={"unit": "intervals", "least": 1})

    kind: ClassVar[str] = "silence"

    def _check(self) -> None:
        self._insist_at_least(1, intervals=self.intervals)


@dataclass(frozen=True, kw_only=True)
class Stuck(Rule):
    """The value has stayed within `epsilon` of where it stood for `for_s` seconds, and for at
    least `min_readings` readings. Clears at the first reading that moved.
    """

    for_s: float = field(metadata=SECONDS)
    epsilon: float = field(default=0.0, metadata=VALUE)
    min_readings: int = field(default=5, metadata=READINGS)

    kind: ClassVar[str] = "stuck"

    def _check(self) -> None:
        self._insist_positive(for_s=self.for_s)
        self._insist_at_least(0, epsilon=self.epsilon)
        self._insist_at_least(2, min_readings=self.min_readings)
