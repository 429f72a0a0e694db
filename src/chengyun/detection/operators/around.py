"""Neighbours and Peers at work: a reading beside the last readings around it."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import Clock
from ..compiled import compiled
from ..ordered import Group
from ..readings import Floats, Ids, Ints
from ..rules import Neighbours, Peers, Rule
from ..state import Column, State
from ..vicinity import Place, Vicinity, around
from .base import MICROSECONDS
from .latch import Latch, LatchOperator

SIDES = {"high": 1, "low": -1, "both": 0}
SHOWN = 12
"""How many of those around an alarm names."""


class AroundOperator(LatchOperator):
    """Keeps value and time (0: never) of each slot's last reading, and who is around it."""

    around: Vicinity
    streams: Ids

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Any, rule)
        self.window_us = round(self.rule.window_s * MICROSECONDS)
        self.last = State(value=Column(np.float64), time=Column(np.int64))

    def locate(self, place: Place) -> None:
        rule = self.rule
        self.streams = place.stream
        self.around = around(place, rule.nearest, rule.within_m, rule.level)

    def forget(self, slot: Any) -> None:
        super().forget(slot)
        self.last["time"][slot] = 0

    def _columns(self, group: Group) -> tuple[Any, ...]:
        near = self.around
        last = (self.last["value"], self.last["time"])
        return group.slot, group.time, group.value, *last, near.starts, near.ends, near.others

    def _shown(self, group: Group, row: int) -> list[tuple[int, float]]:
        """Stream and last value of those around a row's stream as they stood at that row."""
        slots, time = self.around.of(int(group.slot[row])), int(group.time[row])
        seen = [self._stood(group, row, slot) for slot in slots.tolist()]
        fresh = [when and time - when <= self.window_us for when, _ in seen]
        pairs = zip(self.streams[slots].tolist(), seen, fresh, strict=True)
        return [(stream, value) for stream, (_, value), new in pairs if new]

    def _stood(self, group: Group, row: int, slot: int) -> tuple[int, float]:
        """Time and value of a slot's last reading before a row of the batch just taken."""
        later = np.flatnonzero(group.slot[row:] == slot)
        if not len(later):
            return int(self.last["time"][slot]), float(self.last["value"][slot])
        at = row + int(later[0])
        return max(int(group.before_time[at]), 0), float(group.before_value[at])


class NeighboursOperator(AroundOperator):
    """Runs a Neighbours; its score is how many neighbours are beyond the limit too."""

    rule: Neighbours

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        steps = tuple((count - 0.5, severity) for count, severity in self.rule.steps)
        least = self.rule.k - 0.5
        self.latch = Latch(rule, least, least, self.rule.hold_s, steps)
        self.states = (self.latch.state, self.last)

    def process(self, group: Group) -> list[Alarm]:
        score = np.empty(len(group))
        _beyond(*self._columns(group), self.rule.sign, self.rule.limit, self.window_us, score)

        def detail(row: int, step: int) -> dict[str, Any]:
            return self._detail(group, row, int(score[row]), step)

        return self.latch.follow(group, score, 1.0, detail)

    def _detail(self, group: Group, row: int, found: int, step: int) -> dict[str, Any]:
        sign, limit = self.rule.sign, self.rule.limit
        shown = [(s, v) for s, v in self._shown(group, row) if sign * v > sign * limit]
        return {
            "rule": self.rule.kind,
            "value": float(group.value[row]),
            "side": "above" if sign > 0 else "below",
            "limit": limit,
            "found": found,
            "k": int(self.latch.limits[step] + 0.5),
            "of": len(self.around.of(int(group.slot[row]))),
            "neighbours": [list(pair) for pair in shown[:SHOWN]],
        }


class PeersOperator(AroundOperator):
    """Runs a Peers."""

    rule: Peers

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        limits = (self.rule.z, self.rule.clears_at)
        self.latch = Latch(rule, *limits, self.rule.hold_s, self.rule.steps)
        self.states = (self.latch.state, self.last)

    def process(self, group: Group) -> list[Alarm]:
        told, rule = np.empty((4, len(group))), self.rule
        limits = (self.window_us, rule.min_peers, rule.floor_sd, SIDES[rule.side])
        _beside(*self._columns(group), *limits, told)

        def detail(row: int, step: int) -> dict[str, Any]:
            median, deviation, z = told[1:, row].tolist()
            return {
                "rule": rule.kind,
                "value": float(group.value[row]),
                "side": rule.side,
                "median": median,
                "deviation": deviation,
                "z": z,
                "limit": self.latch.limits[step],
                "clear": self.latch.clears[step],
                "neighbours": [list(pair) for pair in self._shown(group, row)[:SHOWN]],
            }

        return self.latch.follow(group, told[0], 1.0, detail)


@compiled
def _beyond(
    slot: Ids, time: Ints, value: Floats, last: Floats, when: Ints, starts: Ints, ends: Ints,
    others: Ids, sign: float, limit: float, window: int, score: Floats,
) -> None:  # fmt: skip
    for row in range(len(slot)):
        me, found = slot[row], 0
        last[me], when[me] = value[row], time[row]
        if sign * value[row] > sign * limit:
            for at in range(starts[me], ends[me]):
                who = others[at]
                fresh = when[who] != 0 and time[row] - when[who] <= window
                if who != me and fresh and sign * last[who] > sign * limit:
                    found += 1
        score[row] = found


@compiled
def _beside(
    slot: Ids, time: Ints, value: Floats, last: Floats, when: Ints, starts: Ints, ends: Ints,
    others: Ids, window: int, least: int, floor: float, side: int, told: Floats,
) -> None:  # fmt: skip
    """Score (NaN with too few peers), median, deviation, z of each reading."""
    room = np.empty(64)
    for row in range(len(slot)):
        me, found = slot[row], 0
        last[me], when[me] = value[row], time[row]
        for at in range(starts[me], ends[me]):
            who = others[at]
            if who != me and when[who] != 0 and time[row] - when[who] <= window:
                room[found] = last[who]
                found += 1
        told[0, row] = np.nan
        if found < least:
            continue
        peers = room[:found]
        middle = _median(peers)
        for at in range(found):
            peers[at] = abs(peers[at] - middle)
        deviation = max(1.4826 * _median(peers), floor)
        z = (value[row] - middle) / deviation
        told[1, row], told[2, row], told[3, row] = middle, deviation, z
        told[0, row] = abs(z) if side == 0 else side * z


@compiled
def _median(values: Floats) -> float:
    """The median of a few values, which are put in order."""
    for at in range(1, len(values)):
        value, place = values[at], at
        while place > 0 and values[place - 1] > value:
            values[place] = values[place - 1]
            place -= 1
        values[place] = value
    half = len(values) // 2
    below = values[half] if len(values) % 2 else values[half - 1]
    return float(below + values[half]) / 2
