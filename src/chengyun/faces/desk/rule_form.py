"""A rule as a form: its fields from the declaration of its kind, and back from what was typed."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from chengyun.detection.ruledata import rule_from_dict, rule_to_dict
from chengyun.detection.rulefields import FieldSpec, own_fields_of
from chengyun.detection.rules import Rule, RuleError
from chengyun.faces.desk import rule_words as words
from chengyun.faces.desk.rule_errors import in_words

COMMON = ("title_zh", "title_en", "severity", "case_type")
SPANS = {"s": 1, "min": 60, "h": 3600}
STEPS = 3
WIDGETS = frozenset({"number", "integer", "text", "flag", "choice", "steps", "texts"})


@dataclass(frozen=True)
class Input:
    """One field on the page. `values` is what stands in it (pairs for steps)."""

    spec: FieldSpec
    value: Any
    unit: str
    error: str = ""
    span: str = "s"

    @property
    def widget(self) -> str:
        """Which part of the template draws it."""
        return "seconds" if _is_span(self.spec) else self.spec.type

    @property
    def words(self) -> words.Words:
        return words.field(self.spec.name)

    @property
    def spans(self) -> list[tuple[str, Any]]:
        return [(name, words.UNITS[name]) for name in SPANS]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(name, words.choice(name)) for name in self.spec.choices]


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
        return [one for one in self._inputs() if one.spec.name not in words.FINE]

    @property
    def fine(self) -> list[Input]:
        return [one for one in self._inputs() if one.spec.name in words.FINE]

    @property
    def kind_words(self) -> words.Words:
        return words.kind(self.kind)

    def _inputs(self) -> Iterator[Input]:
        for spec in shown_fields(self.kind):
            value = self.typed.get(spec.name, "")
            span = str(self.typed.get(f"{spec.name}__span", "s"))
            unit = words.unit(spec.unit, self.unit)
            yield Input(spec, value, unit, self.errors.get(spec.name, ""), span)


def shown_fields(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind that the form knows how to ask for; the others stay as they are."""
    return tuple(spec for spec in own_fields_of(kind) if spec.type in WIDGETS)


def _is_span(spec: FieldSpec) -> bool:
    return spec.unit == "s" and spec.type in ("number", "integer")


def of_rule(rule: Rule, unit: str) -> RuleForm:
    """The form with what a rule says."""
    data = rule_to_dict(rule)
    typed: dict[str, Any] = {name: data[name] for name in ("key", "property", *COMMON)}
    for spec in shown_fields(rule.kind):
        typed |= _shown(spec, data[spec.name])
    return RuleForm(rule.kind, typed, unit, rule)


def blank(kind: str, prop: str, unit: str) -> RuleForm:
    """The form of a new rule with the kind's defaults. Raises RuleError for an unknown kind."""
    typed: dict[str, Any] = {"property": prop, "severity": 3}
    for spec in shown_fields(kind):
        typed |= _shown(spec, spec.default)
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
    for spec in shown_fields(kind):
        form.typed |= _kept(spec, post)
        data |= _taken(form, spec, post)
    if not form.errors:
        _make(form, data)
    return form


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


def _shown(spec: FieldSpec, value: Any) -> dict[str, Any]:
    """A value as it stands in the form."""
    if spec.type == "steps":
        return {spec.name: _padded([(_figure(at), str(grave)) for at, grave in value or ()])}
    if spec.type == "texts":
        return {spec.name: ", ".join(value or ())}
    if _is_span(spec) and value is not None:
        span = _span(float(value))
        return {spec.name: _figure(value / SPANS[span]), f"{spec.name}__span": span}
    return {spec.name: _figure(value)}


def _kept(spec: FieldSpec, post: QueryDict) -> dict[str, Any]:
    """What was typed, to be shown again."""
    if spec.type == "steps":
        pairs = zip(post.getlist(spec.name), post.getlist(f"{spec.name}__severity"), strict=False)
        return {spec.name: _padded([(at.strip(), grave) for at, grave in pairs])}
    span = post.get(f"{spec.name}__span", "s")
    kept = {spec.name: post.get(spec.name, "").strip()}
    return kept | {f"{spec.name}__span": span if span in SPANS else "s"}


def _taken(form: RuleForm, spec: FieldSpec, post: QueryDict) -> dict[str, Any]:
    """The field as the rule wants it; nothing where its default is meant."""
    raw = form.typed[spec.name]
    if spec.type == "steps":
        return {spec.name: _steps(form, spec, raw)}
    if spec.type == "flag":
        return {spec.name: raw in ("on", "1", "true")}
    if not raw:
        if spec.needed:
            form.errors[spec.name] = _("Fill this in.")
        return {spec.name: None} if spec.optional else {}
    if spec.type == "texts":
        return {spec.name: tuple(part.strip() for part in raw.split(",") if part.strip())}
    if spec.type in ("text", "choice"):
        return {spec.name: raw}
    return _number(form, spec, raw)


def _number(form: RuleForm, spec: FieldSpec, raw: str) -> dict[str, Any]:
    value = _parsed(raw)
    if value is None or (spec.type == "integer" and not value.is_integer()):
        form.errors[spec.name] = _("This is not a number.")
        return {}
    if _is_span(spec):
        value *= SPANS[form.typed[f"{spec.name}__span"]]
    if spec.least is not None and value < spec.least:
        form.errors[spec.name] = _("At least %(least)g.") % {"least": spec.least}
    if spec.most is not None and value > spec.most:
        form.errors[spec.name] = _("At most %(most)g.") % {"most": spec.most}
    return {spec.name: int(value) if spec.type == "integer" else value}


def _steps(form: RuleForm, spec: FieldSpec, raw: Any) -> list[list[float]]:
    steps = []
    for level, severity in raw:
        value = _parsed(level)
        if level and value is None:
            form.errors[spec.name] = _("This is not a number.")
        elif value is not None:
            steps.append([value, int(severity) if severity in ("1", "2", "3") else 1])
    return steps


def _parsed(raw: str) -> float | None:
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _padded(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return (pairs + [("", "")] * STEPS)[:STEPS]


def _span(seconds: float) -> str:
    whole = [name for name, size in SPANS.items() if seconds and seconds % size == 0]
    return whole[-1] if whole else "s"


def _figure(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else ("" if value is None else str(value))
