"""Lamps: green on track, yellow behind or near the date, red far behind or late.

A person may override a lamp with a reason; the computed one stays beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Shares are compared after taking off this much, so that 0.55 - 0.50 is not "more than 0.05".
ROUNDING = 1e-9


class Lamp(StrEnum):
    """The three lamps; ``order`` sorts the worst last."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def order(self) -> int:
        return list(Lamp).index(self)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lamps change above these: shares of the whole task behind plan, and days before a date.

    The defaults are rules of thumb of supervision offices: more than 5 points behind is yellow,
    more than 15 red; three days or fewer before the date is yellow.
    """

    yellow: float = 0.05
    red: float = 0.15
    near_days: int = 3

    def __post_init__(self) -> None:
        if not 0 <= self.yellow <= self.red or self.near_days < 0:
            raise ValueError("thresholds need 0 <= yellow <= red and near_days >= 0")


DEFAULT = Thresholds()


def pace_lamp(expected: float, actual: float, thresholds: Thresholds = DEFAULT) -> Lamp:
    """The lamp of a task of which ``actual`` is done where ``expected`` should be (shares 0-1)."""
    behind = expected - actual - ROUNDING
    if behind > thresholds.red:
        return Lamp.RED
    return Lamp.YELLOW if behind > thresholds.yellow else Lamp.GREEN


def deadline_lamp(days_left: int, done: bool = False, thresholds: Thresholds = DEFAULT) -> Lamp:
    """The lamp of a dated step: red once the date has passed, yellow near it, green when done."""
    if done or days_left > thresholds.near_days:
        return Lamp.GREEN
    return Lamp.RED if days_left < 0 else Lamp.YELLOW


@dataclass(frozen=True, slots=True)
class Override:
    """A lamp set by a person. Raises ValueError without a reason."""

    lamp: Lamp
    reason: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("an override of a lamp needs a reason")


@dataclass(frozen=True, slots=True)
class LampState:
    """The computed lamp and, if a person set another, that one; both are kept."""

    computed: Lamp
    override: Override | None = None

    @property
    def shown(self) -> Lamp:
        """The lamp to show: the override where there is one."""
        return self.override.lamp if self.override else self.computed

    @property
    def differs(self) -> bool:
        """True if a person shows another lamp than the figures do."""
        return self.shown is not self.computed
