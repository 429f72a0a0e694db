"""Baseline at work: what is usual for this stream at this hour of the week, learnt as it goes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm
from ..ordered import Group, Turns
from ..readings import Floats, Ints
from ..rules import Baseline, Rule
from ..state import Column, State
from .base import MICROSECONDS, Operator
from .latch import Latch

HOUR_S = 3600
HOUR = HOUR_S * MICROSECONDS
WEEK_HOURS = 168
EPOCH_HOUR = 72
"""1970-01-01 was a Thursday: three days into a week that starts on Monday."""
MOST = np.iinfo(np.uint16).max
Singles = NDArray[np.float32]
LEARNT = ("mean", "variance", "count")
COUNT = Z = 2

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
        self.floor_sd = np.float32(self.rule.floor_sd)
        self.offset_us = utc_offset_s * MICROSECONDS
        self.latch = Latch(
            rule, self.rule.z, self.rule.clears_at, self.rule.hold_s, self.rule.steps
        )
        self.kind: NDArray[np.unsignedinteger[Any]] = np.empty(0, np.uint8)
        self.pace: Singles = np.empty(0, np.float32)
        self.need: Singles = np.empty(0, np.float32)
        self.learnt = State(
            mean=Column(np.float32, 0, WEEK_HOURS),
            variance=Column(np.float32, 0, WEEK_HOURS),
            count=Column(np.uint16, 0, WEEK_HOURS),
        )
        self.states = (self.latch.state, self.learnt)

    def resize(self, interval_s: Floats) -> None:
        """Streams of one declared interval are of one kind: they learn at one pace."""
        super().resize(interval_s)
        intervals, kind = np.unique(interval_s, return_inverse=True)
        self.kind = kind.astype(np.min_scalar_type(len(intervals)))
        a_week = HOUR_S / np.clip(np.where(intervals > 0, intervals, HOUR_S), 1e-3, HOUR_S)
        memory = np.clip(self.rule.memory_weeks * a_week, 1, MOST)
        self.pace = (1 / memory).astype(np.float32)
        need = np.maximum(np.ceil(self.rule.min_weeks * a_week), self.rule.min_count)
        self.need = np.minimum(need, MOST).astype(np.float32)

    def process(self, group: Group) -> list[Alarm]:
        usual, turns = self._learn(group)
        z = np.empty(len(group))
        z[turns.rows] = usual[Z]

        def detail(part: Group, row: int, step: int, at: int) -> dict[str, Any]:
            return self._detail(float(part.value[row]), step, usual[:, turns.place[at]])

        return self.latch.follow(group, SCORES[self.rule.side](z), detail)

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        return self.latch.condition(slot)

    def _learn(self, group: Group) -> tuple[Singles, Turns]:
        """Score each reading against what was learnt before it, then learn it, round by round.

        Returns float32[3, n], in the layout of the turns: what was usual (mean, sd) and the
        score z, NaN before it speaks.
        """
        hours = self._hours(group.time)
        cell = hours * self.learnt.room + group.slot
        turns = group.turns if isinstance(hours, int) else _turns(cell)
        value = group.value.take(turns.rows).astype(np.float32)
        runs = turns.rows[: turns.sizes[0]]
        cell, kind = cell.take(runs), self.kind.take(group.slot.take(runs))
        learnt = [self.learnt[name].reshape(-1) for name in LEARNT]
        hand = [column.take(cell).astype(np.float32, copy=False) for column in learnt]
        hand += [self.pace.take(kind), self.need.take(kind)]
        usual = np.empty((3, len(value)), np.float32)
        for size, piece in turns.rounds():
            self._round(value[piece], [column[:size] for column in hand], usual[:, piece])
        np.minimum(hand[COUNT], MOST, out=hand[COUNT])
        for column, new in zip(learnt, hand, strict=False):
            column[cell] = new
        return usual, turns

    def _hours(self, time: Ints) -> Ints | int:
        """Hour of the local week of each reading; one number if it is the same for all."""
        first, last = ((int(t) + self.offset_us) // HOUR for t in (time.min(), time.max()))
        hour = first if first == last else (time + self.offset_us) // HOUR
        return (hour + EPOCH_HOUR) % WEEK_HOURS

    def _round(self, value: Singles, hand: list[Singles], usual: Singles) -> None:
        """One reading of each run; `hand` holds the columns of LEARNT and is brought forward."""
        mean, variance, count, pace, need = hand
        mid, sd, z = usual
        mid[:] = mean
        np.maximum(np.sqrt(variance), self.floor_sd, out=sd)
        away = value - mid
        np.divide(away, sd, out=z)
        np.copyto(z, np.nan, where=count < need)
        ordinary = ~(np.abs(z) > self.rule.z)
        weight = np.maximum(1 / (count + 1), pace)
        weight *= ordinary
        step = weight * away
        mean += step
        step *= away
        variance += step
        variance *= 1 - weight
        count += ordinary

    def _detail(self, value: float, step: int, usual: Singles) -> dict[str, Any]:
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


def _turns(cell: Ints) -> Turns:
    """Readings of one cell are learnt one after the other; cells know nothing of each other."""
    order = np.argsort(cell, kind="stable")
    cell = cell.take(order)
    starts = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
    turns = Turns.of(starts, np.diff(starts, append=len(cell)))
    return replace(turns, rows=order.take(turns.rows))
