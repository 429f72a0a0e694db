"""What every operator offers the engine."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, alarm_id
from ..clock import Clock
from ..ordered import Group
from ..readings import Bools, Floats, Ids, Ints
from ..rules import LEAST_SEVERE, Rule
from ..state import Array, State
from ..vicinity import Place

MICROSECONDS = 1_000_000
NORMAL, SILENT = 0, 5
"""Live state of a stream: 0 normal, 1..4 severity of its worst alarm, 5 silent."""


class Operator(ABC):
    """One rule at work on all streams of its property. Slots index its state."""

    watches_time: ClassVar[bool] = False
    """True if `tick` says anything."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        self.key, self.rule_kind = rule.key, rule.kind
        self.place = f"rule/{rule.key}/{rule.kind}/{rule.property}/"
        """Where a snapshot keeps this operator's state."""
        self.clock = clock
        self.states: tuple[State, ...] = ()
        self.report = rule.report
        self.scope: Bools | None = None
        """Slots that the rule watches; None for all."""

    def resize(self, interval_s: Floats) -> None:
        """Follow the registry: declared interval of the stream in each slot, float64[slots]."""
        for state in self.states:
            state.resize(len(interval_s))

    def dump(self) -> dict[str, Array]:
        """All state by name, slots along the last axis (views)."""
        return {name: array for state in self.states for name, array in state.dump().items()}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Take over dumped state; the parts whose layout the rule has since changed start anew."""
        for state in self.states:
            state.load(arrays)

    def locate(self, place: Place) -> None:
        """Follow the registry: where the streams are."""
        return

    def narrow(self, scope: Bools | None) -> None:
        """Watch only the given slots; what was known of the others is forgotten."""
        self.scope = scope
        if scope is not None:
            self.forget(np.flatnonzero(~scope))

    @abstractmethod
    def forget(self, slot: NDArray[Any]) -> None:
        """End without a word what is under way at the given slots."""

    def mute(self, group: Group) -> list[Alarm]:
        """Maintenance has begun at these streams (one row each): what was under way ends."""
        active = self.condition(group.slot) > 0
        alarms = [self.ended(group, row) for row in np.flatnonzero(active).tolist()]
        self.forget(group.slot)
        return alarms

    def ended(self, group: Group, row: int) -> Alarm:
        """The clearing of the alarm in force at this row's stream, for maintenance."""
        stream, slot, time = int(group.stream[row]), int(group.slot[row]), int(group.time[row])
        onset, severity = self.onset(slot), int(self.condition(group.slot[row : row + 1])[0])
        held = {"held_s": (time - onset) / MICROSECONDS}
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=float(group.value[row]),
            severity=min(severity, LEAST_SEVERE),
            phase="clear",
            detail={"rule": self.rule_kind, "reason": "maintenance", **held},
        )

    @abstractmethod
    def onset(self, slot: int) -> int:
        """When the alarm in force at the slot began, µs."""

    def watched(self, group: Group) -> Group:
        """The readings of those the rule watches."""
        if self.scope is None:
            return group
        return group.take(np.flatnonzero(self.scope[group.slot]))

    def seen(self, members: Ids) -> Ids:
        """The streams in the slots, −1 for those that the rule does not watch."""
        return members if self.scope is None else np.where(self.scope, members, np.int32(-1))

    def lamp(self, slot: NDArray[Any]) -> NDArray[np.uint8]:
        """What the given slots show of this rule: nothing if it does not report."""
        return self.condition(slot) if self.report else np.zeros(len(slot), np.uint8)

    @abstractmethod
    def process(self, group: Group) -> list[Alarm]:
        """Take one batch of the property's readings, in order of time."""

    def tick(self, now_us: int, streams: Ids, last_time: Ints, last_value: Floats) -> list[Alarm]:
        """Take notice of the time; columns are of the property's slots, stream −1: nobody."""
        return []

    @abstractmethod
    def condition(self, slot: NDArray[Any]) -> NDArray[np.uint8]:
        """Live state of the given slots as far as this rule goes."""
