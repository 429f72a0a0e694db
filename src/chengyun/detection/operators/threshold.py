"""Threshold at work: the value itself is the score."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm
from ..ordered import Group
from ..readings import Ints
from ..rules import Rule, Threshold
from .base import Operator
from .latch import Latch


class ThresholdOperator(Operator):
    """Runs a Threshold: low limits are high limits of the value turned over."""

    def __init__(self, rule: Rule, utc_offset_s: int) -> None:
        super().__init__(rule, utc_offset_s)
        self.rule = cast(Threshold, rule)
        self.sign = self.rule.sign
        steps = tuple((self.sign * level, severity) for level, severity in self.rule.steps)
        limit, clear = self.sign * self.rule.limit, self.sign * self.rule.clears_at
        self.latch = Latch(rule, limit, clear, self.rule.hold_s, steps)
        self.states = (self.latch.state,)

    def process(self, group: Group) -> list[Alarm]:
        score = group.value if self.sign > 0 else -group.value
        return self.latch.follow(group, score, self._detail)

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        return self.latch.condition(slot)

    def _detail(self, part: Group, row: int, step: int, at: int) -> dict[str, Any]:
        return {
            "rule": self.rule.kind,
            "side": "above" if self.sign > 0 else "below",
            "value": float(part.value[row]),
            "limit": self.sign * self.latch.limits[step],
            "clear": self.sign * self.latch.clears[step],
        }
