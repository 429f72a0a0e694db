"""The columnar stream engine: rules over batches of readings."""

from importlib import import_module
from typing import TYPE_CHECKING

from .alarms import Alarm, Phase, alarm_id
from .readings import NEVER, Readings
from .ruledata import rule_from_dict, rule_to_dict
from .rulefields import FieldSpec, fields_of, own_fields_of
from .rules import (
    Baseline,
    Composite,
    Count,
    Distinct,
    Drift,
    Neighbours,
    Peers,
    RateOfChange,
    Rule,
    RuleError,
    Silence,
    Stuck,
    Threshold,
    Trend,
)
from .snapshot import SnapshotError
from .table import StreamTable

if TYPE_CHECKING:
    from .engine import Engine
    from .intake import Counts, Live

# What runs brings numba along, which takes a second to load: not for those who only declare.
_RUNS = {"Engine": ".engine", "Counts": ".intake", "Live": ".intake"}


def __getattr__(name: str) -> object:
    if name not in _RUNS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_RUNS[name], __name__), name)


__all__ = [
    "NEVER",
    "Alarm",
    "Baseline",
    "Composite",
    "Count",
    "Counts",
    "Distinct",
    "Drift",
    "Engine",
    "FieldSpec",
    "Live",
    "Neighbours",
    "Peers",
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
    "Trend",
    "alarm_id",
    "fields_of",
    "own_fields_of",
    "rule_from_dict",
    "rule_to_dict",
]
