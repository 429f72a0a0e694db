"""Hysteresis, hold time and severity steps over any score: the heart of most kinds of rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..compiled import compiled
from ..ordered import Group
from ..readings import NEVER, Floats, Ids, Ints
from ..rules import Rule, Steps
from ..state import Column, State
from .base import MICROSECONDS, NORMAL, Operator

Bytes = NDArray[np.uint8]
Detail = Callable[[int, int], dict[str, Any]]
"""(row, step) → what explains the alarm at this row of the group, at this step."""
PENDING = 0x80
"""Bit of a level: quiet as yet, but above the first limit since `since`."""


@dataclass(frozen=True)
class Changes:
    """Rows at which the level changed: columns of one length."""

    row: Ids
    before: Bytes
    after: Bytes
    onset: Ints

    def __iter__(self) -> Iterator[tuple[int, int, int, int]]:
        columns = (self.row, self.before, self.after, self.onset)
        return zip(*(column.tolist() for column in columns), strict=True)


class Latch:
    """Follows one score per stream through levels 0 (quiet), 1, 2 … (one per limit).

    A level is entered when the score has lain strictly above its limit for `hold_s` of readings
    without a break, and left when the score is at or below where it clears: `clear` for the
    first, as far under their limit for the others. A score of NaN says nothing. Limits rise, so
    levels nest. State per slot: the level, and per limit since when the score is above it while
    it is not yet entered (without a hold only the first); of a level in force, the first holds
    the onset.
    """

    def __init__(self, rule: Rule, base: float, clear: float, hold_s: float, steps: Steps) -> None:
        self.key = rule.key
        self.limits = (base, *(level for level, _ in steps))
        self.clears = (clear, *(level - (base - clear) for level, _ in steps))
        self.severities = (rule.severity, *(severity for _, severity in steps))
        self.hold_us = round(hold_s * MICROSECONDS)
        self.bounds = np.array([self.limits, self.clears])
        self.lamp = np.array([NORMAL, *self.severities], np.uint8)
        self.signals = self.signals_of = np.empty(0, np.uint8)
        tracked = len(self.limits) if self.hold_us else 1
        self.state = State(level=Column(np.uint8), since=Column(np.int64, 0, tracked))

    def level(self, slot: NDArray[Any]) -> Bytes:
        """Level in force at the given slots, 0 for none."""
        held = self.state["level"][slot]
        return np.where(held == PENDING, 0, held).astype(np.uint8)

    def condition(self, slot: NDArray[Any]) -> Bytes:
        """Severity in force at the given slots, 0 for none."""
        return self.lamp[self.level(slot)]

    def _signals(self) -> Bytes:
        """A bit per slot: whether there is a level to look after; small enough to stay at hand."""
        level = self.state["level"]
        if self.signals_of is not level:
            self.signals_of, self.signals = level, np.packbits(level != 0, bitorder="little")
        return self.signals

    def follow(self, group: Group, score: Floats, sign: float, detail: Detail) -> list[Alarm]:
        """Take the scores of a group's readings times `sign`; returns the alarms."""
        changes = self.changes(group.slot, group.time, score, sign)
        return [self._alarm(group, *change, detail) for change in changes]

    def forget(self, slot: NDArray[Any]) -> None:
        """Back to quiet, without a word."""
        self.state["level"][slot] = 0
        self.state["since"][:, slot] = 0

    def onset(self, slot: int) -> int:
        """Onset of the alarm in force at the slot, µs."""
        return int(self.state["since"][0, slot])

    def changes(self, slot: Ids, time: Ints, score: Floats, sign: float = 1.0) -> Changes:
        """The rows at which the level changes, with the onset of the alarm they belong to."""
        n = len(slot)
        row, onset = np.empty(n, np.int32), np.empty(n, np.int64)
        before, after = np.empty(n, np.uint8), np.empty(n, np.uint8)
        state = (self.state["level"], self.state["since"], self._signals())
        columns = (row, before, after, onset)
        found = _follow(slot, time, score, sign, self.bounds, self.hold_us, *state, *columns)
        return Changes(row[:found], before[:found], after[:found], onset[:found])

    def _alarm(
        self, group: Group, row: int, before: int, after: int, onset: int, detail: Detail
    ) -> Alarm:
        stream, time = int(group.stream[row]), int(group.time[row])
        step = (after or before) - 1
        about = {"limit_step": step, "held_s": (time - onset) / MICROSECONDS}
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=float(group.value[row]),
            severity=self.severities[step],
            phase=phase_of(before, after),
            detail={**detail(row, step), **about, "previous": previous(group, row)},
        )


class LatchOperator(Operator):
    """A rule whose score a latch follows."""

    latch: Latch

    def condition(self, slot: NDArray[Any]) -> Bytes:
        return self.latch.condition(slot)

    def onset(self, slot: int) -> int:
        return self.latch.onset(slot)

    def forget(self, slot: NDArray[Any]) -> None:
        self.latch.forget(slot)


def previous(group: Group, row: int) -> float | None:
    """The stream's value before this row, None if it had none."""
    return float(group.before_value[row]) if group.before_time[row] != NEVER else None


def phase_of(before: int, after: int) -> Phase:
    """What a change of level is called."""
    if not after:
        return "clear"
    if not before:
        return "onset"
    return "escalate" if after > before else "downgrade"


@compiled
def _follow(
    slot: Ids, time: Ints, score: Floats, sign: float, bounds: Floats, hold: int,
    level: Bytes, since: Ints, signals: Bytes,
    out_row: Ids, out_before: Bytes, out_after: Bytes, out_onset: Ints,
) -> int:  # fmt: skip
    found = 0
    first = bounds[0, 0]
    for row in range(len(slot)):
        at, height = slot[row], sign * score[row]
        if height <= first and not signals[at >> 3] >> (at & 7) & 1:
            continue
        if height != height:
            continue
        held = level[at]
        before = 0 if held == PENDING else held
        onset = since[0, at]
        after = _level_after(at, time[row], height, before, bounds, hold, since)
        if after and not before:
            onset = since[0, at]
        level[at] = PENDING if not after and hold and height > first else after
        bit = np.uint8(1 << (at & 7))
        signals[at >> 3] = signals[at >> 3] | bit if level[at] else signals[at >> 3] & ~bit
        if after != before:
            out_row[found], out_onset[found] = row, onset
            out_before[found], out_after[found] = before, after
            found += 1
    return found


@compiled
def _level_after(
    at: int, time: int, height: float, before: int, bounds: Floats, hold: int,
    since: Ints,
) -> int:  # fmt: skip
    tracked = since.shape[0]
    level = before
    while level > 0 and height <= bounds[1, level - 1]:
        level -= 1
        if level < tracked:
            since[level, at] = 0
    reached = level
    for step in range(level, bounds.shape[1]):
        if not height > bounds[0, step]:
            if step < tracked:
                since[step, at] = 0
            continue
        if step < tracked and since[step, at] == 0:
            since[step, at] = time
        if reached == step and (step >= tracked or time - since[step, at] >= hold):
            reached = step + 1
    return reached
