"""RateOfChange at work: the score is the change per minute since the reading before."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import Clock
from ..ordered import Group
from ..readings import Floats
from ..rules import RateOfChange, Rule
from .base import MICROSECONDS
from .latch import Latch, LatchOperator

MINUTE = 60 * MICROSECONDS

SCORES: dict[str, Callable[[Floats], Floats]] = {
    "rise": np.positive,
    "fall": np.negative,
    "both": np.abs,
}


class RateOperator(LatchOperator):
    """Runs a RateOfChange."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(RateOfChange, rule)
        self.max_gap_us = round(self.rule.max_gap_s * MICROSECONDS)
        self.latch = Latch(
            rule, self.rule.per_minute, self.rule.clears_at, self.rule.hold_s, self.rule.steps
        )
        self.states = (self.latch.state,)

    def process(self, group: Group) -> list[Alarm]:
        gap = group.time - group.before_time
        gap = np.where((gap > 0) & (gap <= self.max_gap_us), gap, 0)
        change = group.value - group.before_value
        rate = np.full(len(group), np.nan)
        np.divide(change, gap / MINUTE, out=rate, where=gap > 0)

        def detail(row: int, step: int) -> dict[str, Any]:
            return self._detail(group, row, step)

        return self.latch.follow(group, SCORES[self.rule.direction](rate), 1.0, detail)

    def _detail(self, group: Group, row: int, step: int) -> dict[str, Any]:
        gap = int(group.time[row]) - int(group.before_time[row])
        change = float(group.value[row]) - float(group.before_value[row])
        return {
            "rule": self.rule.kind,
            "direction": self.rule.direction,
            "value": float(group.value[row]),
            "per_minute": change / (gap / MINUTE),
            "limit": self.latch.limits[step],
            "clear": self.latch.clears[step],
            "gap_s": gap / MICROSECONDS,
        }
