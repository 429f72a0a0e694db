"""Threshold at work: the value itself is the score, or its distance from the hour's limit."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import BUCKETS, HOURS, Clock, when
from ..ordered import Group
from ..readings import Floats
from ..rules import Rule, Threshold
from .latch import Latch, LatchOperator


class ThresholdOperator(LatchOperator):
    """Runs a Threshold: low limits are high limits of the value turned over. Where the limit goes
    by the hour, the latch follows the distance from the limit in force.
    """

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Threshold, rule)
        self.sign = self.rule.sign
        self.profile = limits_of(self.rule) if self.rule.hours else None
        zero = self.rule.limit if self.rule.hours else 0.0
        steps = tuple((self.sign * (at - zero), severity) for at, severity in self.rule.steps)
        limit, clear = self.rule.limit - zero, self.rule.clears_at - zero
        base = (self.sign * limit, self.sign * clear)
        self.latch = Latch(rule, *base, self.rule.hold_s, steps)
        self.states = (self.latch.state,)

    def process(self, group: Group) -> list[Alarm]:
        if self.profile is None:
            return self._follow(group, group.value, np.zeros(1), lambda row: {})
        bucket = self.clock.buckets(group.time)
        zero = self.profile[bucket]
        return self._follow(group, group.value - zero, zero, lambda row: when(int(bucket[row])))

    def _follow(
        self, group: Group, score: Floats, zero: Floats, about: Callable[[int], dict[str, Any]]
    ) -> list[Alarm]:
        def detail(row: int, step: int) -> dict[str, Any]:
            base = float(zero[row % len(zero)])
            return {**self._detail(float(group.value[row]), base, step), **about(row)}

        return self.latch.follow(group, score, self.sign, detail)

    def _detail(self, value: float, zero: float, step: int) -> dict[str, Any]:
        return {
            "rule": self.rule.kind,
            "side": "above" if self.sign > 0 else "below",
            "value": value,
            "limit": zero + self.sign * self.latch.limits[step],
            "clear": zero + self.sign * self.latch.clears[step],
        }


def limits_of(rule: Threshold) -> Floats:
    """The rule's first limit in each bucket of the clock, float64[48]."""
    limits = np.full(BUCKETS, rule.limit)
    for begins, ends, limit, day in rule.hours:
        hour = np.arange(HOURS)
        within = (hour - begins) % HOURS < ((ends - begins) % HOURS or HOURS)
        for rest in DAYS[day]:
            limits[rest * HOURS : (rest + 1) * HOURS][within] = limit
    return limits


DAYS = {"all": (0, 1), "work": (0,), "rest": (1,)}
