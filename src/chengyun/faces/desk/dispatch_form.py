"""A rule of the dispatch list as a form, and back from what was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from chengyun.cases.choices import Origin, Severity
from chengyun.cases.dispatching import Rule
from chengyun.cases.dispatching.ruledata import clock, minutes
from chengyun.cases.dispatching.words import kind_title
from chengyun.cases.models import CaseType
from chengyun.cases.models.dispatching import Days
from chengyun.cases.services import dispatch_rules as verbs
from chengyun.people.models import Unit
from chengyun.places.choices import Level
from chengyun.places.models import Area

APART = re.compile(r"[\s,，、;；]+")
# Beside which field a refusal is shown.
BESIDE = {
    verbs.NEEDS_NAME.code: "name_zh",
    verbs.NEEDS_TARGET.code: "target",
    verbs.UNKNOWN_UNIT.code: "target",
    verbs.UNKNOWN_AREA.code: "areas",
    verbs.UNKNOWN_TYPE.code: "types",
    verbs.BAD_CATEGORY.code: "categories",
    verbs.BAD_HOURS.code: "hours",
}


@dataclass
class DispatchForm:
    """What stands in the fields, the rule it makes, and what is wrong with it by field."""

    rule: Rule
    place: int
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        rule = self.rule
        return f"unit:{rule.unit}" if rule.unit else f"kind:{rule.unit_kind}"

    @property
    def hours(self) -> tuple[str, str]:
        start, end = self.rule.hours or (None, None)
        return ("" if start is None else clock(start), "" if end is None else clock(end))

    @property
    def categories(self) -> str:
        return ", ".join(self.rule.categories)


def read(post: QueryDict, key: int, place: int) -> DispatchForm:
    """The form as typed; `errors` is empty if the rule may be kept."""
    form = DispatchForm(_typed(post, key), _place(post, place))
    form.rule = replace(form.rule, hours=_hours(post, form))
    for fault in verbs.faults(form.rule, verbs.known()):
        form.errors.setdefault(BESIDE[fault.code], str(fault.message))
    return form


def around(count: int, form: DispatchForm) -> dict[str, Any]:
    """What the form offers; `count` is how many places there are."""
    streets = list(Area.objects.filter(level=Level.STREET).only("code", "name", "name_en", "level"))
    known = {area.code for area in streets}
    return {
        "streets": streets,
        "other_areas": ", ".join(code for code in form.rule.areas if code not in known),
        "case_types": CaseType.objects.all(),
        "severities": [one for one in Severity.choices if one[0] < Severity.MINOR],
        "days_offered": Days.choices,
        "origins": Origin.choices,
        "units": Unit.objects.only("code", "name_zh", "name_en"),
        "unit_kinds": unit_kinds(),
        "places": range(1, count + 1),
    }


def unit_kinds() -> list[tuple[str, str]]:
    """Each kind of unit with what it stands for: “street (徐家汇街道办事处 and 12 others)”."""
    by_kind: dict[str, list[Unit]] = {}
    for unit in Unit.objects.only("code", "kind", "name_zh", "name_en").order_by("kind", "code"):
        by_kind.setdefault(unit.kind, []).append(unit)
    return [(kind, _kind(kind, units)) for kind, units in by_kind.items()]


def _kind(kind: str, units: Sequence[Unit]) -> str:
    told = {"kind": kind_title(kind), "unit": units[0].title, "n": len(units) - 1}
    return (_("%(kind)s (%(unit)s and %(n)d more)") if told["n"] else "%(kind)s (%(unit)s)") % told


def _typed(post: QueryDict, key: int) -> Rule:
    sort, _colon, code = post.get("target", "").partition(":")
    severity = post.get("severity", "")
    return Rule(
        key=key,
        name_zh=post.get("name_zh", "").strip()[:60],
        name_en=post.get("name_en", "").strip()[:80],
        areas=_many([*post.getlist("areas"), *APART.split(post.get("other_areas", ""))]),
        types=_many(post.getlist("types")),
        categories=_many(APART.split(post.get("categories", ""))),
        days=_one_of(post.get("days", ""), Days.values),
        severity=int(severity) if severity in ("1", "2", "3") else None,
        origin=_one_of(post.get("origin", ""), Origin.values),
        unit=code if sort == "unit" else "",
        unit_kind=code if sort == "kind" else "",
    )


def _hours(post: QueryDict, form: DispatchForm) -> tuple[int, int] | None:
    start, end = post.get("hour_from", "").strip(), post.get("hour_until", "").strip()
    if not start and not end:
        return None
    try:
        return minutes(start), minutes(end)
    except ValueError:
        form.errors["hours"] = str(verbs.BAD_HOURS.message)
        return None


def _place(post: QueryDict, place: int) -> int:
    raw = post.get("place", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else place


def _many(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in given if one.strip()))


def _one_of(given: str, allowed: Sequence[str]) -> str:
    return given if given in allowed else ""
