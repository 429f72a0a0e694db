"""The lines of the dispatch list and when they fit, as data. Pure.

A rule asks for any of: where, what, which hours, which days, how grave, from where it came. What
it leaves empty it does not ask. The first rule that fits and whose unit exists decides.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

Target = tuple[str, str]
Hours = tuple[int, int]
WORKDAY, RESTDAY = "workday", "restday"


@dataclass(frozen=True)
class Rule:
    """A line of the list. What is empty is not asked.

    `areas` are codes of areas of any level; `types` keys of kinds of case and `categories`
    beginnings of GB/T 47678.5 codes, of which one must fit; `hours` are minutes of the local day
    from (included) until (excluded), over midnight where the first is the greater; `severity` is
    the least grave that still fits. It sends to `unit` (a code) or, without one, to the unit of
    `unit_kind` whose area holds the place most closely.
    """

    key: int
    name_zh: str
    name_en: str = ""
    on: bool = True
    areas: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    hours: Hours | None = None
    days: str = ""
    severity: int | None = None
    origin: str = ""
    unit: str = ""
    unit_kind: str = ""

    @property
    def target(self) -> Target:
        return self.unit, self.unit_kind


@dataclass(frozen=True, slots=True)
class Facts:
    """What the list looks at. `minute` is of the local day; `unit_kind` is the last resort."""

    area_path: str
    type: str
    category: str
    severity: int
    origin: str
    minute: int
    workday: bool
    unit_kind: str


@dataclass(frozen=True)
class Condition:
    """One question of a rule: what it wants (falsy: nothing), what the case is, if that fits."""

    name: str
    wanted: Callable[[Rule], Any]
    value: Callable[[Facts], Hashable]
    fits: Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Miss:
    """A question that the case answered otherwise."""

    condition: str
    wanted: Any
    value: Any


@dataclass(frozen=True)
class Passed:
    """A rule that did not decide, with all that did not fit."""

    rule: Rule
    misses: tuple[Miss, ...]


def _inside(areas: tuple[str, ...], path: str) -> bool:
    return not set(areas).isdisjoint(path.split("/"))


def _such(wanted: tuple[tuple[str, ...], tuple[str, ...]], value: tuple[str, str]) -> bool:
    (types, categories), (kind, category) = wanted, value
    return kind in types or any(category.startswith(beginning) for beginning in categories)


def _within(hours: Hours, minute: int) -> bool:
    start, end = hours
    return start <= minute < end if start < end else minute >= start or minute < end


CONDITIONS = (
    Condition("area", lambda rule: rule.areas, lambda facts: facts.area_path, _inside),
    Condition(
        "what",
        lambda rule: (rule.types, rule.categories) if rule.types or rule.categories else None,
        lambda facts: (facts.type, facts.category),
        _such,
    ),
    Condition("hours", lambda rule: rule.hours, lambda facts: facts.minute, _within),
    Condition(
        "days",
        lambda rule: rule.days,
        lambda facts: WORKDAY if facts.workday else RESTDAY,
        lambda wanted, day: bool(wanted == day),
    ),
    Condition(
        "severity",
        lambda rule: rule.severity,
        lambda facts: facts.severity,
        lambda most, severity: bool(severity <= most),
    ),
    Condition(
        "origin",
        lambda rule: rule.origin,
        lambda facts: facts.origin,
        lambda wanted, origin: bool(wanted == origin),
    ),
)


def misses(rule: Rule, facts: Facts) -> Iterator[Miss]:
    """The questions of the rule that the case answers otherwise, in the order of the form."""
    for condition in CONDITIONS:
        wanted = condition.wanted(rule)
        if wanted and not condition.fits(wanted, condition.value(facts)):
            yield Miss(condition.name, wanted, condition.value(facts))
