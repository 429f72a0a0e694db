"""What every pack may declare: properties, kinds of case, vital signs and playbooks."""

import math
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from chengyun.calendar import Limit

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
        "health",
        "civil_affairs",
        "education",
        "petition",
    }
)
# `vitals.rules` computes each; a test holds the two equal.
AGGREGATES = frozenset({"mean", "median", "p95", "max", "sum", "share_normal", "reporting_share"})
_KEY = re.compile(r"[a-z][a-z0-9_]{1,38}")
_CATEGORY = re.compile(r"(0[1-9]|10)[0-9]{3}|")


def need(true: bool, kind: str, key: str, wanted: str) -> None:
    """Raise ValueError naming the declaration and what it needs, unless it is so."""
    if not true:
        raise ValueError(f"{kind} {key!r}: {wanted}")


def need_key(kind: str, key: str) -> None:
    """Raise ValueError unless the key is small letters, digits and underscores."""
    need(bool(_KEY.fullmatch(key)), kind, key, "a key is small letters, digits and underscores")


def need_titles(kind: str, key: str, title_zh: str, title_en: str) -> None:
    """Raise ValueError unless it has a title in both languages."""
    need(bool(title_zh and title_en), kind, key, "needs title_zh and title_en")


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
        need_key("property", self.code)
        need_titles("property", self.code, self.title_zh, self.title_en)
        finite = math.isfinite(self.minimum) and math.isfinite(self.maximum)
        need(finite and self.minimum < self.maximum, "property", self.code, "minimum < maximum")
        need(self.interval_s >= 0, "property", self.code, "interval_s is 0 or more")
        need(self.keep_days >= 0, "property", self.code, "keep_days is 0 or more")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """立案条件 of a kind of case: when it is filed, how long it has then (a `calendar.Limit` code)
    and when it may be closed."""

    filing_zh: str
    filing_en: str
    closing_zh: str
    closing_en: str
    limit: str

    def __post_init__(self) -> None:
        told = (self.filing_zh, self.filing_en, self.closing_zh, self.closing_en)
        need(all(told), "condition", self.filing_zh, "needs filing and closing in both languages")
        Limit.parse(self.limit)


@dataclass(frozen=True, kw_only=True)
class CaseType:
    """A kind of case: who handles it, how long they have, and when two of it are one.

    category is the GB/T 47678.5-2026 code (class 2 digits, kind 3 digits), limit a
    `calendar.Limit` code such as "2uh" or "3wd", severity 1 (gravest) to 4. Alarms and reports
    within merge_metres and merge_hours become one case. phrases are what people say about it, in
    both languages: a report without a kind is matched with them. conditions go before those of the
    national category: one is chosen at filing, and its limit then counts.
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
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        kind, key = "case type", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(bool(_CATEGORY.fullmatch(self.category)), kind, key, "category is a 5-digit code")
        need(self.severity in (1, 2, 3, 4), kind, key, "severity is 1, 2, 3 or 4")
        need(self.unit_kind in UNIT_KINDS, kind, key, f"no unit kind {self.unit_kind!r}")
        need(self.merge_metres >= 0 and self.merge_hours >= 0, kind, key, "merges over 0 or more")
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
        need_key("vital sign", self.key)
        need_titles("vital sign", self.key, self.title_zh, self.title_en)
        need(self.aggregate in AGGREGATES, "vital sign", self.key, f"one of {sorted(AGGREGATES)}")
        need(self.low < self.high, "vital sign", self.key, "low < high")
        night = self.night_high
        need(night is None or night > self.low, "vital sign", self.key, "low < night_high")


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
        need_key("step", self.key)
        need_titles("step", self.key, self.title_zh, self.title_en)
        need(self.unit_kind in UNIT_KINDS, "step", self.key, f"no unit kind {self.unit_kind!r}")
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
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(self.severity in (0, 1, 2, 3, 4), kind, key, "severity is 0 to 4")
        need(bool(self.steps), kind, key, "has no steps")
        need_own_keys(kind, key, "steps", tuple(step.key for step in self.steps))
        need_order(kind, key, "step", {step.key: step.after for step in self.steps})


def need_own_keys(kind: str, key: str, what: str, keys: tuple[str, ...]) -> None:
    """Raise ValueError if two parts of a declaration have the same key."""
    need(len(set(keys)) == len(keys), kind, key, f"two {what} have the same key")


def need_order(kind: str, key: str, what: str, after: dict[str, tuple[str, ...]]) -> None:
    """Raise ValueError if a part comes after what is no part, or if parts wait for each other."""
    lost = {name for names in after.values() for name in names} - set(after)
    need(not lost, kind, key, f"a {what} comes after {sorted(lost)}, which is no {what}")
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise ValueError(f"{kind} {key!r}: {what}s wait for each other: {circle}") from None
