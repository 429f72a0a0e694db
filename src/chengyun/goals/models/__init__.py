"""The tables of goals: one file a thing."""

from chengyun.goals.models.indicators import Indicator, IndicatorValue
from chengyun.goals.models.plans import Milestone, Plan
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
    "Baseline",
    "BudgetLine",
    "Funding",
    "Indicator",
    "IndicatorValue",
    "Milestone",
    "NodeLink",
    "Plan",
    "Project",
    "ProjectNode",
    "ProjectReport",
]
