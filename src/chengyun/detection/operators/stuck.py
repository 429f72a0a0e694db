"""Stuck at work: a value that does not leave the place where it stood."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..clock import Clock
from ..compiled import compiled
from ..ordered import Group
from ..readings import Bools, Floats, Ids, Ints
from ..rules import Rule, Stuck
from ..state import Column, State
from .base import MICROSECONDS, NORMAL, Operator

MANY = np.iinfo(np.uint32).max


class StuckOperator(Operator):
    """Runs a Stuck. Its onset is the first reading at the place; a slow drift is no standstill."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
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
        n = len(group)
        row, since, told = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n, np.uint32)
        place, begins = np.empty(n), np.empty(n, np.bool_)
        columns = (row, begins, since, place, told)
        state = (self.state[name] for name in ("place", "since", "count", "stuck"))
        limits = (self.rule.epsilon, self.for_us, self.rule.min_readings)
        found = _stand(group.slot, group.time, group.value, *limits, *state, *columns)
        changes = zip(*(column[:found].tolist() for column in columns), strict=True)
        return [self._alarm(group, *change) for change in changes]

    def onset(self, slot: int) -> int:
        return int(self.state["since"][slot])

    def forget(self, slot: NDArray[Any]) -> None:
        self.state["count"][slot] = 0
        self.state["stuck"][slot] = False

    def condition(self, slot: NDArray[Any]) -> NDArray[np.uint8]:
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


@compiled
def _stand(
    slot: Ids, time: Ints, value: Floats, epsilon: float, for_us: int, min_readings: int,
    place: Floats, since: Ints, count: Any, stuck: Bools,
    out_row: Ids, out_begins: Bools, out_since: Ints, out_place: Floats, out_count: Any,
) -> int:  # fmt: skip
    found = 0
    for row in range(len(slot)):
        at = slot[row]
        stays = count[at] > 0 and abs(value[row] - place[at]) <= epsilon
        if stays:
            count[at] = min(count[at] + 1, MANY)
        long = stays and count[at] >= min_readings and time[row] - since[at] >= for_us
        now = stays and (stuck[at] or long)
        if now != stuck[at]:
            out_row[found], out_begins[found], out_since[found] = row, now, since[at]
            out_place[found], out_count[found] = place[at], count[at]
            found += 1
        if not stays:
            place[at], since[at], count[at] = value[row], time[row], 1
        stuck[at] = now
    return found
