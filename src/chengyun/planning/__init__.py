"""Backward schedules, pace, lamps, rankings and roll-ups that add up."""

from chengyun.planning.lamps import Lamp, LampState, Override, Thresholds, deadline_lamp, pace_lamp
from chengyun.planning.pace import Curve, Half, Pace, double_half, linear, pace, seasonal, stepped
from chengyun.planning.ranking import Entry, Standing, rank
from chengyun.planning.rollup import Mismatch, Rollup, roll_up

__all__ = [
    "Curve",
    "Entry",
    "Half",
    "Lamp",
    "LampState",
    "Mismatch",
    "Override",
    "Pace",
    "Rollup",
    "Standing",
    "Thresholds",
    "deadline_lamp",
    "double_half",
    "linear",
    "pace",
    "pace_lamp",
    "rank",
    "roll_up",
    "seasonal",
    "stepped",
]
