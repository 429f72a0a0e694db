"""Rules and their trail in words. Pure: the names of what codes stand for are given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases.choices import Origin, Severity
from chengyun.cases.dispatching.ruledata import clock
from chengyun.cases.dispatching.rules import CONDITIONS, WORKDAY, Miss, Rule
from chengyun.places.models import in_language

KINDS: Mapping[str, str | Promise] = {
    "centre": gettext_lazy("operations centre"),
    "construction": gettext_lazy("construction authority"),
    "ecology": gettext_lazy("ecology authority"),
    "fire": gettext_lazy("fire brigade"),
    "gas": gettext_lazy("gas company"),
    "greenery": gettext_lazy("greenery and sanitation authority"),
    "lift": gettext_lazy("lift supervision"),
    "police": gettext_lazy("police"),
    "power": gettext_lazy("power company"),
    "street": gettext_lazy("sub-district office"),
    "urban_management": gettext_lazy("urban management"),
    "water": gettext_lazy("water authority"),
}


@dataclass(frozen=True)
class Names:
    """What codes stand for, in the reader's language; an unknown code stands for itself."""

    areas: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def title(rule: Rule) -> str:
    return in_language(rule.name_zh, rule.name_en)


def asked(rule: Rule, names: Names) -> list[str]:
    """What a rule asks, a short phrase for each question."""
    return [
        WANTED[condition.name](wanted, names)
        for condition in CONDITIONS
        if (wanted := condition.wanted(rule))
    ]


def target(rule: Rule, names: Names) -> str:
    """Where a rule sends to."""
    if rule.unit:
        return names.units.get(rule.unit, rule.unit)
    return _("%(kind)s of the place") % {"kind": kind_title(rule.unit_kind)}


def kind_title(kind: str) -> str:
    """A kind of unit in words; one that nobody has named stands for itself."""
    return str(KINDS.get(kind, kind))


def why_not(misses: Sequence[Miss], names: Names) -> Iterator[str]:
    """Why a rule did not fit, a sentence for each question."""
    for miss in misses:
        if miss.condition in WHOLE:
            yield WHOLE[miss.condition](miss, names)
        else:
            told = {
                "wanted": WANTED[miss.condition](miss.wanted, names),
                "value": VALUE[miss.condition](miss.value, names),
            }
            yield _("asks for %(wanted)s; here: %(value)s") % told


def _areas(codes: Sequence[str], names: Names) -> str:
    return _(", ").join(names.areas.get(code, code) for code in codes)


def _what(wanted: tuple[Sequence[str], Sequence[str]], names: Names) -> str:
    types, categories = wanted
    kinds = [names.types.get(key, key) for key in types]
    groups = [_("category %(code)s…") % {"code": code} for code in categories]
    return _(", ").join([*kinds, *groups])


def _hours(hours: tuple[int, int], names: Names) -> str:
    return "–".join(map(clock, hours))


def _day(day: str, names: Names) -> str:
    return _("workdays") if day == WORKDAY else _("rest days")


def _grave(severity: int, names: Names) -> str:
    label = Severity(severity).label
    return str(label) if severity == 1 else _("%(severity)s or graver") % {"severity": label}


def _origin(origin: str, names: Names) -> str:
    return str(dict(Origin.choices).get(origin, origin))


def _place(path: str, names: Names) -> str:
    codes = [code for code in path.split("/") if code]
    return names.areas.get(codes[-1], codes[-1]) if codes else _("no area")


def _kind(value: tuple[str, str], names: Names) -> str:
    kind, category = value
    named = names.types.get(kind, kind)
    return f"{named} ({category})" if category else named


def _nobody(miss: Miss, names: Names) -> str:
    code, kind = miss.wanted
    told = {"unit": code or kind_title(kind), "place": _place(miss.value, names)}
    if code:
        return _("there is no unit %(unit)s") % told
    return _("no unit of the kind %(unit)s is responsible in %(place)s") % told


Phrase = Callable[[Any, Names], str]
WANTED: Mapping[str, Phrase] = {
    "area": _areas,
    "what": _what,
    "hours": _hours,
    "days": _day,
    "severity": _grave,
    "origin": _origin,
}
VALUE: Mapping[str, Phrase] = {
    "area": _place,
    "what": _kind,
    "hours": lambda minute, names: clock(minute),
    "days": _day,
    "severity": lambda severity, names: str(Severity(severity).label),
    "origin": _origin,
}
WHOLE: Mapping[str, Callable[[Miss, Names], str]] = {
    "off": lambda miss, names: _("switched off"),
    "unit": _nobody,
}
