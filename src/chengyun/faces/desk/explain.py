"""Why an alarm was raised, in a sentence, from the rule that its pack declares."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from chengyun.cases.choices import Severity
from chengyun.cases.models import Alarm
from chengyun.detection.rulefields import FieldSpec, own_fields_of
from chengyun.detection.rules import Rule
from chengyun.faces.desk.rule_words import field, time, told
from chengyun.packs import registry
from chengyun.places.models import in_language
from chengyun.sensing import rulebook


def explain(alarm: Alarm, known: Mapping[str, Rule] | None = None) -> tuple[str, str]:
    """The rule's name and what it watches for; a rule that is gone gives its key alone."""
    rule = (rules_by_key() if known is None else known).get(alarm.rule)
    if rule is None:
        return alarm.rule, ""
    return in_language(rule.title_zh, rule.title_en), sentence(rule)


def rules_by_key() -> dict[str, Rule]:
    """Every rule as it stands now: as packs declare it, or as someone wrote it over."""
    stored = rulebook.entries(registry.rules())
    known = ((entry.key, entry.rule or entry.declared) for entry in stored)
    return {key: rule for key, rule in known if rule}


def sentence(rule: Rule, unit: str = "") -> str:
    """“above 150 µg/m³, for 5 min; clears at 120 µg/m³”."""
    return WHAT.get(rule.kind, _any)(rule, f" {unit}" if unit else "")


def _threshold(rule: Any, unit: str) -> str:
    side = _("above %(limit)s") if rule.above is not None else _("below %(limit)s")
    parts = [side % {"limit": f"{rule.limit:g}{unit}"}, *_held(rule)]
    if rule.clear is not None:
        parts.append(_("clears at %(clear)s") % {"clear": f"{rule.clear:g}{unit}"})
    return _joined([*parts, *_steps(rule, unit)])


def _rate(rule: Any, unit: str) -> str:
    forms = {
        "rise": _("rises faster than %(rate)s per minute"),
        "fall": _("falls faster than %(rate)s per minute"),
        "both": _("changes faster than %(rate)s per minute"),
    }
    what = forms[rule.direction] % {"rate": f"{rule.per_minute:g}{unit}"}
    return _joined([what, *_held(rule), *_steps(rule, unit)])


def _silence(rule: Any, unit: str) -> str:
    return _("no reading for %(n)g intervals") % {"n": rule.intervals}


def _stuck(rule: Any, unit: str) -> str:
    return _("the value has not moved for %(time)s") % {"time": time(rule.for_s)}


def _baseline(rule: Any, unit: str) -> str:
    forms = {
        "high": _("far above what is usual at this hour of such a day (%(z)g deviations)"),
        "low": _("far below what is usual at this hour of such a day (%(z)g deviations)"),
        "both": _("far from what is usual at this hour of such a day (%(z)g deviations)"),
    }
    return _joined([forms[rule.side] % {"z": rule.z}, *_held(rule), *_steps(rule, "")])


def _any(rule: Any, unit: str) -> str:
    """Of a kind without a sentence of its own: its fields, as far as they are not the usual."""
    specs = [spec for spec in own_fields_of(rule.kind) if spec.default != getattr(rule, spec.name)]
    return _joined([f"{field(s.name).label} {_value(s, rule, unit)}" for s in specs])


def _value(spec: FieldSpec, rule: Any, unit: str) -> str:
    value = told(spec, getattr(rule, spec.name))
    return f"{value}{unit}" if spec.unit == "value" and spec.type == "number" else value


def _held(rule: Any) -> list[str]:
    return [_("for %(time)s") % {"time": time(rule.hold_s)}] if rule.hold_s else []


def _steps(rule: Any, unit: str) -> list[str]:
    told = _("beyond %(level)s: %(severity)s")
    return [
        told % {"level": f"{level:g}{unit}", "severity": Severity(severity).label}
        for level, severity in rule.steps
    ]


def _joined(parts: list[str]) -> str:
    return _(", ").join(parts)


WHAT: Mapping[str, Callable[[Any, str], str]] = {
    "threshold": _threshold,
    "rate": _rate,
    "silence": _silence,
    "stuck": _stuck,
    "baseline": _baseline,
}
