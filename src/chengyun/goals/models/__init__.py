"""The tables of goals: one file a thing."""

from chengyun.goals.models.appended import Fixed
from chengyun.goals.models.drafts import Draft, DraftDate, DraftMove, DraftVersion, Opinion
from chengyun.goals.models.indicators import Indicator, IndicatorValue
from chengyun.goals.models.matters import (
    Circular,
    Matter,
    MatterItem,
    MatterNotice,
    MatterStep,
    MatterUnit,
)
from chengyun.goals.models.plans import Milestone, Plan

__all__ = [
    "Circular",
    "Draft",
    "DraftDate",
    "DraftMove",
    "DraftVersion",
    "Fixed",
    "Indicator",
    "IndicatorValue",
    "Matter",
    "MatterItem",
    "MatterNotice",
    "MatterStep",
    "MatterUnit",
    "Milestone",
    "Opinion",
    "Plan",
]
