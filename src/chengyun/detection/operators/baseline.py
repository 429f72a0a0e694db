"""Baseline at work: what is usual for this stream at this hour of the week, learnt as it goes."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm
from ..ordered import Group, Turns
from ..readings import Floats, Ints
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
        usual, place = self._learn(group)
        z = usual[Z].take(place)

        def detail(part: Group, row: int, step: int, at: int) -> dict[str, Any]:
            return self._detail(float(part.value[row]), step, usual[:, place[at]])

        return self.latch.follow(group, SCORES[self.rule.side](z), detail)

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        return self.latch.condition(slot)

    def _learn(self, group: Group) -> tuple[Floats, Ints]:
        """Score each reading against what was learnt before it, then learn it, round by round.

        Returns float64[3, n]: what was usual (mean, sd) and the score z, NaN before it speaks;
        and in which of these columns each reading is.
        """
        cell = self._cell(group)
        order = np.argsort(cell, kind="stable") if (cell[1:] < cell[:-1]).any() else None
        slot, value = group.slot, group.value
        if order is not None:
            cell, slot, value = cell.take(order), slot.take(order), value.take(order)
        starts = np.flatnonzero(np.diff(cell, prepend=-1))
        turns = Turns.of(starts, np.diff(starts, append=len(cell)))
        runs = starts.take(turns.order)
        usual = self._learn_rounds(cell[runs], slot[runs], turns.laid(value), turns)
        place = turns.place
        if order is not None:
            place = np.empty_like(order)
            place[order] = turns.place
        return usual, place

    def _cell(self, group: Group) -> Ints:
        """Index of each reading's hour of week and slot in the flat state, int64[n]."""
        time = group.time
        first, last = ((int(t) + self.offset_us) // HOUR for t in (time.min(), time.max()))
        hour = first if first == last else (time + self.offset_us) // HOUR
        return (hour + EPOCH_HOUR) % WEEK_HOURS * self.learnt.room + group.slot

    def _learn_rounds(self, cell: Ints, slot: Ints, value: Floats, turns: Turns) -> Floats:
        """Rounds over cells held at hand; `value` lies in rounds, `cell` and `slot` per run."""
        learnt = [self.learnt[name].reshape(-1) for name in LEARNT]
        hand = [column.take(cell) for column in learnt]
        hand += [self.pace.take(slot), self.need.take(slot)]
        usual = np.empty((3, len(value)))
        for size, piece in turns.rounds():
            self._round(value[piece], [column[:size] for column in hand], usual[:, piece])
        for column, new in zip(learnt, hand, strict=False):
            column[cell] = new
        return usual

    def _round(self, value: Floats, hand: list[Array], usual: Floats) -> None:
        mean, variance, count, pace, need = hand
        mid, sd, z = usual
        mid[:], sd[:] = mean, variance
        np.maximum(np.sqrt(sd), self.rule.floor_sd, out=sd)
        away = value - mid
        np.divide(away, sd, out=z)
        np.copyto(z, np.nan, where=count < need)
        ordinary = ~(np.abs(z) > self.rule.z)
        weight = np.maximum(1 / (count + 1.0), pace)
        step = weight * away
        np.copyto(variance, (1 - weight) * (variance + step * away), "same_kind", ordinary)
        np.copyto(mean, mid + step, "same_kind", ordinary)
        np.copyto(count, np.minimum(count, MOST - 1) + 1, "same_kind", ordinary)

    def _detail(self, value: float, step: int, usual: Floats) -> dict[str, Any]:
        mean, sd, z = usual.tolist()
        return {
            "rule": self.rule.kind,
            "side": self.rule.side,
            "value": value,
            "mean": mean,
            "sd": sd,
            "z": z,
            "limit": self.latch.limits[step],
            "clear": self.latch.clears[step],
        }
