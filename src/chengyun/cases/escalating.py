"""Escalation by steps: whom to call as the time of a case runs out. Pure.

A step is a kind of post and a share of the limit in per cent: 75 is when a quarter is left, 100
when the case is due, 150 when half the limit again has run since. Shares are of counted time, so
nobody is called for hours in which the clock stood still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar.line import Micros
from chengyun.people.choices import PostKind

DUE = 100
LARGEST = 1000


@dataclass(frozen=True, order=True)
class Step:
    """Call the post of this kind when so many per cent of the limit have run."""

    percent: int
    kind: str


# What holds where a severity has no ladder of its own (`models.EscalationStep`).
DEFAULT: Mapping[str, int | None] = {
    PostKind.HANDLER: 75,
    PostKind.UNIT_LEAD: 100,
    PostKind.DUTY_OFFICER: 125,
    PostKind.LEADER: 150,
}
Ladder = tuple[Step, ...]
_ORDER = list(PostKind.values)


def ladder(percents: Mapping[str, int | None]) -> Ladder:
    """The steps in the order in which they are taken; a kind with None is never called."""
    whole = {**DEFAULT, **percents}
    steps = [Step(percent, str(kind)) for kind, percent in whole.items() if percent is not None]
    return tuple(sorted(steps, key=lambda step: (step.percent, _ORDER.index(step.kind))))


def taken(
    left: Micros, spans: Micros, ladders: Sequence[Ladder], ladder_of: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many steps of its ladder each row has behind it, by the time left (int64[n], µs,
    negative when overdue) of the limit's span. The step at 100 comes when the case is due."""
    steps = np.zeros(len(left), np.int64)
    for which, rungs in enumerate(ladders):
        rows = np.flatnonzero(ladder_of == which)
        ran = spans[rows] - left[rows]
        for rung in rungs:
            # In whole numbers: ran / span >= percent / 100.
            steps[rows] += ran * 100 >= spans[rows] * rung.percent
    return steps
