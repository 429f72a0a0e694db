"""The public interface of packs: everything a pack declares, and all that it may import.

A pack's `pack.py` holds tuples named PROPERTIES, CASE_TYPES, RULES, VITALS and PLAYBOOKS, and its
SCENE of the wall. Each may be absent.
A wrong declaration raises ValueError with a sentence naming it, when the pack is loaded.
"""

import math
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from chengyun.calendar import Limit
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
from chengyun.packs.scene import Scene

__all__ = [
    "AGGREGATES",
    "UNIT_KINDS",
    "Baseline",
    "CaseType",
    "Composite",
    "Count",
    "Distinct",
    "Drift",
    "Neighbours",
    "Peers",
    "Playbook",
    "Property",
    "RateOfChange",
    "Rule",
    "Scene",
    "Silence",
    "Step",
    "Stuck",
    "Threshold",
    "Trend",
    "VitalSign",
]

# Who handles a case. "street" is the sub-district where it happened; the rest serve the district.
UNIT_KINDS = frozenset(
    {
        "street",
        "urban_management",
        "greenery",
        "water",
        "construction",
        "fire",
        "market",
        "ecology",
        "police",
        "housing",
        "gas",
        "power",
        "lift",
        "centre",
    }
)
# `vitals.rules` computes each; a test holds the two equal.
AGGREGATES = frozenset({"mean", "median", "p95", "max", "sum", "share_normal", "reporting_share"})
_KEY = re.compile(r"[a-z][a-z0-9_]{1,38}")
_CATEGORY = re.compile(r"(0[1-9]|10)[0-9]{3}|")


def _need(true: bool, kind: str, key: str, wanted: str) -> None:
    if not true:
        raise ValueError(f"{kind} {key!r}: {wanted}")


def _need_key(kind: str, key: str) -> None:
    _need(bool(_KEY.fullmatch(key)), kind, key, "a key is small letters, digits and underscores")


def _need_titles(kind: str, key: str, title_zh: str, title_en: str) -> None:
    _need(bool(title_zh and title_en), kind, key, "needs title_zh and title_en")


@dataclass(frozen=True, kw_only=True)
class Property:
    """What is observed: its unit, the range a sound sensor can give, and its usual rhythm.

    interval_s is the usual time between two readings in seconds; 0 if none is expected.
    keep_days is how long its readings are kept; 0 is for ever.
    """

    code: str
    title_zh: str
    title_en: str
    unit: str
    minimum: float
    maximum: float
    interval_s: int
    keep_days: int = 0

    def __post_init__(self) -> None:
        _need_key("property", self.code)
        _need_titles("property", self.code, self.title_zh, self.title_en)
        finite = math.isfinite(self.minimum) and math.isfinite(self.maximum)
        _need(finite and self.minimum < self.maximum, "property", self.code, "minimum < maximum")
        _need(self.interval_s >= 0, "property", self.code, "interval_s is 0 or more")
        _need(self.keep_days >= 0, "property", self.code, "keep_days is 0 or more")


@dataclass(frozen=True, kw_only=True)
class CaseType:
    """A kind of case: who handles it, how long they have, and when two of it are one.

    category is the GB/T 47678.5-2026 code (class 2 digits, kind 3 digits), limit a
    `calendar.Limit` code such as "2uh" or "3wd", severity 1 (gravest) to 4. Alarms and reports
    within merge_metres and merge_hours become one case. phrases are what people say about it, in
    both languages: a report without a kind is matched with them.
    """

    key: str
    title_zh: str
    title_en: str
    category: str
    severity: int
    limit: str
    unit_kind: str
    merge_metres: int = 50
    merge_hours: int = 24
    reportable: bool = True
    phrases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kind, key = "case type", self.key
        _need_key(kind, key)
        _need_titles(kind, key, self.title_zh, self.title_en)
        _need(bool(_CATEGORY.fullmatch(self.category)), kind, key, "category is a 5-digit code")
        _need(self.severity in (1, 2, 3, 4), kind, key, "severity is 1, 2, 3 or 4")
        _need(self.unit_kind in UNIT_KINDS, kind, key, f"no unit kind {self.unit_kind!r}")
        _need(self.merge_metres >= 0 and self.merge_hours >= 0, kind, key, "merges over 0 or more")
        Limit.parse(self.limit)


@dataclass(frozen=True, kw_only=True)
class VitalSign:
    """A named figure with a healthy band, worked out per area from all streams of a property.

    property is a property's code, or "" for all streams. low and high bound the healthy band;
    night_high replaces high from 22 to 6 o'clock (GB 3096-2008 night). Shares are per cent.
    """

    key: str
    title_zh: str
    title_en: str
    unit: str
    low: float
    high: float
    property: str
    aggregate: str
    night_high: float | None = None
    digits: int = 0
    order: int = 100

    def __post_init__(self) -> None:
        _need_key("vital sign", self.key)
        _need_titles("vital sign", self.key, self.title_zh, self.title_en)
        _need(self.aggregate in AGGREGATES, "vital sign", self.key, f"one of {sorted(AGGREGATES)}")
        _need(self.low < self.high, "vital sign", self.key, "low < high")
        night = self.night_high
        _need(night is None or night > self.low, "vital sign", self.key, "low < night_high")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One task of a playbook: which kind of unit does what, within which time, after which steps.

    scene calls the unit to the scene and records its arrival. limit is a `calendar.Limit` code,
    counted from when the steps before it have ended; "" is without one.
    """

    key: str
    title_zh: str
    title_en: str
    unit_kind: str
    limit: str = ""
    scene: bool = False
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _need_key("step", self.key)
        _need_titles("step", self.key, self.title_zh, self.title_en)
        _need(self.unit_kind in UNIT_KINDS, "step", self.key, f"no unit kind {self.unit_kind!r}")
        if self.limit:
            Limit.parse(self.limit)


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """What several units do together about cases of some kinds: side by side, and in turn.

    It starts by itself when such a case at least as grave as severity (1 is the gravest) is filed;
    0 leaves it to a person.
    """

    key: str
    title_zh: str
    title_en: str
    case_types: tuple[str, ...]
    severity: int
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        kind, key = "playbook", self.key
        _need_key(kind, key)
        _need_titles(kind, key, self.title_zh, self.title_en)
        _need(self.severity in (0, 1, 2, 3, 4), kind, key, "severity is 0 to 4")
        _need(bool(self.steps), kind, key, "has no steps")
        names = [step.key for step in self.steps]
        _need(len(set(names)) == len(names), kind, key, "two steps have the same key")
        lost = {name for step in self.steps for name in step.after} - set(names)
        _need(not lost, kind, key, f"a step comes after {sorted(lost)}, which is no step")
        self._need_an_order()

    def _need_an_order(self) -> None:
        try:
            TopologicalSorter({step.key: step.after for step in self.steps}).prepare()
        except CycleError as error:
            circle = " → ".join(error.args[1])
            raise ValueError(
                f"playbook {self.key!r}: steps wait for each other: {circle}"
            ) from None
