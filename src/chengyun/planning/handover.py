"""压茬: how closely the stages of a project follow each other.

Times are workdays by number; a finish is where the next day begins, so a gap of 0 means that the
next stage starts on the workday after the last one ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from chengyun.planning.network_loops import Ints


class Follow(Enum):
    """How a stage follows the one before it; what a page colours by."""

    OVERLAPPING = "overlapping"
    CLOSE = "close"
    WAITING = "waiting"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Gaps:
    """Up to so many workdays between two stages are ``close``, up to so many ``waiting``."""

    close: int = 2
    waiting: int = 10

    def follow(self, days: int) -> Follow:
        """The class of a gap."""
        if days < 0:
            return Follow.OVERLAPPING
        return (
            Follow.CLOSE if days <= self.close
            else Follow.WAITING if days <= self.waiting
            else Follow.IDLE
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage from its first start to its last finish."""

    name: str
    start: int
    finish: int


@dataclass(frozen=True, slots=True)
class Handover:
    """From one stage to the next: workdays between them, negative where they overlap."""

    before: str
    after: str
    days: int
    follow: Follow


def stages(names: Sequence[str], start: Ints, finish: Ints) -> list[Stage]:
    """The stages of one project's nodes in the order in which they begin; nodes without a stage
    belong to none."""
    rows = np.array(names, object)
    found = [
        Stage(name, int(start[rows == name].min()), int(finish[rows == name].max()))
        for name in dict.fromkeys(names)
        if name
    ]
    return sorted(found, key=lambda stage: (stage.start, stage.finish))


def handovers(of: Sequence[Stage], gaps: Gaps | None = None) -> list[Handover]:
    """The gap before each stage but the first, counted from the latest end of those before it."""
    gaps, made, last = gaps or Gaps(), list[Handover](), None
    for stage in of:
        if last is not None:
            days = stage.start - last.finish
            made.append(Handover(last.name, stage.name, days, gaps.follow(days)))
        last = stage if last is None or stage.finish >= last.finish else last
    return made
