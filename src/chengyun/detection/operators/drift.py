"""Drift at work: one sum per side and stream, carried on once a day."""

from typing import Any, cast

import numpy as np

from ..alarms import Alarm
from ..clock import DAY, Clock, offset_at
from ..compiled import compiled
from ..ordered import Group
from ..readings import Floats, Ids, Ints
from ..rules import Drift, Rule
from ..state import Array, Column, State
from .latch import Latch, LatchOperator

SLIDE = np.dtype(
    [
        ("day", np.int32), ("count", np.int32), ("days", np.int32), ("mean", np.float64),
        ("level", np.float64), ("square", np.float64), ("up", np.float64), ("down", np.float64),
    ],
    align=True,
)  # fmt: skip
"""The running day with its readings and mean; days learnt with their level and sum of squares;
the two sums.
"""


class DriftOperator(LatchOperator):
    """Runs a Drift; its score is the greater sum, known at the first reading of the next day."""

    def __init__(self, rule: Rule, clock: Clock) -> None:
        super().__init__(rule, clock)
        self.rule = cast(Drift, rule)
        self.latch = Latch(rule, self.rule.limit, self.rule.limit / 2, 0.0, ())
        self.slides = State(slide=Column(SLIDE))
        self.states = (self.latch.state, self.slides)

    def process(self, group: Group) -> list[Alarm]:
        told, rule = np.empty((5, len(group))), self.rule
        clock = (self.clock.begins, self.clock.offsets)
        sides = (rule.side != "low", rule.side != "high")
        days = (rule.learn_days, rule.min_readings)
        limits = (rule.slack, *days, rule.floor_sd, 2 * rule.limit, *sides)
        _slide(group.slot, group.time, group.value, *clock, *limits, self.slides["slide"], told)

        def detail(row: int, step: int) -> dict[str, Any]:
            score, up, level, sd, mean = told[:, row].tolist()
            return {
                "rule": rule.kind,
                "value": float(group.value[row]),
                "side": "high" if up == score else "low",
                "day_mean": mean,
                "mean": level,
                "sd": sd,
                "sum": score,
                "limit": self.latch.limits[0],
                "clear": self.latch.clears[0],
            }

        return self.latch.follow(group, told[0], 1.0, detail)

    def forget(self, slot: Any) -> None:
        """What was learnt stays; the sums begin anew."""
        super().forget(slot)
        self.slides["slide"]["up"][slot] = 0
        self.slides["slide"]["down"][slot] = 0


@compiled
def _slide(
    slot: Ids, time: Ints, value: Floats, begins: Ints, offsets: Ints,
    slack: float, learn: int, least: int, floor: float, most: float, high: bool, low: bool,
    slides: Array, told: Floats,
) -> None:  # fmt: skip
    """Score (NaN but at the first reading after a day that counts), up, level, sd, day's mean."""
    for row in range(len(slot)):
        slide, at = slides[slot[row]], time[row]
        day = (at + offset_at(at, begins, offsets)) // DAY
        told[0, row] = np.nan
        if day != slide.day:
            mean, counts = slide.mean, slide.count >= least
            slide.day, slide.count, slide.mean = day, 0, 0.0
            if counts and slide.days < learn:
                slide.days += 1
                away = mean - slide.level
                slide.level += away / slide.days
                slide.square += away * (mean - slide.level)
            elif counts:
                sd = max(np.sqrt(slide.square / (slide.days - 1)), floor)
                z = (mean - slide.level) / sd
                slide.up = min(max(slide.up + z - slack, 0.0), most) if high else 0.0
                slide.down = min(max(slide.down - z - slack, 0.0), most) if low else 0.0
                told[0, row], told[1, row] = max(slide.up, slide.down), slide.up
                told[2, row], told[3, row], told[4, row] = slide.level, sd, mean
        slide.count += 1
        slide.mean += (value[row] - slide.mean) / slide.count
