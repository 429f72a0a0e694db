"""Trend at work: a straight line per stream, kept as five sums that fade."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import Clock
from ..compiled import compiled
from ..ordered import Group
from ..readings import Floats, Ids, Ints
from ..rules import Rule, Trend
from ..state import Array, Column, State
from .base import MICROSECONDS
from .latch import Latch, LatchOperator

LINE = np.dtype(
    [
        ("time", np.int64), ("s0", np.float64), ("s1", np.float64), ("s2", np.float64),
        ("y0", np.float64), ("y1", np.float64), ("scale", np.float64), ("count", np.int32),
        ("astray", np.int32),
    ],
    align=True,
)  # fmt: skip
"""Faded sums of 1, x, x², y, xy with x in seconds before the last reading; mean deviation from
the line; readings so far; how many in a row lay far off, signed by side.
"""
FAR, ENOUGH = 4.0, 3
HOUR_S = 3600


class TrendOperator(LatchOperator):
    """Runs a Trend; its score is the time to the crossing, turned over."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Trend, rule)
        steps = tuple((-horizon, severity) for horizon, severity in self.rule.steps)
        times = (-self.rule.horizon_s, -self.rule.clears_at)
        self.latch = Latch(rule, *times, self.rule.hold_s, steps)
        self.lines = State(line=Column(LINE))
        self.states = (self.latch.state, self.lines)

    def process(self, group: Group) -> list[Alarm]:
        told = np.empty((4, len(group)))
        rule = self.rule
        settings = (rule.sign, rule.limit, rule.window_s, rule.min_readings, rule.certainty)
        _draw(group.slot, group.time, group.value, *settings, self.lines["line"], told)

        def detail(row: int, step: int) -> dict[str, Any]:
            return self._detail(float(group.value[row]), told[:, row], step)

        return self.latch.follow(group, told[0], -1.0, detail)

    def forget(self, slot: Any) -> None:
        super().forget(slot)
        self.lines["line"][slot] = 0

    def _detail(self, value: float, told: Floats, step: int) -> dict[str, Any]:
        eta, level, slope, error = told.tolist()
        return {
            "rule": self.rule.kind,
            "value": value,
            "side": "above" if self.rule.sign > 0 else "below",
            "limit": self.rule.limit,
            "eta_s": eta if np.isfinite(eta) else None,
            "horizon_s": -self.latch.limits[step],
            "level": level,
            "slope_per_hour": slope * HOUR_S,
            "slope_error_per_hour": error * HOUR_S,
            "window_s": self.rule.window_s,
        }


@compiled
def _draw(
    slot: Ids, time: Ints, value: Floats,
    sign: float, limit: float, window: float, least: int, certainty: float,
    lines: Array, told: Floats,
) -> None:  # fmt: skip
    """Seconds to the crossing (NaN: cannot say, infinite: none), level, slope and its error."""
    for row in range(len(slot)):
        line, seen = lines[slot[row]], value[row]
        if line.count:
            _fade(line, (time[row] - line.time) / MICROSECONDS, window)
            seen = _tamed(line, seen, least)
        line.time = time[row]
        line.count += 1
        line.s0 += 1.0
        line.y0 += seen
        level, slope, error = _through(line)
        told[1, row], told[2, row], told[3, row] = level, slope, error
        gap, towards = sign * (limit - level), sign * slope
        if line.count < least:
            told[0, row] = np.nan
        elif gap <= 0:
            told[0, row] = 0.0
        else:
            told[0, row] = gap / towards if towards > certainty * error else np.inf


@compiled
def _fade(line: Any, gap: float, window: float) -> None:
    """Bring the sums to a moment `gap` seconds later."""
    kept = np.exp(-gap / window)
    line.s2 = kept * (line.s2 - 2 * gap * line.s1 + gap * gap * line.s0)
    line.s1 = kept * (line.s1 - gap * line.s0)
    line.y1 = kept * (line.y1 - gap * line.y0)
    line.s0 *= kept
    line.y0 *= kept


@compiled
def _through(line: Any) -> tuple[float, float, float]:
    """Level now, slope per second and standard error of the slope."""
    area = line.s0 * line.s2 - line.s1 * line.s1
    if line.count < 3 or area <= 1e-9 * line.s0 * line.s2:
        return line.y0 / line.s0, 0.0, np.inf
    level = (line.s2 * line.y0 - line.s1 * line.y1) / area
    slope = (line.s0 * line.y1 - line.s1 * line.y0) / area
    return level, slope, 1.2533 * line.scale * np.sqrt(line.s0 / area)


@compiled
def _tamed(line: Any, value: float, least: int) -> float:
    """The value, brought nearer if it lies far off the line and those before it did not."""
    level = _through(line)[0]
    off = value - level
    far = line.count >= least and line.scale > 0 and abs(off) > FAR * line.scale
    side = 1 if off > 0 else -1
    line.astray = (line.astray + side if line.astray * side > 0 else side) if far else 0
    tame = far and abs(line.astray) < ENOUGH
    share = max(1.0 / (line.count + 1), 1.0 / (line.s0 + 1.0))
    line.scale += share * ((FAR * line.scale if tame else abs(off)) - line.scale)
    return level + side * FAR * line.scale if tame else value
