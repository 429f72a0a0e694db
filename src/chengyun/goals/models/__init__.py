"""The tables of goals: one file a thing."""

from chengyun.goals.models.appended import Fixed
from chengyun.goals.models.comparing import Appeal, Help, Practice
from chengyun.goals.models.drafts import Draft, DraftDate, DraftMove, DraftVersion, Opinion
from chengyun.goals.models.indicators import Indicator, IndicatorValue, LampOverride, Target
from chengyun.goals.models.matters import (
    Circular,
    Matter,
    MatterItem,
    MatterNotice,
    MatterProof,
    MatterStep,
    MatterUnit,
)
from chengyun.goals.models.photos import ReportPhoto
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
from chengyun.goals.models.sharing import NodeNeed, SharedResource

__all__ = [
    "Appeal",
    "Baseline",
    "BudgetLine",
    "Circular",
    "Draft",
    "DraftDate",
    "DraftMove",
    "DraftVersion",
    "Fixed",
    "Funding",
    "GoalTask",
    "Help",
    "Indicator",
    "IndicatorValue",
    "LampOverride",
    "Matter",
    "MatterItem",
    "MatterNotice",
    "MatterProof",
    "MatterStep",
    "MatterUnit",
    "Milestone",
    "NodeLink",
    "NodeNeed",
    "Opinion",
    "Plan",
    "Practice",
    "Project",
    "ProjectNode",
    "ProjectReport",
    "ReportPhoto",
    "SharedResource",
    "Target",
]
