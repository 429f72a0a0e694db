"""How each kind of rule runs: a few NumPy passes over the readings of its property."""

from ..clock import Clock
from ..rules import Baseline, RateOfChange, Rule, Silence, Stuck, Threshold
from .base import Operator
from .baseline import BaselineOperator
from .rate import RateOperator
from .silence import SilenceOperator
from .stuck import StuckOperator
from .threshold import ThresholdOperator

OPERATORS: dict[type[Rule], type[Operator]] = {
    Threshold: ThresholdOperator,
    RateOfChange: RateOperator,
    Silence: SilenceOperator,
    Stuck: StuckOperator,
    Baseline: BaselineOperator,
}


def operator_for(rule: Rule, clock: Clock) -> Operator:
    """The operator that runs `rule`."""
    return OPERATORS[type(rule)](rule, clock)


__all__ = ["OPERATORS", "Operator", "operator_for"]
