"""The lines of the dispatch list and when they fit, as data. Pure.

A rule asks for any of: where, what, which hours, which days, how grave, from where it came. What
it leaves empty it does not ask. The first rule that fits and whose unit exists decides.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from operator import attrgetter, eq, ge
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
class Part:
    """What a rule wants (falsy: nothing), what the case is, and whether that fits."""

    wanted: Callable[[Rule], Any]
    value: Callable[[Facts], Hashable]
    fits: Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Condition:
    """One question of a rule; of several parts that are asked one must fit."""

    name: str
    parts: tuple[Part, ...]

    def wanted(self, rule: Rule) -> Any:
        """What the rule wants: of one part itself, of several a tuple; None if nothing."""
        asked = tuple(part.wanted(rule) for part in self.parts)
        return _own(asked) if any(asked) else None

    def value(self, facts: Facts) -> Any:
        return _own(tuple(part.value(facts) for part in self.parts))

    def fits(self, rule: Rule, facts: Facts) -> bool:
        """True too where the rule asks nothing."""
        asks = False
        for part in self.parts:
            if wanted := part.wanted(rule):
                if part.fits(wanted, part.value(facts)):
                    return True
                asks = True
        return not asks


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


def _own(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 else values


def _inside(areas: tuple[str, ...], path: str) -> bool:
    return not set(areas).isdisjoint(path.split("/"))


def _within(hours: Hours, minute: int) -> bool:
    start, end = hours
    return start <= minute < end if start < end else minute >= start or minute < end


def _day(facts: Facts) -> str:
    return WORKDAY if facts.workday else RESTDAY


CONDITIONS = (
    Condition("area", (Part(attrgetter("areas"), attrgetter("area_path"), _inside),)),
    Condition(
        "what",
        (
            Part(attrgetter("types"), attrgetter("type"), lambda types, kind: kind in types),
            Part(attrgetter("categories"), attrgetter("category"), lambda b, c: c.startswith(b)),
        ),
    ),
    Condition("hours", (Part(attrgetter("hours"), attrgetter("minute"), _within),)),
    Condition("days", (Part(attrgetter("days"), _day, eq),)),
    Condition("severity", (Part(attrgetter("severity"), attrgetter("severity"), ge),)),
    Condition("origin", (Part(attrgetter("origin"), attrgetter("origin"), eq),)),
)


def misses(rule: Rule, facts: Facts) -> Iterator[Miss]:
    """The questions of the rule that the case answers otherwise, in the order of the form."""
    return (
        Miss(condition.name, condition.wanted(rule), condition.value(facts))
        for condition in CONDITIONS
        if not condition.fits(rule, facts)
    )
