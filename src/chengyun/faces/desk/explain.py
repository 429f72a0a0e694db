"""Why an alarm was raised, in a sentence, from the rule that its pack declares."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from chengyun.cases.models import Alarm
from chengyun.detection.rules import Rule
from chengyun.faces import words
from chengyun.packs import registry
from chengyun.places.models import in_language


def explain(alarm: Alarm) -> tuple[str, str]:
    """The rule's name and what it watches for; a rule that is gone gives its key alone."""
    rule = {rule.key: rule for rule in registry.rules()}.get(alarm.rule)
    if rule is None:
        return alarm.rule, ""
    return in_language(rule.title_zh, rule.title_en), sentence(rule)


def sentence(rule: Rule) -> str:
    """“above 0.15, for 5 s; clears at 0.05”."""
    return WHAT.get(rule.kind, _nothing)(rule)


def _threshold(rule: Any) -> str:
    side = _("above %(limit)g") if rule.above is not None else _("below %(limit)g")
    held = [_("for %(time)s") % {"time": _time(rule.hold_s)}] if rule.hold_s else []
    freed = [_("clears at %(clear)g") % {"clear": rule.clear}] if rule.clear is not None else []
    return _(", ").join([side % {"limit": rule.limit}, *held, *freed])


def _rate(rule: Any) -> str:
    return _("changes faster than %(rate)g per minute") % {"rate": rule.per_minute}


def _silence(rule: Any) -> str:
    return _("no reading for %(n)g intervals") % {"n": rule.intervals}


def _stuck(rule: Any) -> str:
    return _("the value has not moved for %(time)s") % {"time": _time(rule.for_s)}


def _baseline(rule: Any) -> str:
    usual = _("far from what is usual at this hour of the week (%(z)g deviations)")
    return usual % {"z": rule.z}


def _nothing(rule: Any) -> str:
    return ""


def _time(seconds: float) -> str:
    if seconds < 60:
        return _("%(s)d s") % {"s": seconds}
    return words.span(timedelta(seconds=seconds))


WHAT: Mapping[str, Callable[[Any], str]] = {
    "threshold": _threshold,
    "rate": _rate,
    "silence": _silence,
    "stuck": _stuck,
    "baseline": _baseline,
}
