"""Baseline at work: what is usual for this stream at this hour of this kind of day."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import BUCKETS, Clock, when
from ..ordered import Group
from ..readings import Floats
from ..rules import Baseline, Rule
from ..state import Column, State
from .latch import Bytes, Latch, LatchOperator
from .small import TALLIES, WEIGHTS
from .usual import Singles, learn

HOUR_S = 3600
KINDS = 256
DAYS = np.array([[5.0], [2.0]])
"""Days a week of either kind."""
CELL = np.dtype([("mean", np.float32), ("variance", np.uint16), ("count", np.uint8)])
"""What is learnt of one hour in 7 bytes: see small.py for the narrow variance and the tally."""
SIDES = {"high": 1, "low": -1, "both": 0}


class BaselineOperator(LatchOperator):
    """Runs a Baseline. State: per bucket (hour of workdays, hour of rest days) and slot a CELL.

    Buckets lie outermost: a batch is of one hour or two, so its cells lie close together, and
    hours that were never seen cost no memory.
    """

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Baseline, rule)
        self.latch = Latch(
            rule, self.rule.z, self.rule.clears_at, self.rule.hold_s, self.rule.steps
        )
        self.kind: Bytes = np.empty(0, np.uint8)
        self.pace: Singles = np.empty((2, 0), np.float32)
        self.need: Bytes = np.empty((2, 0), np.uint8)
        self.learnt = State(cells=Column(CELL, 0, BUCKETS))
        self.states = (self.latch.state, self.learnt)

    def resize(self, interval_s: Floats) -> None:
        """Streams of one declared interval are of one kind: they learn at one pace."""
        super().resize(interval_s)
        known = np.where(interval_s > 0, np.maximum(np.rint(interval_s), 1), 0)
        if len(np.unique(known)) > KINDS:
            known = np.exp2(np.rint(np.log2(known + 1)))
        intervals, kind = np.unique(known, return_inverse=True)
        self.kind = kind.astype(np.uint8)
        a_week = DAYS * HOUR_S / np.clip(np.where(intervals > 0, intervals, HOUR_S), 1, HOUR_S)
        self.pace = (1 / np.maximum(self.rule.memory_weeks * a_week, 1)).astype(np.float32)
        need = np.maximum(np.ceil(self.rule.min_weeks * a_week), self.rule.min_count)
        self.need = np.searchsorted(TALLIES[:-1], need).astype(np.uint8)

    def process(self, group: Group) -> list[Alarm]:
        n = len(group)
        score, bucket = np.empty(n), np.empty(n, np.uint8)
        usual = np.empty((3, n), np.float32)
        self.clock.know(group.time)
        clock = (self.clock.begins, self.clock.offsets, self.clock.rests)
        rule = (self.rule.z, self.rule.clears_at, self.rule.floor_sd, SIDES[self.rule.side])
        paces = (self.kind, self.pace, self.need, WEIGHTS)
        columns = (group.slot, group.time, group.value)
        learn(*columns, *clock, *rule, *paces, self.learnt["cells"], score, usual, bucket)

        def detail(row: int, step: int) -> dict[str, Any]:
            told = self._detail(usual[:, row], int(bucket[row]), step)
            return {"value": float(group.value[row]), **told}

        return self.latch.follow(group, score, 1.0, detail)

    def _detail(self, usual: Singles, bucket: int, step: int) -> dict[str, Any]:
        mean, sd, z = usual.tolist()
        return {
            "rule": self.rule.kind,
            "side": self.rule.side,
            "mean": mean,
            "sd": sd,
            "z": z,
            **when(bucket),
            "limit": self.latch.limits[step],
            "clear": self.latch.clears[step],
        }
