"""What to watch for: declarations of rules, checked when they are written."""

from dataclasses import dataclass
from math import isfinite
from typing import ClassVar, Literal, get_args

Steps = tuple[tuple[float, int], ...]
Direction = Literal["rise", "fall", "both"]
Side = Literal["high", "low", "both"]

MOST_SEVERE, LEAST_SEVERE = 1, 4


class RuleError(ValueError):
    """A rule that cannot be: the message names the rule and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules share: which property they watch, and the case they lead to.

    `severity` is 1 (most severe, 特急) to 4 (轻微).
    """

    key: str
    case_type: str
    severity: int
    property: str
    title_zh: str
    title_en: str

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        for name in ("key", "case_type", "property", "title_zh", "title_en"):
            self._insist(bool(getattr(self, name)), f"{name} is empty")
        self._insist_severity(self.severity)
        self._check()

    def _check(self) -> None:
        raise NotImplementedError

    def _insist(self, holds: bool, complaint: str) -> None:
        if not holds:
            raise RuleError(f"rule {self.key!r}: {complaint}")

    def _insist_severity(self, severity: int) -> None:
        known = MOST_SEVERE <= severity <= LEAST_SEVERE
        self._insist(known, f"severity {severity} is not between 1 (most severe) and 4")

    def _insist_at_least(self, least: float, **given: float) -> None:
        for name, value in given.items():
            self._insist(
                isfinite(value) and value >= least, f"{name} must be {least:g} or more: {value}"
            )

    def _insist_positive(self, **given: float) -> None:
        for name, value in given.items():
            self._insist(isfinite(value) and value > 0, f"{name} must be above zero, not {value}")

    def _check_steps(self, base: float, sign: float, steps: Steps) -> None:
        level, severity = base, self.severity
        for step_level, step_severity in steps:
            self._insist_severity(step_severity)
            self._insist(
                sign * step_level > sign * level,
                f"step {step_level:g} does not lie beyond {level:g}",
            )
            self._insist(step_severity < severity, f"step {step_level:g} is not more severe")
            level, severity = step_level, step_severity


@dataclass(frozen=True, kw_only=True)
class Threshold(Rule):
    """The value lies above (or below) a limit.

    It must lie strictly beyond the limit for `hold_s` seconds of readings without a break
    before the alarm is raised; the alarm clears when the value returns to `clear` (the limit
    itself unless given). `steps` are further limits `(level, severity)`, each beyond the one
    before and more severe: reaching one escalates, leaving it (by the same margin as
    limit − clear) downgrades. Each step has its own hold.
    """

    above: float | None = None
    below: float | None = None
    clear: float | None = None
    hold_s: float = 0.0
    steps: Steps = ()

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


@dataclass(frozen=True, kw_only=True)
class RateOfChange(Rule):
    """The value changes faster than `per_minute` between two consecutive readings.

    Readings further apart than `max_gap_s` say nothing about the rate. Clears when the rate
    is back at `clear` (per minute; `per_minute` itself unless given). `steps` as for Threshold.
    """

    per_minute: float
    direction: Direction = "both"
    clear: float | None = None
    max_gap_s: float = 3600.0
    hold_s: float = 0.0
    steps: Steps = ()

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

    intervals: float = 3.0

    kind: ClassVar[str] = "silence"

    def _check(self) -> None:
        self._insist_at_least(1, intervals=self.intervals)


@dataclass(frozen=True, kw_only=True)
class Stuck(Rule):
    """The value has stayed within `epsilon` of where it stood for `for_s` seconds, and for at
    least `min_readings` readings. Clears at the first reading that moved.
    """

    for_s: float
    epsilon: float = 0.0
    min_readings: int = 5

    kind: ClassVar[str] = "stuck"

    def _check(self) -> None:
        self._insist_positive(for_s=self.for_s)
        self._insist_at_least(0, epsilon=self.epsilon)
        self._insist_at_least(2, min_readings=self.min_readings)


@dataclass(frozen=True, kw_only=True)
class Baseline(Rule):
    """The value lies `z` standard deviations from what is usual in this hour of the week.

    Mean and variance are learnt per stream and local hour of week, exponentially weighted over
    about `memory_weeks` weeks at the stream's declared interval. A bucket speaks after
    `min_weeks` weeks' worth of readings and never before `min_count`. The standard deviation
    is taken as `floor_sd` (unit of the property) at least. Values beyond `z` are not learnt.
    Clears when the score is back at `clear` (half of z unless given). `steps` are in z.
    """

    z: float = 4.0
    side: Side = "both"
    clear: float | None = None
    floor_sd: float = 1e-6
    min_weeks: float = 2.0
    min_count: int = 8
    memory_weeks: float = 8.0
    hold_s: float = 0.0
    steps: Steps = ()

    kind: ClassVar[str] = "baseline"

    @property
    def clears_at(self) -> float:
        """Where the first limit clears."""
        return self.z / 2 if self.clear is None else self.clear

    def _check(self) -> None:
        self._insist_positive(z=self.z, memory_weeks=self.memory_weeks)
        self._insist_at_least(1e-9, floor_sd=self.floor_sd)
        self._insist_at_least(0, hold_s=self.hold_s, min_weeks=self.min_weeks)
        self._insist_at_least(2, min_count=self.min_count)
        self._insist(self.side in get_args(Side), f"side {self.side!r} is unknown")
        self._insist(0 <= self.clears_at <= self.z, "clear must be between 0 and z")
        self._check_steps(self.z, 1.0, self.steps)
