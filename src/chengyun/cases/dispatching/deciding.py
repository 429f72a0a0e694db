"""The list at work on one case: the definition that the columns are held to. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chengyun.cases.dispatching.offices import Offices
from chengyun.cases.dispatching.rules import Facts, Miss, Passed, Rule, misses
from chengyun.people.models import Unit


@dataclass(frozen=True)
class Decision:
    """Where a case goes. `rule` None: no rule fitted, and kind and area decided.

    `passed` holds every rule before the one that decided, with what did not fit. `unit` None:
    nobody in the district does this.
    """

    unit: Unit | None
    rule: Rule | None
    passed: tuple[Passed, ...]


def decide(rules: Iterable[Rule], facts: Facts, offices: Offices) -> Decision:
    """Go through the list from the top; the first rule that fits and has its unit decides."""
    passed: list[Passed] = []
    for rule in rules:
        against = tuple(_against(rule, facts, offices))
        if not against:
            return Decision(offices.of(rule.target, facts.area_path), rule, tuple(passed))
        passed.append(Passed(rule, against))
    return Decision(offices.nearest(facts.unit_kind, facts.area_path), None, tuple(passed))


def first(rules: Iterable[Rule], facts: Facts, offices: Offices) -> tuple[Unit | None, Rule | None]:
    """The unit and the rule of `decide`, without the reasons against the others."""
    for rule in rules:
        if next(_against(rule, facts, offices), None) is None:
            return offices.of(rule.target, facts.area_path), rule
    return offices.nearest(facts.unit_kind, facts.area_path), None


def _against(rule: Rule, facts: Facts, offices: Offices) -> Iterator[Miss]:
    if not rule.on:
        yield Miss("off", True, False)
        return
    yield from misses(rule, facts)
    if offices.of(rule.target, facts.area_path) is None:
        yield Miss("unit", rule.target, facts.area_path)
