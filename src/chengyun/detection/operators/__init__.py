"""How each kind of rule runs: a few passes over the readings of its property."""

from ..clock import Clock
from ..rules import Baseline, Count, RateOfChange, Rule, Silence, Stuck, Threshold, Trend
from .base import Operator
from .baseline import BaselineOperator
from .count import CountOperator
from .rate import RateOperator
from .silence import SilenceOperator
from .stuck import StuckOperator
from .threshold import ThresholdOperator
from .trend import TrendOperator

OPERATORS: dict[type[Rule], type[Operator]] = {
    Threshold: ThresholdOperator,
    RateOfChange: RateOperator,
    Silence: SilenceOperator,
    Stuck: StuckOperator,
    Baseline: BaselineOperator,
    Count: CountOperator,
    Trend: TrendOperator,
}


def operator_for(rule: Rule, clock: Clock) -> Operator:
    """The operator that runs `rule`."""
    return OPERATORS[type(rule)](rule, clock)


__all__ = ["OPERATORS", "Operator", "operator_for"]
