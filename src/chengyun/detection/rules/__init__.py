"""What to watch for: declarations of rules, checked when they are written."""

from .base import LEAST_SEVERE, MOST_SEVERE, Day, Direction, Hours, Rule, RuleError, Side, Steps
from .simple import RateOfChange, Silence, Stuck, Threshold
from .usual import Baseline

__all__ = [
    "LEAST_SEVERE",
    "MOST_SEVERE",
    "Baseline",
    "Day",
    "Direction",
    "Hours",
    "RateOfChange",
    "Rule",
    "RuleError",
    "Side",
    "Silence",
    "Steps",
    "Stuck",
    "Threshold",
]
