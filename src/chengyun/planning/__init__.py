"""Backward schedules, pace, lamps, rankings and roll-ups that add up."""

from chengyun.planning.lamps import Lamp, LampState, Override, Thresholds, deadline_lamp, pace_lamp
from chengyun.planning.pace import Curve, Half, Pace, double_half, linear, pace, seasonal, stepped
from chengyun.planning.ranking import Entry, Standing, rank
from chengyun.planning.rollup import Mismatch, Rollup, roll_up
from chengyun.planning.schedule import Link, Planned, Schedule, ScheduleError, Task, schedule

__all__ = [
    "Curve",
    "Entry",
    "Half",
    "Lamp",
    "LampState",
    "Link",
    "Mismatch",
    "Override",
    "Pace",
    "Planned",
    "Rollup",
    "Schedule",
    "ScheduleError",
    "Standing",
    "Task",
    "Thresholds",
    "deadline_lamp",
    "double_half",
    "linear",
    "pace",
    "pace_lamp",
    "rank",
    "roll_up",
    "schedule",
    "seasonal",
    "stepped",
]
