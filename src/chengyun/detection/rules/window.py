"""Rules on several readings of one stream: how often, and where it is going."""

from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar

from .base import READINGS, SECONDS, SIGMAS, VALUE, Rule, Steps


@dataclass(frozen=True, kw_only=True)
class Conditioned(Rule):
    """A rule on readings that lie above, or below, a limit; give one of them."""

    above: float | None = field(default=None, metadata=VALUE)
    below: float | None = field(default=None, metadata=VALUE)

    @property
    def sign(self) -> float:
        """+1 for a rule on high values, −1 for one on low values."""
        return 1.0 if self.above is not None else -1.0

    @property
    def limit(self) -> float:
        """The limit, whichever side it is on."""
        return self.above if self.above is not None else float(self.below or 0.0)

    def _check_limit(self) -> None:
        self._insist((self.above is None) != (self.below is None), "give either above or below")
        self._insist(isfinite(self.limit), "the limit is not a number")


@dataclass(frozen=True, kw_only=True)
class Count(Conditioned):
    """`n` or more readings beyond the limit within `window_s` seconds.

    Clears when there are fewer, by the next reading or by the clock.
    """

    n: int = field(metadata={"unit": "readings", "least": 2, "most": 100})
    window_s: float = field(metadata=SECONDS)

    kind: ClassVar[str] = "count"

    def _check(self) -> None:
        self._check_limit()
        self._insist(2 <= self.n <= 100, f"n must be between 2 and 100: {self.n}")
        self._insist_positive(window_s=self.window_s)


@dataclass(frozen=True, kw_only=True)
class Trend(Conditioned):
    """The value will pass the limit within `horizon_s` seconds if it goes on like this.

    A straight line through the last readings (least squares, weights falling by e over
    `window_s`) is drawn on. It speaks after `min_readings` readings, and only of a slope
    `certainty` times its standard error. One or two readings far off the line are taken as four
    mean deviations off. Clears when the crossing is `clear_s` away (1.5 × horizon unless given) or
    no longer to be expected. `steps` are shorter horizons in seconds.
    """

    horizon_s: float = field(metadata=SECONDS)
    window_s: float = field(default=3600.0, metadata=SECONDS)
    min_readings: int = field(default=10, metadata=READINGS)
    certainty: float = field(default=3.0, metadata=SIGMAS)
    clear_s: float | None = field(default=None, metadata=SECONDS)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=SECONDS)

    kind: ClassVar[str] = "trend"

    @property
    def clears_at(self) -> float:
        """How far away the crossing must be to clear, s."""
        return 1.5 * self.horizon_s if self.clear_s is None else self.clear_s

    def _check(self) -> None:
        self._check_limit()
        self._insist_positive(horizon_s=self.horizon_s, window_s=self.window_s)
        self._insist_at_least(3, min_readings=self.min_readings)
        self._insist_at_least(0, certainty=self.certainty, hold_s=self.hold_s)
        self._insist(self.clears_at >= self.horizon_s, "clear_s must be horizon_s or more")
        self._check_steps(self.horizon_s, -1.0, self.steps)
