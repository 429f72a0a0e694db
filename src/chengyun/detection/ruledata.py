"""Rules as plain data, for files and forms."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from .rules import (
    Baseline,
    Composite,
    Count,
    Distinct,
    Drift,
    Hours,
    Neighbours,
    Peers,
    RateOfChange,
    Rule,
    RuleError,
    Silence,
    Steps,
    Stuck,
    Threshold,
    Trend,
)

ALL: tuple[type[Rule], ...] = (
    Threshold,
    RateOfChange,
    Silence,
    Stuck,
    Baseline,
    Count,
    Trend,
    Neighbours,
    Peers,
    Distinct,
    Composite,
    Drift,
)
KINDS: dict[str, type[Rule]] = {kind.kind: kind for kind in ALL}


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """The rule as plain data (JSON types), with its `kind`."""
    return {"kind": rule.kind, **{name: _listed(value) for name, value in asdict(rule).items()}}


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """The rule that `rule_to_dict` wrote, or a person did. Raises RuleError."""
    given = dict(data)
    name = given.get("key", "?")
    kind = KINDS.get(given.pop("kind", ""))
    if kind is None:
        raise RuleError(f"rule {name!r}: kind must be one of {', '.join(KINDS)}")
    _insist_fields(name, kind, given)
    try:
        return kind(**{field: READ.get(field, _same)(value) for field, value in given.items()})
    except (TypeError, ValueError) as problem:
        if isinstance(problem, RuleError):
            raise
        raise RuleError(f"rule {name!r}: {problem}") from problem


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _same(value: Any) -> Any:
    return value


def _steps(value: Any) -> Steps:
    return tuple((float(at), int(severity)) for at, severity in value)


def _hours(value: Any) -> Hours:
    return tuple((int(a), int(b), float(limit), str(day)) for a, b, limit, day in value)


READ: Mapping[str, Callable[[Any], Any]] = {
    "steps": _steps,
    "escalate_after": _steps,
    "hours": _hours,
    "streams": tuple,
    "members": tuple,
}
"""Fields that are more than one JSON value, and how they are read."""


def _insist_fields(name: str, kind: type[Rule], given: Mapping[str, Any]) -> None:
    known = {f.name for f in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING}
    if unknown := sorted(given.keys() - known):
        raise RuleError(f"rule {name!r}: {kind.kind} knows no {', '.join(unknown)}")
    if missing := sorted(needed - given.keys()):
        raise RuleError(f"rule {name!r}: {', '.join(missing)} is missing")
