"""Rules on what changes slowly."""

from dataclasses import dataclass, field
from typing import ClassVar, get_args

from .base import DAYS, READINGS, SIGMAS, VALUE, Rule, Side


@dataclass(frozen=True, kw_only=True)
class Drift(Rule):
    """The daily mean slides away from where it stood: a sensor that ages, a wall that leans.

    The means of the first `learn_days` local days give level and deviation (`floor_sd` at least).
    From then on what each day lies beyond `slack` deviations is summed up per side, never below
    zero nor above twice the limit (CUSUM, Page 1954); the sum above `limit` is the alarm. Days of
    fewer than `min_readings` do not count. Clears when the sum is back at half of `limit`.
    """

    limit: float = field(default=5.0, metadata=SIGMAS)
    slack: float = field(default=0.5, metadata=SIGMAS)
    side: Side = "both"
    learn_days: int = field(default=14, metadata=DAYS)
    min_readings: int = field(default=4, metadata=READINGS)
    floor_sd: float = field(default=1e-6, metadata=VALUE)

    kind: ClassVar[str] = "drift"

    def _check(self) -> None:
        self._insist_positive(limit=self.limit, floor_sd=self.floor_sd)
        self._insist_at_least(0, slack=self.slack)
        self._insist_at_least(3, learn_days=self.learn_days)
        self._insist_at_least(1, min_readings=self.min_readings)
        self._insist(self.side in get_args(Side), f"side {self.side!r} is unknown")
