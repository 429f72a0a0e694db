"""The public interface of packs: everything a pack declares, and all that it may import.

A pack's `pack.py` holds tuples named as in `registry.TUPLES` (PROPERTIES, CASE_TYPES, REGISTERS
and so on), its SCENE of the wall and its DEMO. Each may be absent.
A wrong declaration raises ValueError with a sentence naming it, when the pack is loaded.
"""

from chengyun.detection.rules import (
    Baseline,
    Composite,
    Count,
    Distinct,
    Drift,
    Neighbours,
    Peers,
    RateOfChange,
    Rule,
    Silence,
    Stuck,
    Threshold,
    Trend,
)
from chengyun.packs.declare.blocks import (
    Bar,
    Bars,
    Block,
    Cell,
    Curve,
    Entries,
    Figure,
    Figures,
    Line,
    Point,
    Points,
    Stages,
    Table,
    Text,
    in_both,
    in_mine,
    say,
)
from chengyun.packs.declare.chains import Chain, Stage
from chengyun.packs.declare.changes import Change
from chengyun.packs.declare.checklists import Checklist, Item
from chengyun.packs.declare.core import (
    AGGREGATES,
    UNIT_KINDS,
    CaseType,
    Condition,
    Playbook,
    Property,
    Step,
    VitalSign,
)
from chengyun.packs.declare.forms import Form
from chengyun.packs.declare.hand import (
    AlarmView,
    AreaView,
    CaseView,
    District,
    EntryView,
    Live,
    Near,
    NewEntry,
)
from chengyun.packs.declare.hooks import (
    AlarmHeard,
    CaseHeard,
    DayHeard,
    On,
    Reading,
    ReadingsHeard,
    StageHeard,
)
from chengyun.packs.declare.pages import Column, Indicator, Page, Panel, Report
from chengyun.packs.declare.registers import Field, Register
from chengyun.packs.declare.settings import Setting
from chengyun.packs.declare.tasks import Task
from chengyun.packs.declare.visits import VisitView
from chengyun.packs.scene import Scene

__all__ = [
    "AGGREGATES",
    "UNIT_KINDS",
    "AlarmHeard",
    "AlarmView",
    "AreaView",
    "Bar",
    "Bars",
    "Baseline",
    "Block",
    "CaseHeard",
    "CaseType",
    "CaseView",
    "Cell",
    "Chain",
    "Change",
    "Checklist",
    "Column",
    "Composite",
    "Condition",
    "Count",
    "Curve",
    "DayHeard",
    "Distinct",
    "District",
    "Drift",
    "Entries",
    "EntryView",
    "Field",
    "Figure",
    "Figures",
    "Form",
    "Indicator",
    "Item",
    "Line",
    "Live",
    "Near",
    "Neighbours",
    "NewEntry",
    "On",
    "Page",
    "Panel",
    "Peers",
    "Playbook",
    "Point",
    "Points",
    "Property",
    "RateOfChange",
    "Reading",
    "ReadingsHeard",
    "Register",
    "Report",
    "Rule",
    "Scene",
    "Setting",
    "Silence",
    "Stage",
    "StageHeard",
    "Stages",
    "Step",
    "Stuck",
    "Table",
    "Task",
    "Text",
    "Threshold",
    "Trend",
    "VisitView",
    "VitalSign",
    "in_both",
    "in_mine",
    "say",
]
