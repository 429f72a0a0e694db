"""The tables of goals: one file a thing."""

from chengyun.goals.models.indicators import Indicator, IndicatorValue
from chengyun.goals.models.plans import Milestone, Plan

__all__ = ["Indicator", "IndicatorValue", "Milestone", "Plan"]
