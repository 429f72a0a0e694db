"""Stuck at work: a value that does not leave the place where it stood."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..ordered import Group
from ..readings import Ints
from ..rules import Rule, Stuck
from ..state import Column, State
from .base import MICROSECONDS, NORMAL, Operator

MANY = np.iinfo(np.uint32).max


class StuckOperator(Operator):
    """Runs a Stuck. Its onset is the first reading at the place; a slow drift is no standstill."""

    def __init__(self, rule: Rule, utc_offset_s: int) -> None:
        super().__init__(rule, utc_offset_s)
        self.rule = cast(Stuck, rule)
        self.for_us = round(self.rule.for_s * MICROSECONDS)
        self.state = State(
            place=Column(np.float64),
            since=Column(np.int64),
            count=Column(np.uint32),
            stuck=Column(np.bool_),
        )
        self.states = (self.state,)

    def process(self, group: Group) -> list[Alarm]:
        rounds = (group.turns.rows[piece] for _, piece in group.turns.rounds())
        return [alarm for rows in rounds for alarm in self._round(group, rows)]

    def _round(self, group: Group, rows: Ints) -> list[Alarm]:
        slot, time, value = group.slot[rows], group.time[rows], group.value[rows]
        place, since = self.state["place"][slot], self.state["since"][slot]
        count, stuck = self.state["count"][slot], self.state["stuck"][slot]
        stays = (np.abs(value - place) <= self.rule.epsilon) & (count > 0)
        readings = np.where(stays, np.minimum(count, MANY - 1) + 1, 1)
        begun = np.where(stays, since, time)
        now_stuck = stays & (readings >= self.rule.min_readings) & (time - begun >= self.for_us)
        now_stuck |= stays & stuck
        self.state["place"][slot] = np.where(stays, place, value)
        self.state["since"][slot] = begun
        self.state["count"][slot] = readings
        self.state["stuck"][slot] = now_stuck
        changed = np.flatnonzero(now_stuck != stuck)
        if not len(changed):
            return []
        told = np.where(stays, readings, count)
        return [
            self._alarm(
                group,
                int(rows[i]),
                bool(now_stuck[i]),
                int(since[i]),
                float(place[i]),
                int(told[i]),
            )
            for i in changed.tolist()
        ]

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        stuck = self.state["stuck"][slot]
        return np.where(stuck, self.rule.severity, NORMAL).astype(np.uint8)

    def _alarm(
        self, group: Group, row: int, begins: bool, onset: int, place: float, readings: int
    ) -> Alarm:
        stream, time = int(group.stream[row]), int(group.time[row])
        phase: Phase = "onset" if begins else "clear"
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=float(group.value[row]),
            severity=self.rule.severity,
            phase=phase,
            detail={
                "rule": self.rule.kind,
                "value": float(group.value[row]),
                "place": place,
                "epsilon": self.rule.epsilon,
                "previous": float(group.before_value[row]),
                "readings": readings,
                "held_s": (time - onset) / MICROSECONDS,
                "limit_s": self.rule.for_s,
            },
        )
