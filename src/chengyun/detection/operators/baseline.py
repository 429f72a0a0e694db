"""Baseline at work: what is usual for this stream at this hour of the week, learnt as it goes."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm
from ..readings import Floats, Group, Ints
from ..rules import Baseline, Rule
from ..state import Array, Column, State
from .base import MICROSECONDS, Operator
from .latch import Latch

HOUR_S = 3600
HOUR = HOUR_S * MICROSECONDS
WEEK_HOURS = 168
EPOCH_HOUR = 72
"""1970-01-01 was a Thursday: three days into a week that starts on Monday."""
MOST = np.iinfo(np.uint16).max
LEARNT = ("mean", "variance", "count")
Z = 2

SCORES: dict[str, Callable[[Floats], Floats]] = {
    "high": np.positive,
    "low": np.negative,
    "both": np.abs,
}


class BaselineOperator(Operator):
    """Runs a Baseline. State: per hour of week and slot mean, variance float32, count uint16.

    Hours lie outermost: a batch is of one hour or two, so its cells lie close together.
    """

    def __init__(self, rule: Rule, utc_offset_s: int) -> None:
        super().__init__(rule, utc_offset_s)
        self.rule = cast(Baseline, rule)
        self.offset_us = utc_offset_s * MICROSECONDS
        self.latch = Latch(
            rule, self.rule.z, self.rule.clears_at, self.rule.hold_s, self.rule.steps
        )
        self.pace: NDArray[np.float32] = np.empty(0, np.float32)
        self.need: NDArray[np.uint16] = np.empty(0, np.uint16)
        self.learnt = State(
            mean=Column(np.float32, 0, WEEK_HOURS),
            variance=Column(np.float32, 0, WEEK_HOURS),
            count=Column(np.uint16, 0, WEEK_HOURS),
        )
        self.states = (self.latch.state, self.learnt)

    def resize(self, interval_s: Floats) -> None:
        super().resize(interval_s)
        a_week = HOUR_S / np.clip(np.where(interval_s > 0, interval_s, HOUR_S), 1e-3, HOUR_S)
        self.pace = (1 / np.maximum(self.rule.memory_weeks * a_week, 1)).astype(np.float32)
        need = np.maximum(np.ceil(self.rule.min_weeks * a_week), self.rule.min_count)
        self.need = np.minimum(need, MOST).astype(np.uint16)

    def process(self, group: Group) -> list[Alarm]:
        usual = self._learn(group)

        def detail(group: Group, row: int, step: int) -> dict[str, Any]:
            return self._detail(group, row, step, usual)

        return self.latch.follow(group, SCORES[self.rule.side](usual[Z]), detail)

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        return self.latch.condition(slot)

    def _learn(self, group: Group) -> Floats:
        """Score each reading against what was learnt before it, then learn it, round by round.

        Returns float64[3, n]: what was usual (mean, sd) and the score z, NaN before it speaks.
        """
        order, bounds = group.rounds
        pace, need = self.pace.take(group.slot), self.need.take(group.slot)
        feed: list[Array] = [self._cell(group), group.value, pace, need]
        if order is not None:
            feed = [column.take(order) for column in feed]
        usual = np.empty((3, len(group)))
        for a, b in pairwise(bounds):
            self._round([column[a:b] for column in feed], usual[:, a:b])
        if order is not None:
            usual[:, order] = usual.copy()
        return usual

    def _cell(self, group: Group) -> Ints:
        """Index of each reading's hour of week and slot in the flat state, int64[n]."""
        first, last = ((int(t) + self.offset_us) // HOUR for t in _span(group.time))
        hour = first if first == last else (group.time + self.offset_us) // HOUR
        return (hour + EPOCH_HOUR) % WEEK_HOURS * self.learnt.room + group.slot

    def _round(self, feed: list[Array], usual: Floats) -> None:
        cell, value, pace, need = feed
        mean, variance, count = (self.learnt[name].reshape(-1) for name in LEARNT)
        seen = count.take(cell)
        spread = variance.take(cell).astype(np.float64)
        mid, sd, z = usual
        mid[:] = mean.take(cell)
        np.maximum(np.sqrt(spread), self.rule.floor_sd, out=sd)
        away = value - mid
        np.divide(away, sd, out=z)
        dumb = seen < need
        z[dumb] = np.nan
        odd = np.abs(z) > self.rule.z
        weight = np.maximum(1 / (seen + 1.0), pace)
        step = weight * away
        spread = (1 - weight) * (spread + step * away)
        new = (mid + step, spread, np.minimum(seen, MOST - 1) + 1)
        rows: Ints | slice = np.flatnonzero(~odd) if odd.any() else slice(None)
        for column, learnt in zip((mean, variance, count), new, strict=True):
            column[cell[rows]] = learnt[rows]

    def _detail(self, group: Group, row: int, step: int, usual: Floats) -> dict[str, Any]:
        mean, sd, z = usual[:, row].tolist()
        return {
            "rule": self.rule.kind,
            "side": self.rule.side,
            "value": float(group.value[row]),
            "mean": mean,
            "sd": sd,
            "z": z,
            "limit": self.latch.limits[step],
            "clear": self.latch.clears[step],
        }


def _span(time: Ints) -> tuple[int, int]:
    return int(time.min()), int(time.max())
