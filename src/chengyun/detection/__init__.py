"""The columnar stream engine: rules over batches of readings."""

from .alarms import Alarm, Phase, alarm_id
from .engine import Engine
from .intake import Counts, Live
from .readings import NEVER, Readings
from .ruledata import rule_from_dict, rule_to_dict
from .rulefields import FieldSpec, fields_of, own_fields_of
from .rules import (
    Baseline,
    RateOfChange,
    Rule,
    RuleError,
    Silence,
    Stuck,
    Threshold,
)
from .snapshot import SnapshotError
from .table import StreamTable

__all__ = [
    "NEVER",
    "Alarm",
    "Baseline",
    "Counts",
    "Engine",
    "FieldSpec",
    "Live",
    "Phase",
    "RateOfChange",
    "Readings",
    "Rule",
    "RuleError",
    "Silence",
    "SnapshotError",
    "StreamTable",
    "Stuck",
    "Threshold",
    "alarm_id",
    "fields_of",
    "own_fields_of",
    "rule_from_dict",
    "rule_to_dict",
]
