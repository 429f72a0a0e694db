"""What to watch for: declarations of rules, checked when they are written."""

from .around import Distinct, Neighbours, Peers
from .base import LEAST_SEVERE, MOST_SEVERE, Day, Direction, Hours, Rule, RuleError, Side, Steps
from .composite import Composite, How, Together
from .drift import Drift
from .simple import RateOfChange, Silence, Stuck, Threshold
from .usual import Baseline
from .window import Conditioned, Count, Trend

__all__ = [
    "LEAST_SEVERE",
    "MOST_SEVERE",
    "Baseline",
    "Composite",
    "Conditioned",
    "Count",
    "Day",
    "Direction",
    "Distinct",
    "Drift",
    "Hours",
    "How",
    "Neighbours",
    "Peers",
    "RateOfChange",
    "Rule",
    "RuleError",
    "Side",
    "Silence",
    "Steps",
    "Stuck",
    "Threshold",
    "Together",
    "Trend",
]
