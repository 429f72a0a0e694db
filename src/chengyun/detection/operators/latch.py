"""Hysteresis, hold time and severity steps over any score: the heart of three kinds of rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alarms import Alarm, Phase, alarm_id
from ..ordered import Group
from ..readings import NEVER, Bools, Floats, Ints
from ..rules import Rule, Steps
from ..state import Column, State
from .base import MICROSECONDS, NORMAL

Detail = Callable[[Group, int, int, int], dict[str, Any]]
"""(part, row, step, at) → what explains the alarm at this row of the part of the group that
matters, at this step; `at` is the same reading's row in the whole group.
"""


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
    first, as far under their limit for the others. A score of NaN says nothing. Limits rise, so
    levels nest. State per slot: level, onset, whether there is anything to follow up, and with
    a hold the start of the streak above each limit.
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
        part = group.take(rows)
        changes = self._advance(part, score.take(rows))
        about = zip(_rows_of(changes), rows[changes.row].tolist(), strict=True)
        return [self._alarm(part, *change, at, detail) for change, at in about]

    def _rows_that_matter(self, group: Group, score: Floats) -> Ints:
        """Rows of the runs that may change: a score above the limit, or an unquiet stream."""
        touched = score > self.limits[0]
        touched |= self.state["busy"].take(group.slot)
        return group.whole_runs(np.flatnonzero(touched))

    def _advance(self, group: Group, score: Floats) -> Changes:
        levels = self.state["level"].take(group.slot)
        steps = [self._step(group, score, levels, step) for step in range(len(self.limits))]
        streaks = [streak for streak, _ in steps]
        level = np.sum([active for _, active in steps], axis=0)
        before = group.shifted(level, levels)
        rises = (before == 0) & (level > 0)
        onset = group.carried(rises, streaks[0], self.state["onset"].take(group.slot))
        self._keep(group, level, onset, streaks)
        row = np.flatnonzero(before != level)
        return Changes(row, before[row], level[row], onset[row])

    def _step(self, group: Group, score: Floats, levels: Ints, step: int) -> tuple[Ints, Bools]:
        """After each row: start of the streak above the limit, and whether the step is in force."""
        above = score > self.limits[step]
        streak = self._streak(group, above, score <= self.limits[step], step)
        enters = above & (group.time - streak >= self.hold_us)
        marks = enters | (score <= self.clears[step])
        return streak, group.carried(marks, enters, levels > step)

    def _streak(self, group: Group, above: Bools, below: Bools, step: int) -> Ints:
        """Start of the unbroken streak above the limit at each row, NEVER where there is none."""
        if not self.hold_us:
            return np.where(above, group.time, NEVER)
        kept = self.state["streak"][step].take(group.slot)
        in_streak = kept != NEVER
        was_above = group.carried(above | below, above, in_streak)
        begins = above & ~group.shifted(was_above, in_streak)
        return np.where(was_above, group.carried(begins, group.time, kept), NEVER)

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
        self, part: Group, row: int, before: int, after: int, onset: int, at: int, detail: Detail
    ) -> Alarm:
        stream, time = int(part.stream[row]), int(part.time[row])
        step = (after or before) - 1
        about = {"limit_step": step, "held_s": (time - onset) / MICROSECONDS}
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=time,
            value=float(part.value[row]),
            severity=self.severities[step],
            phase=_phase(before, after),
            detail={**detail(part, row, step, at), **about, "previous": previous(part, row)},
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
