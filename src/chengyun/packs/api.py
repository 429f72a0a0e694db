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
from chengyun.packs.declare.chains import Chain, Stage
from chengyun.packs.declare.checklists import Checklist, Item
from chengyun.packs.declare.core import (
    AGGREGATES,
    UNIT_KINDS,
    CaseType,
    Playbook,
    Property,
    Step,
    VitalSign,
)
from chengyun.packs.declare.forms import Form
from chengyun.packs.declare.hand import AreaView, CaseView, District, EntryView, Live, NewEntry
from chengyun.packs.declare.registers import Field, Register
from chengyun.packs.declare.tasks import Task
from chengyun.packs.scene import Scene

__all__ = [
    "AGGREGATES",
    "UNIT_KINDS",
    "AreaView",
    "Baseline",
    "CaseType",
    "CaseView",
    "Chain",
    "Checklist",
    "Composite",
    "Count",
    "Distinct",
    "District",
    "Drift",
    "EntryView",
    "Field",
    "Form",
    "Item",
    "Live",
    "Neighbours",
    "NewEntry",
    "Peers",
    "Playbook",
    "Property",
    "RateOfChange",
    "Register",
    "Rule",
    "Scene",
    "Silence",
    "Stage",
    "Step",
    "Stuck",
    "Task",
    "Threshold",
    "Trend",
    "VitalSign",
]
