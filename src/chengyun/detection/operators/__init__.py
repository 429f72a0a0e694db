"""How each kind of rule runs: a few passes over the readings of its property."""

from ..clock import Clock
from ..rules import (
    Baseline,
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
from .around import NeighboursOperator, PeersOperator
from .base import Operator
from .baseline import BaselineOperator
from .count import CountOperator
from .distinct import DistinctOperator
from .drift import DriftOperator
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
    Neighbours: NeighboursOperator,
    Peers: PeersOperator,
    Distinct: DistinctOperator,
    Drift: DriftOperator,
}


def operator_for(rule: Rule, clock: Clock) -> Operator:
    """The operator that runs `rule`."""
    return OPERATORS[type(rule)](rule, clock)


__all__ = ["OPERATORS", "Operator", "operator_for"]
