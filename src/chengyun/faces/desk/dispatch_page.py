"""What the pages of the dispatch list show: the list, and one rule with its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from chengyun.cases.dispatching import Rule, words
from chengyun.cases.dispatching.ruledata import from_data
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.dispatching.rules import CONDITIONS
from chengyun.cases.dispatching.words import Names
from chengyun.cases.models import DispatchRule, DispatchRuleVersion
from chengyun.cases.models.dispatching import RuleChange
from chengyun.cases.queries.dispatching import names_of
from chengyun.cases.services.dispatching import lines


@dataclass(frozen=True)
class Line:
    """A rule in words: what it asks, and where it sends to."""

    row: DispatchRule
    rule: Rule
    asks: list[str]
    target: str

    @property
    def title(self) -> str:
        return words.title(self.rule)


@dataclass(frozen=True)
class Change:
    """A part of a rule that a version changed."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A version with what it changed against the one before."""

    row: DispatchRuleVersion
    changes: tuple[Change, ...]


LABELS: Mapping[str, Any] = {
    "name_zh": _("Name"),
    "name_en": _("Name in English"),
    "area": _("Where"),
    "what": _("What"),
    "hours": _("Hours"),
    "days": _("Days"),
    "severity": _("Severity"),
    "origin": _("Comes from"),
    "target": _("Goes to"),
}


def listed() -> list[Line]:
    """The list in its order."""
    rows = lines()
    rules = [rule_of(row) for row in rows]
    names = names_of(rules)
    return [line(row, rule, names) for row, rule in zip(rows, rules, strict=True)]


def line(row: DispatchRule, rule: Rule, names: Names) -> Line:
    return Line(row, rule, words.asked(rule, names), words.target(rule, names))


def page(row: DispatchRule) -> dict[str, Any]:
    """One rule with its versions, the newest first."""
    rule = rule_of(row)
    return {"line": line(row, rule, names_of([rule])), "story": story(row)}


def story(row: DispatchRule) -> list[Step]:
    """The versions of a rule, part by part."""
    rows = list(row.versions.select_related("author").order_by("version"))
    rules = [from_data(one.data) for one in rows]
    names = names_of(rules)
    told = [_told(rule, names) for rule in rules]
    changes: list[tuple[Change, ...]] = [(), *(_changes(*pair) for pair in pairwise(told))]
    steps = [Step(one, changed) for one, changed in zip(rows, changes, strict=True)]
    return [_moved(step, before) for step, before in zip(steps, [None, *rows], strict=False)][::-1]


def _moved(step: Step, before: DispatchRuleVersion | None) -> Step:
    if before is None or step.row.what != RuleChange.MOVED:
        return step
    places = Change(_("Place in the list"), str(before.place), str(step.row.place))
    return Step(step.row, (*step.changes, places))


def _told(rule: Rule, names: Names) -> dict[str, str]:
    """Every part of a rule in words; "" where it asks nothing."""
    said = {
        condition.name: words.WANTED[condition.name](wanted, names)
        for condition in CONDITIONS
        if (wanted := condition.wanted(rule))
    }
    own = {"name_zh": rule.name_zh, "name_en": rule.name_en, "target": words.target(rule, names)}
    return dict.fromkeys(LABELS, "") | said | own


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(LABELS[name], before[name] or "—", after[name] or "—")
        for name in LABELS
        if before[name] != after[name]
    )


def trail(passed: Sequence[Any], names: Names) -> list[dict[str, Any]]:
    """Each rule that was passed, with why."""
    return [
        {"title": words.title(one.rule), "why": list(words.why_not(one.misses, names))}
        for one in passed
    ]
