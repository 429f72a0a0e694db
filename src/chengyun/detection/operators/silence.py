"""Silence at work: found by the clock, cleared by a reading."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..clock import Clock
from ..ordered import Group
from ..readings import NEVER, Floats, Ids, Ints
from ..rules import Rule, Silence
from ..state import Column, State
from .base import MICROSECONDS, NORMAL, SILENT, Operator

UNWATCHED = np.iinfo(np.int64).max


class SilenceOperator(Operator):
    """Runs a Silence. Its onset is the moment the reading became overdue, whenever the tick."""

    watches_time = True

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Silence, rule)
        self.patience_us: Ints = np.empty(0, np.int64)
        self.state = State(silent=Column(np.bool_), onset=Column(np.int64))
        self.states = (self.state,)

    def resize(self, interval_s: Floats) -> None:
        super().resize(interval_s)
        patience = np.rint(interval_s * self.rule.intervals * MICROSECONDS).astype(np.int64)
        self.patience_us = np.where(interval_s > 0, patience, UNWATCHED)

    def process(self, group: Group) -> list[Alarm]:
        silent = self.state["silent"]
        if not silent[: self.state.size].any():
            return []
        rows = np.flatnonzero(silent.take(group.slot))
        slot, first = np.unique(group.slot[rows], return_index=True)
        rows = rows[first]
        silent[slot] = False
        onset = self.state["onset"]
        return [
            self._alarm(
                "clear",
                int(group.stream[row]),
                int(onset[at]),
                int(group.time[row]),
                float(group.value[row]),
                int(group.before_time[row]),
            )
            for row, at in zip(rows.tolist(), slot.tolist(), strict=True)
        ]

    def tick(self, now_us: int, streams: Ids, last_time: Ints, last_value: Floats) -> list[Alarm]:
        size = len(streams)
        quiet = now_us - last_time > self.patience_us[:size]
        quiet &= (last_time != NEVER) & (streams > 0) & ~self.state["silent"][:size]
        slot = np.flatnonzero(quiet)
        onset = last_time[slot] + self.patience_us[slot]
        self.state["silent"][slot] = True
        self.state["onset"][slot] = onset
        return [
            self._alarm("onset", int(streams[at]), begun, now_us, float(last_value[at]), seen)
            for at, begun, seen in zip(
                slot.tolist(), onset.tolist(), last_time[slot].tolist(), strict=True
            )
        ]

    def onset(self, slot: int) -> int:
        return int(self.state["onset"][slot])

    def forget(self, slot: NDArray[Any]) -> None:
        self.state["silent"][slot] = False

    def condition(self, slot: NDArray[Any]) -> NDArray[np.uint8]:
        return np.where(self.state["silent"][slot], SILENT, NORMAL).astype(np.uint8)

    def _alarm(
        self, phase: Phase, stream: int, onset: int, time: int, value: float, seen: int
    ) -> Alarm:
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=value,
            severity=self.rule.severity,
            phase=phase,
            detail={
                "rule": self.rule.kind,
                "last_time_us": seen,
                "silent_s": (time - seen) / MICROSECONDS,
                "limit_s": (onset - seen) / MICROSECONDS,
                "intervals": self.rule.intervals,
            },
        )
