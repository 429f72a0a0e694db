"""A rule as a form: its fields from the declaration of its kind, and back from what was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from chengyun.detection.ruledata import rule_from_dict, rule_to_dict
from chengyun.detection.rulefields import FieldSpec, fields_of, own_fields_of
from chengyun.detection.rules import Rule, RuleError
from chengyun.faces.desk import rule_inputs as inputs
from chengyun.faces.desk import rule_words as words
from chengyun.faces.desk.rule_errors import in_words
from chengyun.faces.desk.rule_inputs import Input

COMMON = ("title_zh", "title_en", "severity", "case_type")
# Whom the rule watches and how its alarms grow: asked of every kind, in this order.
SHARED = ("within", "streams", "escalate_after", "downgrade_after_s", "report")


@dataclass
class RuleForm:
    """What was typed (or what the rule says now), and the rule that it makes, or why not."""

    kind: str
    typed: dict[str, Any]
    unit: str = ""
    rule: Rule | None = None
    problem: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> list[Input]:
        return [one for one in self._of(own_fields_of(self.kind)) if not _fine(one)]

    @property
    def fine(self) -> list[Input]:
        return [one for one in self._of(own_fields_of(self.kind)) if _fine(one)]

    @property
    def shared(self) -> list[Input]:
        return list(self._of(_shared(self.kind)))

    @property
    def narrowed(self) -> bool:
        """True if something of `shared` is not as it usually is, or is wrong."""
        usual = (inputs.shown(spec, spec.default) for spec in _shared(self.kind))
        told = any(
            self.typed.get(name, value) != value for one in usual for name, value in one.items()
        )
        return told or bool(self.errors.keys() & set(SHARED))

    @property
    def kind_words(self) -> words.Words:
        return words.kind(self.kind)

    def _of(self, specs: tuple[FieldSpec, ...]) -> Iterator[Input]:
        for spec in specs:
            value = self.typed.get(spec.name, "")
            span = str(self.typed.get(f"{spec.name}__span", "s"))
            unit = inputs.unit_of(spec, self.unit)
            yield Input(spec, value, unit, self.errors.get(spec.name, ""), span)


def _fine(one: Input) -> bool:
    return one.spec.name in words.FINE


def _shared(kind: str) -> tuple[FieldSpec, ...]:
    by_name = {spec.name: spec for spec in fields_of(kind)}
    return tuple(by_name[name] for name in SHARED)


def _asked(kind: str) -> tuple[FieldSpec, ...]:
    """All fields that the page asks for; a flag that is off is not posted, hence `shared`."""
    return own_fields_of(kind) + _shared(kind)


def of_rule(rule: Rule, unit: str) -> RuleForm:
    """The form with what a rule says."""
    data = rule_to_dict(rule)
    typed: dict[str, Any] = {name: data[name] for name in ("key", "property", *COMMON)}
    for spec in _asked(rule.kind):
        typed |= inputs.shown(spec, data[spec.name])
    return RuleForm(rule.kind, typed, unit, rule)


def blank(kind: str, prop: str, unit: str) -> RuleForm:
    """The form of a new rule with the kind's defaults. Raises RuleError for an unknown kind."""
    typed: dict[str, Any] = {"property": prop, "severity": 3}
    for spec in _asked(kind):
        typed |= inputs.shown(spec, spec.default)
    return RuleForm(kind, typed, unit)


def read(post: QueryDict, kind: str, key: str, unit: str, base: Rule | None = None) -> RuleForm:
    """What was typed, with the rule it makes; where it makes none, the errors say why.

    What the form does not ask for stays as it is in `base`, the rule that is changed.
    """
    form = RuleForm(kind, {name: post.get(name, "").strip() for name in ("property", *COMMON)})
    form.unit = unit
    form.typed["key"] = key
    data: dict[str, Any] = rule_to_dict(base) if base else {}
    data |= {"kind": kind, **form.typed}
    data["title_en"] = form.typed["title_en"] or form.typed["title_zh"]
    data["severity"] = _severity(form, post)
    for spec in _asked(kind) if "shared" in post else own_fields_of(kind):
        data |= _taken(form, spec, post)
    if not form.errors:
        _make(form, data)
    return form


def _taken(form: RuleForm, spec: FieldSpec, post: QueryDict) -> dict[str, Any]:
    form.typed |= inputs.kept(spec, post)
    try:
        return inputs.taken(spec, form.typed)
    except inputs.NotRight as problem:
        form.errors[spec.name] = str(problem)
        return {}


def _make(form: RuleForm, data: Mapping[str, Any]) -> None:
    for name in ("title_zh", "case_type"):
        if not data[name]:
            form.errors[name] = _("Fill this in.")
            return
    try:
        form.rule = rule_from_dict(data)
    except RuleError as problem:
        form.problem = in_words(problem)


def _severity(form: RuleForm, post: QueryDict) -> int:
    raw = post.get("severity", "")
    form.typed["severity"] = int(raw) if raw in ("1", "2", "3", "4") else 3
    return int(form.typed["severity"])
