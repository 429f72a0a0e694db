"""The tables of goals: one file a thing."""

from chengyun.goals.models.comparing import Appeal, Help, Practice
from chengyun.goals.models.indicators import Indicator, IndicatorValue, LampOverride, Target
from chengyun.goals.models.plans import GoalTask, Milestone, Plan
from chengyun.goals.models.projects import (
    Baseline,
    BudgetLine,
    Funding,
    NodeLink,
    Project,
    ProjectNode,
    ProjectReport,
)

__all__ = [
    "Appeal",
    "Baseline",
    "BudgetLine",
    "Funding",
    "GoalTask",
    "Help",
    "Indicator",
    "IndicatorValue",
    "LampOverride",
    "Milestone",
    "NodeLink",
    "Plan",
    "Practice",
    "Project",
    "ProjectNode",
    "ProjectReport",
    "Target",
]
