"""Threshold at work: the value itself is the score."""

from typing import Any, cast

from ..alarms import Alarm
from ..clock import Clock
from ..ordered import Group
from ..rules import Rule, Threshold
from .latch import Latch, LatchOperator


class ThresholdOperator(LatchOperator):
    """Runs a Threshold: low limits are high limits of the value turned over."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Threshold, rule)
        self.sign = self.rule.sign
        steps = tuple((self.sign * level, severity) for level, severity in self.rule.steps)
        limit, clear = self.sign * self.rule.limit, self.sign * self.rule.clears_at
        self.latch = Latch(rule, limit, clear, self.rule.hold_s, steps)
        self.states = (self.latch.state,)

    def process(self, group: Group) -> list[Alarm]:
        def detail(row: int, step: int) -> dict[str, Any]:
            return self._detail(float(group.value[row]), step)

        return self.latch.follow(group, group.value, self.sign, detail)

    def _detail(self, value: float, step: int) -> dict[str, Any]:
        return {
            "rule": self.rule.kind,
            "side": "above" if self.sign > 0 else "below",
            "value": value,
            "limit": self.sign * self.latch.limits[step],
            "clear": self.sign * self.latch.clears[step],
        }
