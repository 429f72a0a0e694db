"""The tables of goals: one file a thing."""

from chengyun.goals.models.comparing import Appeal, Help, Practice
from chengyun.goals.models.indicators import Indicator, IndicatorValue, LampOverride, Target
from chengyun.goals.models.plans import GoalTask, Milestone, Plan

__all__ = [
    "Appeal",
    "GoalTask",
    "Help",
    "Indicator",
    "IndicatorValue",
    "LampOverride",
    "Milestone",
    "Plan",
    "Practice",
    "Target",
]
