"""Which unit a case goes to: the dispatch list as it stands now, applied to cases."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.dispatching import (
    Decision,
    Facts,
    Offices,
    Rule,
    Suggestion,
    decide,
    first,
    of_kind,
)
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.dispatching.words import title
from chengyun.cases.models import Case, DispatchRule
from chengyun.cases.services.act import office
from chengyun.people.models import Unit

# The edition of the category table that the rules speak of.
EDITION = "2026"


@dataclass(frozen=True)
class DispatchList:
    """The rules in order and the units that they, or the last resort, may name."""

    rules: tuple[Rule, ...]
    offices: Offices

    def decide(self, case: Case, at: datetime) -> Decision:
        """Where the case goes, if it is dispatched at `at`."""
        return decide(self.rules, facts_of(case, at), self.offices)

    def send(self, case: Case, at: datetime) -> tuple[Unit | None, Rule | None]:
        """The unit and the rule that say so, as `decide` has them, without what was passed."""
        return first(self.rules, facts_of(case, at), self.offices)

    def suggest(self, case: Case, at: datetime) -> Suggestion | None:
        """The same as a suggestion with its reasons; None if nobody in the district does this."""
        return suggestion_of(self.decide(case, at))


def suggestion_of(decision: Decision) -> Suggestion | None:
    """What was decided, with its reasons; None if it is nobody."""
    if decision.unit is None:
        return None
    if decision.rule is None:
        plain = of_kind(decision.unit)
        return Suggestion(plain.unit, plain.reasons, passed=decision.passed)
    reasons = (said(decision.rule),)
    return Suggestion(decision.unit, reasons, decision.rule, decision.passed)


def said(rule: Rule) -> str:
    """The rule as a reason, in the active language."""
    return _("Rule of the dispatch list: %(name)s") % {"name": title(rule)}


def dispatch_list(kinds: Collection[str]) -> DispatchList:
    """The list in force; `kinds` are the kinds of unit of the last resort. Two queries."""
    rules = tuple(map(rule_of, lines()))
    return DispatchList(rules, offices_of(rules, kinds))


def lines() -> list[DispatchRule]:
    """The list in its order, switched-off lines among it, with units and writers."""
    rows = DispatchRule.objects.filter(withdrawn=False)
    return list(rows.select_related("unit", "changed_by").order_by("place", "pk"))


def offices_of(rules: Iterable[Rule], kinds: Collection[str]) -> Offices:
    """The units of those kinds, and all that the rules name."""
    rules = list(rules)
    wanted = Q(kind__in={*kinds, *(rule.unit_kind for rule in rules)})
    wanted |= Q(code__in={rule.unit for rule in rules})
    units = Unit.objects.filter(wanted).select_related("area").defer("area__boundary")
    return Offices(units)


def facts_of(case: Case, at: datetime, is_workday: Callable[[date], bool] | None = None) -> Facts:
    """What the list looks at in a case. Reads type and, where it has one, condition."""
    local = timezone.localtime(at)
    return Facts(
        area_path=case.area_path,
        type=case.type.key,
        category=_category(case),
        severity=case.severity,
        origin=case.origin,
        minute=local.hour * 60 + local.minute,
        workday=(is_workday or office().is_workday)(local.date()),
        unit_kind=case.type.unit_kind,
    )


def suggestion(case: Case, at: datetime | None = None) -> Suggestion | None:
    """The unit that should handle the case, with reasons; None if the district has none."""
    return dispatch_list([case.type.unit_kind]).suggest(case, at or timezone.now())


def workdays() -> Callable[[date], bool]:
    """The calendar's workdays, each looked up once."""
    return cache(office().is_workday)


def _category(case: Case) -> str:
    """That of the condition it was filed under, else that of its kind."""
    if case.condition_id is None or case.condition is None:
        return case.type.category
    category = case.condition.category
    return category.code if category.edition == EDITION else case.type.category
