"""Hysteresis, hold time and severity steps over any score: the heart of three kinds of rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..readings import NEVER, Bools, Floats, Group, Ints
from ..rules import Rule, Steps
from ..state import Column, State
from .base import MICROSECONDS, NORMAL

Detail = Callable[[Group, int, int], dict[str, Any]]
"""(group, row, step) → what explains the alarm at this row, at this step."""


@dataclass(frozen=True)
class Changes:
    """Rows at which the level changed: columns of one length."""

    row: Ints
    before: Ints
    after: Ints
    onset: Ints


class Latch:
    """Follows one score per stream through levels 0 (quiet), 1, 2 … (one per limit).

    A level is entered when the score has lain strictly above its limit for `hold_s` of readings
    without a break, and left when the score is at or below where it clears: `clear` for the
    first, as far under their limit for the others. A score of NaN says nothing. Limits rise, so levels nest. State per slot: level, onset, and with a hold the start
    of the streak above each limit.
    """

    def __init__(self, rule: Rule, base: float, clear: float, hold_s: float, steps: Steps) -> None:
        self.key = rule.key
        self.limits = (base, *(level for level, _ in steps))
        self.clears = (clear, *(level - (base - clear) for level, _ in steps))
        self.severities = (rule.severity, *(severity for _, severity in steps))
        self.hold_us = round(hold_s * MICROSECONDS)
        self.lamp = np.array([NORMAL, *self.severities], np.uint8)
        held = {"streak": Column(np.int64, NEVER, len(self.limits))} if self.hold_us else {}
        self.state = State(
            level=Column(np.uint8), busy=Column(np.bool_), onset=Column(np.int64), **held
        )

    def condition(self, slot: Ints) -> NDArray[np.uint8]:
        """Severity in force at the given slots, 0 for none."""
        return self.lamp[self.state["level"][slot]]

    def follow(self, group: Group, score: Floats, detail: Detail) -> list[Alarm]:
        """Take the scores of a group's readings, float64[n]; returns the alarms."""
        rows = self._rows_that_matter(group, score)
        if not len(rows):
            return []
        part = group.take(rows, group.slot.take(rows))
        changes = self._advance(part, score.take(rows))
        return [
            self._alarm(group, int(rows[row]), before, after, onset, detail)
            for row, before, after, onset in _rows_of(changes)
        ]

    def _rows_that_matter(self, group: Group, score: Floats) -> Ints:
        """Rows of the runs that may change: a score above the limit, or an unquiet stream."""
        touched = score > self.limits[0]
        touched |= self.state["busy"].take(group.slot)
        if group.single or not touched.any():
            return np.flatnonzero(touched)
        start = np.flatnonzero(group.first)
        lengths = np.diff(start, append=len(group))
        return np.flatnonzero(np.repeat(np.logical_or.reduceat(touched, start), lengths))

    def _advance(self, group: Group, score: Floats) -> Changes:
        streaks = [self._streak(group, score, step) for step in range(len(self.limits))]
        level = np.zeros(len(group), np.int64)
        for step, streak in enumerate(streaks):
            level += self._active(group, score, streak, step)
        before = _shifted(level, group.first, self.state["level"][group.slot])
        onset = _carried(
            (before == 0) & (level > 0),
            streaks[0],
            group.run_start,
            self.state["onset"][group.slot],
        )
        self._keep(group, level, onset, streaks)
        row = np.flatnonzero(before != level)
        return Changes(row, before[row], level[row], onset[row])

    def _streak(self, group: Group, score: Floats, step: int) -> Ints:
        """Start of the unbroken streak above the limit at each row, NEVER where there is none."""
        above = score > self.limits[step]
        known = above | (score <= self.limits[step])
        if not self.hold_us:
            return np.where(above, group.time, NEVER)
        kept = self.state["streak"][step][group.slot]
        was_above = _carried(known, above, group.run_start, kept != NEVER)
        begins = above & ~_shifted(was_above, group.first, kept != NEVER)
        started = _carried(begins, group.time, group.run_start, kept)
        return np.where(was_above, started, NEVER)

    def _active(self, group: Group, score: Floats, streak: Ints, step: int) -> Bools:
        """Whether the step is in force after each row."""
        above = score > self.limits[step]
        enters = above & (group.time - streak >= self.hold_us)
        marks = enters | (score <= self.clears[step])
        was_active = self.state["level"][group.slot] > step
        return np.asarray(_carried(marks, enters, group.run_start, was_active))

    def _keep(self, group: Group, level: Ints, onset: Ints, streaks: list[Ints]) -> None:
        ends = group.run_end
        slot = group.slot[ends]
        busy = level[ends] > 0
        self.state["level"][slot] = level[ends]
        self.state["onset"][slot] = onset[ends]
        if self.hold_us:
            for kept, streak in zip(self.state["streak"], streaks, strict=True):
                kept[slot] = streak[ends]
            busy |= streaks[0][ends] != NEVER
        self.state["busy"][slot] = busy

    def _alarm(
        self, group: Group, row: int, before: int, after: int, onset: int, detail: Detail
    ) -> Alarm:
        stream, time = int(group.stream[row]), int(group.time[row])
        step = max(after, 1) - 1 if after else before - 1
        about = {"limit_step": step, "held_s": (time - onset) / MICROSECONDS}
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=float(group.value[row]),
            severity=self.severities[step],
            phase=_phase(before, after),
            detail={**detail(group, row, step), **about, "previous": previous(group, row)},
        )


def previous(group: Group, row: int) -> float | None:
    """The stream's value before this row, None if it had none."""
    return float(group.before_value[row]) if group.before_time[row] != NEVER else None


def _phase(before: int, after: int) -> Phase:
    if not after:
        return "clear"
    if not before:
        return "onset"
    return "escalate" if after > before else "downgrade"


def _rows_of(changes: Changes) -> Iterator[tuple[int, int, int, int]]:
    columns = (changes.row, changes.before, changes.after, changes.onset)
    return zip(*(column.tolist() for column in columns), strict=True)


def _carried(marks: Bools, values: NDArray[Any], run_start: Ints, initial: NDArray[Any]) -> Any:
    """Each row's value at the latest mark in its run up to here, else the initial one."""
    latest = np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))
    return np.where(latest >= run_start, values[latest], initial)


def _shifted(values: NDArray[Any], first: Bools, initial: NDArray[Any]) -> Any:
    """The value of the row before within the run; the initial one at its start."""
    return np.where(first, initial, np.concatenate((values[:1], values[:-1])))
