"""Distinct at work: how many streams of an area spoke up within a time."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import Clock
from ..compiled import compiled
from ..ordered import Group
from ..readings import Bools, Floats, Ids, Ints
from ..rules import Distinct, Rule
from ..state import Column, State
from ..vicinity import Place, Vicinity, same_area
from .base import MICROSECONDS
from .latch import Latch, LatchOperator

SHOWN = 20


class DistinctOperator(LatchOperator):
    """Runs a Distinct. State per slot: when it was last beyond the limit (0: never), and whether
    it carries its area's alarm.
    """

    watches_time = True
    around: Vicinity
    streams: Ids

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Distinct, rule)
        self.window_us = round(self.rule.window_s * MICROSECONDS)
        self.latch = Latch(rule, 0.5, 0.5, 0.0, ())
        self.met = State(met=Column(np.int64), carries=Column(np.bool_))
        self.states = (self.latch.state, self.met)

    def locate(self, place: Place) -> None:
        self.streams = place.stream
        self.around = same_area(place, self.rule.level)

    def process(self, group: Group) -> list[Alarm]:
        alarms: list[Alarm] = []
        row = 0
        while row < len(group):
            row, full = _until_change(*self._columns(group), row)
            if full >= 0:
                alarms += self._tell(group.take(np.array([row])), full)
                row += 1
        return alarms

    def tick(self, now_us: int, streams: Ids, last_time: Ints, last_value: Floats) -> list[Alarm]:
        alarms: list[Alarm] = []
        carries = self.met["carries"][: len(streams)] & (streams > 0)
        for slot in np.flatnonzero(carries).astype(np.int32):
            if len(self._there(int(slot), now_us)) < self.rule.n:
                self.met["carries"][slot] = False
                one = np.array([slot])
                seen = (last_time[one], last_value[one])
                group = Group(streams[one], one, np.array([now_us]), seen[1], *seen)
                alarms += self._tell(group, 0)
        return alarms

    def forget(self, slot: Any) -> None:
        super().forget(slot)
        self.met["met"][slot] = 0
        self.met["carries"][slot] = False

    def _columns(self, group: Group) -> tuple[Any, ...]:
        rule, near = self.rule, self.around
        limits = (rule.sign, rule.limit, rule.n, self.window_us)
        state = (self.met["met"], self.met["carries"])
        area = (near.starts, near.ends, near.others)
        return group.slot, group.time, group.value, *limits, *state, *area

    def _there(self, slot: int, time: int) -> Ids:
        """Slots of the area that were beyond the limit within the window, the latest first."""
        near = self.around
        slots = near.others[near.starts[slot] : near.ends[slot]]
        met = self.met["met"][slots]
        within = np.flatnonzero((met != 0) & (time - met <= self.window_us))
        return slots[within[np.argsort(-met[within], kind="stable")]]

    def _tell(self, one: Group, full: int) -> list[Alarm]:
        there = self._there(int(one.slot[0]), int(one.time[0]))

        def detail(row: int, step: int) -> dict[str, Any]:
            return {
                "rule": self.rule.kind,
                "value": float(one.value[0]),
                "side": "above" if self.rule.sign > 0 else "below",
                "limit": self.rule.limit,
                "n": self.rule.n,
                "found": len(there),
                "level": self.rule.level,
                "window_s": self.rule.window_s,
                "streams": self.streams[there[:SHOWN]].tolist(),
            }

        return self.latch.follow(one, np.array([float(full)]), 1.0, detail)


@compiled
def _until_change(
    slot: Ids, time: Ints, value: Floats, sign: float, limit: float, n: int, window: int,
    met: Ints, carries: Bools, starts: Ints, ends: Ints, others: Ids, start: int,
) -> tuple[int, int]:  # fmt: skip
    """Take readings up to the next at which an area becomes full (1) or is no longer (0); its row
    and which, or the end and −1.
    """
    for row in range(start, len(slot)):
        me = slot[row]
        beyond = sign * value[row] > sign * limit
        if beyond:
            met[me] = time[row]
        elif not carries[me]:
            continue
        found, carried = 0, False
        for at in range(starts[me], ends[me]):
            who = others[at]
            carried |= carries[who]
            found += met[who] != 0 and time[row] - met[who] <= window
        if found >= n and not carried:
            carries[me] = True
            return row, 1
        if carries[me] and found < n:
            carries[me] = False
            return row, 0
    return len(slot), -1
