"""What each kind of rule asks for, as data, so that a form can be made of it."""

from dataclasses import MISSING, Field, dataclass, fields
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .ruledata import KINDS
from .rules import Hours, Rule, RuleError, Steps


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind of rule.

    `type` is number, integer, text, flag, choice, texts, steps (pairs of level and severity) or
    hours (hour from, hour to, limit, kind of day). `unit` is "" or what the field is told in;
    "value" is the property's own unit. `optional`: may be left empty (None). `default` is None
    where the field is `needed`.
    """

    name: str
    type: str
    unit: str
    default: Any
    needed: bool
    optional: bool
    least: float | None
    most: float | None
    choices: tuple[str, ...]


TYPES: dict[Any, str] = {
    float: "number",
    int: "integer",
    str: "text",
    bool: "flag",
    Steps: "steps",
    Hours: "hours",
    tuple[str, ...]: "texts",
}


def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind in the order of a form, the common ones first. Raises RuleError."""
    if kind not in KINDS:
        raise RuleError(f"there is no kind {kind!r}: {', '.join(KINDS)}")
    hints = get_type_hints(KINDS[kind])
    return tuple(_spec(field, hints[field.name]) for field in fields(KINDS[kind]))


def own_fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind without those that every rule has."""
    common = {field.name for field in fields(Rule)}
    return tuple(spec for spec in fields_of(kind) if spec.name not in common)


def _spec(field: "Field[Any]", hint: Any) -> FieldSpec:
    needed = field.default is MISSING
    plain, optional = _without_none(hint)
    return FieldSpec(
        name=field.name,
        type="choice" if get_origin(plain) is Literal else TYPES[plain],
        unit=field.metadata.get("unit", ""),
        default=None if needed else field.default,
        needed=needed,
        optional=optional,
        least=field.metadata.get("least"),
        most=field.metadata.get("most"),
        choices=get_args(plain) if get_origin(plain) is Literal else (),
    )


def _without_none(hint: Any) -> tuple[Any, bool]:
    parts = get_args(hint)
    if NoneType not in parts:
        return hint, False
    (kept,) = (part for part in parts if part is not NoneType)
    return kept, True
