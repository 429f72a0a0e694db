"""Which unit should handle a case, then which person, and why. Pure: nothing reads or writes."""

from chengyun.cases.dispatching.columns import Decided, decide_many
from chengyun.cases.dispatching.deciding import Decision, decide, first
from chengyun.cases.dispatching.offices import Offices, Suggestion, of_kind, suggest
from chengyun.cases.dispatching.rules import Facts, Miss, Passed, Rule

__all__ = [
    "Decided",
    "Decision",
    "Facts",
    "Miss",
    "Offices",
    "Passed",
    "Rule",
    "Suggestion",
    "decide",
    "decide_many",
    "first",
    "of_kind",
    "suggest",
]
