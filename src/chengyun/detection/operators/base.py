"""What every operator offers the engine."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm
from ..clock import Clock
from ..ordered import Group
from ..readings import Floats, Ids, Ints
from ..rules import Rule
from ..state import Array, State

MICROSECONDS = 1_000_000
NORMAL, SILENT = 0, 5
"""Live state of a stream: 0 normal, 1..4 severity of its worst alarm, 5 silent."""


class Operator(ABC):
    """One rule at work on all streams of its property. Slots index its state."""

    watches_time: ClassVar[bool] = False
    """True if `tick` says anything."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        self.key = rule.key
        self.place = f"rule/{rule.key}/{rule.kind}/{rule.property}/"
        """Where a snapshot keeps this operator's state."""
        self.clock = clock
        self.states: tuple[State, ...] = ()

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

    @abstractmethod
    def process(self, group: Group) -> list[Alarm]:
        """Take one batch of the property's readings, in order of time."""

    def tick(self, now_us: int, streams: Ids, last_time: Ints, last_value: Floats) -> list[Alarm]:
        """Take notice of the time; columns are of the property's slots, stream −1: nobody."""
        return []

    @abstractmethod
    def condition(self, slot: NDArray[Any]) -> NDArray[np.uint8]:
        """Live state of the given slots as far as this rule goes."""
