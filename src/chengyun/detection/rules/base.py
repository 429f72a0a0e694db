"""What all rules share, and in which units their fields are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, ClassVar, Literal, get_args

Steps = tuple[tuple[float, int], ...]
Hours = tuple[tuple[int, int, float, str], ...]
"""Local hour from, hour to (before which it ends; past midnight if smaller), limit, kind of day."""
Day = Literal["all", "work", "rest"]
Direction = Literal["rise", "fall", "both"]
Side = Literal["high", "low", "both"]

MOST_SEVERE, LEAST_SEVERE = 1, 4

About = Mapping[str, Any]
"""What a form must know of a field: unit, least, most. Unit "value" is the property's own."""
VALUE: About = {"unit": "value"}
PER_MINUTE: About = {"unit": "value/min", "least": 0}
SECONDS: About = {"unit": "s", "least": 0}
METRES: About = {"unit": "m", "least": 0}
READINGS: About = {"unit": "readings", "least": 1}
STREAMS: About = {"unit": "streams", "least": 1}
SIGMAS: About = {"unit": "sd", "least": 0}
WEEKS: About = {"unit": "weeks", "least": 0}
DAYS: About = {"unit": "days", "least": 1}


class RuleError(ValueError):
    """A rule that cannot be: the message names the rule and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What all rules share: which property they watch, and the case they lead to.

    `severity` is 1 (most severe, 特急) to 4 (轻微). `within` (beginning of an area path) and
    `streams` (keys of datastreams) narrow down whom it watches; both empty: every stream of the
    property. With `report` off it raises no alarm of its own and only serves others.

    `escalate_after` makes an alarm that lasts graver: `(seconds since onset, severity)`, told by
    the clock. With `downgrade_after_s` an alarm becomes milder only after it has been milder for
    so long.
    """

    key: str
    case_type: str
    severity: int = field(metadata={"least": MOST_SEVERE, "most": LEAST_SEVERE})
    property: str
    title_zh: str
    title_en: str
    within: str = ""
    streams: tuple[str, ...] = ()
    report: bool = True
    escalate_after: Steps = field(default=(), metadata=SECONDS)
    downgrade_after_s: float = field(default=0.0, metadata=SECONDS)

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        for name in ("key", "case_type", "property", "title_zh", "title_en"):
            self._insist(bool(getattr(self, name)), f"{name} is empty")
        self._insist_severity(self.severity)
        self._check_steps(0.0, 1.0, self.escalate_after)
        self._insist_at_least(0, downgrade_after_s=self.downgrade_after_s)
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

    def _check_hours(self, hours: Hours) -> None:
        for begins, ends, limit, day in hours:
            known = 0 <= begins <= 23 and 0 <= ends <= 24 and begins != ends
            self._insist(known, f"hours {begins}–{ends} are not within a day")
            self._insist(isfinite(limit), f"the limit of hours {begins}–{ends} is not a number")
            self._insist(day in get_args(Day), f"day {day!r} is unknown: all, work or rest")

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
