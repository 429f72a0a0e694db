"""Count at work: the times of the last n readings beyond the limit, round in a ring."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import Clock
from ..compiled import compiled
from ..ordered import Group
from ..readings import Floats, Ids, Ints
from ..rules import Count, Rule
from ..state import Column, State
from .base import MICROSECONDS
from .latch import Bytes, Latch, LatchOperator


class CountOperator(LatchOperator):
    """Runs a Count. State per slot: n times int64 µs (0: none), and where the oldest stands."""

    watches_time = True

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Count, rule)
        self.window_us = round(self.rule.window_s * MICROSECONDS)
        self.latch = Latch(rule, 0.5, 0.5, 0.0, ())
        self.ring = State(met=Column(np.int64, 0, self.rule.n), oldest=Column(np.uint8))
        self.states = (self.latch.state, self.ring)

    def process(self, group: Group) -> list[Alarm]:
        score, first = np.empty(len(group)), np.empty(len(group), np.int64)
        rule = (self.rule.sign, self.rule.limit, self.window_us)
        ring = (self.ring["met"], self.ring["oldest"])
        _count(group.slot, group.time, group.value, *rule, *ring, score, first)
        return self._follow(group, score, first)

    def tick(self, now_us: int, streams: Ids, last_time: Ints, last_value: Floats) -> list[Alarm]:
        slot = np.flatnonzero(self.latch.state["level"][: len(streams)]).astype(np.int32)
        first = self.ring["met"][self.ring["oldest"][slot], slot]
        over = (now_us - first > self.window_us) & (streams[slot] > 0)
        slot, first = slot[over], first[over]
        time = np.full(len(slot), now_us)
        seen = (last_time[slot], last_value[slot])
        group = Group(streams[slot], slot, time, seen[1], *seen)
        return self._follow(group, np.zeros(len(slot)), first)

    def forget(self, slot: Any) -> None:
        super().forget(slot)
        self.ring["met"][:, slot] = 0

    def _follow(self, group: Group, score: Floats, first: Ints) -> list[Alarm]:
        def detail(row: int, step: int) -> dict[str, Any]:
            return {
                "rule": self.rule.kind,
                "value": float(group.value[row]),
                "side": "above" if self.rule.sign > 0 else "below",
                "limit": self.rule.limit,
                "n": self.rule.n,
                "window_s": self.rule.window_s,
                "first_us": int(first[row]),
            }

        return self.latch.follow(group, score, 1.0, detail)


@compiled
def _count(
    slot: Ids, time: Ints, value: Floats, sign: float, limit: float, window: int,
    met: Ints, oldest: Bytes, score: Floats, first: Ints,
) -> None:  # fmt: skip
    """Score 1 where the nth last reading beyond the limit (at `first`) is within the window."""
    n = met.shape[0]
    for row in range(len(slot)):
        at = slot[row]
        place = oldest[at]
        if sign * value[row] > sign * limit:
            met[place, at] = time[row]
            place = np.uint8((place + 1) % n)
            oldest[at] = place
        first[row] = met[place, at]
        full = first[row] != 0 and time[row] - first[row] <= window
        score[row] = 1.0 if full else 0.0
