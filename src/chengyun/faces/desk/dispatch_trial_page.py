"""The trial of a dispatch list on past cases, in words and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chengyun.cases.dispatching import Rule, decide, words
from chengyun.cases.dispatching.offices import Offices
from chengyun.cases.dispatching.trial import Difference, Rates, Share, Trial
from chengyun.cases.dispatching.words import Names
from chengyun.cases.queries.dispatching import names_of, try_rules, unit_names
from chengyun.cases.services.dispatching import offices_of
from chengyun.faces.desk.dispatch_page import trail
from chengyun.people.policy import Viewer

SPANS = (30, 90)
SHOWN = 50
# Of a long trail, the rules that came nearest to fitting.
STEPS = 20


@dataclass(frozen=True)
class Row:
    """A case that would go elsewhere, with the way to it."""

    difference: Difference
    first: str
    old: str
    new: str
    settled: str
    rule: str
    steps: list[dict[str, Any]]
    more: int

    @property
    def past(self) -> Any:
        return self.difference.past


def days_of(raw: str) -> int:
    """The span of a trial that was asked for."""
    return int(raw) if raw in map(str, SPANS) else SPANS[0]


def shown(viewer: Viewer, old: Sequence[Rule], new: Sequence[Rule], days: int) -> dict[str, Any]:
    """The trial of a list beside the one in force, for the template."""
    tried = try_rules(viewer, old, new, days)
    trial = tried.trial
    differ = trial.differences[:SHOWN]
    kinds = {one.past.facts.unit_kind for one in differ}
    codes = {code for one in differ for code in (one.old, one.new, one.past.first)}
    codes |= {one.past.settled for one in differ} | {flow.unit for flow in trial.flows}
    around = _Around(
        names_of(new, *_spoken(differ)), unit_names(codes), offices_of(new, kinds), new
    )
    return {
        "tried": tried,
        "trial": trial,
        "days": days,
        "rates": _rates(trial.rates),
        "moved": _rates(trial.moved) if trial.moved.real.of else None,
        "flows": [(around.unit(flow.unit), flow) for flow in trial.flows[:SHOWN]],
        "reached": _reached(new, trial),
        "rows": [around.row(one) for one in differ],
        "more": len(trial.differences) - len(differ),
        "better": sum(one.better is True for one in trial.differences),
        "worse": sum(one.better is False for one in trial.differences),
    }


@dataclass(frozen=True)
class _Around:
    """What all rows share."""

    names: Names
    units: Mapping[str, str]
    offices: Offices
    rules: Sequence[Rule]

    def unit(self, code: str) -> str:
        return self.units.get(code, code) or _("nobody")

    def row(self, one: Difference) -> Row:
        found = decide(self.rules, one.past.facts, self.offices)
        near = sorted(found.passed, key=lambda passed: len(passed.misses))[:STEPS]
        return Row(
            difference=one,
            first=self.unit(one.past.first),
            old=self.unit(one.old),
            new=self.unit(one.new),
            settled=self.unit(one.past.settled) if one.past.settled else "",
            rule=words.title(found.rule) if found.rule else "",
            steps=trail([passed for passed in found.passed if passed in near], self.names),
            more=max(len(found.passed) - STEPS, 0),
        )


def _spoken(differ: Sequence[Difference]) -> tuple[set[str], set[str]]:
    """The places and the kinds of case of these rows."""
    facts = [one.past.facts for one in differ]
    return {one.area_path for one in facts}, {one.type for one in facts}


def _rates(rates: Rates) -> list[tuple[str, Share]]:
    return [
        (_("As it was"), rates.real),
        (_("List in force"), rates.old),
        (_("List on trial"), rates.new),
    ]


def _reached(rules: Sequence[Rule], trial: Trial) -> list[tuple[int, str, int]]:
    """Each rule that is on, with its place and how many cases it would have decided."""
    return [
        (place, words.title(rule), count)
        for place, (rule, count) in enumerate(zip(rules, trial.reached, strict=True), 1)
        if rule.on
    ]
