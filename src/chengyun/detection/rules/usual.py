"""Rules on what is usual."""

from dataclasses import dataclass, field
from typing import ClassVar, get_args

from .base import READINGS, SECONDS, SIGMAS, VALUE, WEEKS, Rule, Side, Steps


@dataclass(frozen=True, kw_only=True)
class Baseline(Rule):
    """The value lies `z` standard deviations from what is usual at this hour of this kind of day.

    Mean and variance are learnt per stream, local hour and kind of day (workday, or rest day with
    the statutory holidays), exponentially weighted over about `memory_weeks` weeks at the
    stream's declared interval. An hour speaks after `min_weeks` weeks' worth of readings and
    never before `min_count`. Between the middles of two hours what is usual slides from one to
    the other; of both views the milder counts. The standard deviation
    is taken as `floor_sd` (unit of the property) at least. Values beyond `z` are not learnt.
    Clears when the score is back at `clear` (half of z unless given). `steps` are in z.
    """

    z: float = field(default=4.0, metadata=SIGMAS)
    side: Side = "both"
    clear: float | None = field(default=None, metadata=SIGMAS)
    floor_sd: float = field(default=1e-6, metadata=VALUE)
    min_weeks: float = field(default=2.0, metadata=WEEKS)
    min_count: int = field(default=8, metadata=READINGS)
    memory_weeks: float = field(default=8.0, metadata=WEEKS)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=SIGMAS)

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
