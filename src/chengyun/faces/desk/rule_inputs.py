"""One field of a rule's form: how its value stands on the page, and back from what was typed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from chengyun.detection.rulefields import FieldSpec
from chengyun.faces.desk import rule_words as words

SPANS = {"s": 1, "min": 60, "h": 3600}
ROWS = 3
MINUTE = 60
# The further columns of what is typed in rows; the first has the name of the field.
COLUMNS = {"steps": ("severity",), "hours": ("from", "to", "day")}
BLANK = {"steps": ("", ""), "hours": ("", "", "", "all")}
DAYS = ("all", "work", "rest")
Typed = Mapping[str, Any]


class NotRight(ValueError):
    """What is wrong with what was typed, in a sentence for who typed it."""


@dataclass(frozen=True)
class Input:
    """One field on the page. `value` is what stands in it (rows for steps and hours)."""

    spec: FieldSpec
    value: Any
    unit: str
    error: str = ""
    span: str = "s"

    @property
    def widget(self) -> str:
        """Which part of the template draws it."""
        if self.spec.name == "within":
            return "area"
        return "seconds" if _is_span(self.spec) else self.spec.type

    @property
    def wide(self) -> bool:
        return self.spec.type in COLUMNS

    @property
    def words(self) -> words.Words:
        return words.field(self.spec.name)

    @property
    def spans(self) -> list[tuple[str, Any]]:
        return [(name, words.UNITS[name]) for name in SPANS]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(name, words.choice(name)) for name in self.spec.choices or DAYS]


def unit_of(spec: FieldSpec, own: str) -> str:
    """What stands beside the field; `own` is the unit of the property."""
    minutes = spec.type == "steps" and spec.unit == "s"
    return words.unit("min" if minutes else spec.unit, own)


def shown(spec: FieldSpec, value: Any) -> dict[str, Any]:
    """A value as it stands in the form."""
    if spec.type in COLUMNS:
        return {spec.name: _padded(spec, [_row(spec, row) for row in value or ()])}
    if spec.type == "texts":
        return {spec.name: ", ".join(value or ())}
    if _is_span(spec) and value is not None:
        span = _span(float(value))
        return {spec.name: _figure(value / SPANS[span]), f"{spec.name}__span": span}
    return {spec.name: value if spec.type == "flag" else _figure(value)}


def kept(spec: FieldSpec, post: QueryDict) -> dict[str, Any]:
    """What was typed, to be shown again."""
    if spec.type in COLUMNS:
        return {spec.name: _padded(spec, _rows(spec, post))}
    span = post.get(f"{spec.name}__span", "s")
    typed = {spec.name: post.get(spec.name, "").strip()}
    return typed | {f"{spec.name}__span": span if span in SPANS else "s"}


def taken(spec: FieldSpec, typed: Typed) -> dict[str, Any]:
    """The field as the rule wants it; nothing where its default is meant. Raises NotRight."""
    raw = typed[spec.name]
    if spec.type == "steps":
        return {spec.name: [_step(spec, row) for row in raw if row[0]]}
    if spec.type == "hours":
        return {spec.name: [_hours(row) for row in raw if row[2]]}
    if spec.type == "flag":
        return {spec.name: raw in ("on", "1", "true")}
    if not raw:
        return _left_empty(spec)
    if spec.type == "texts":
        return {spec.name: tuple(part.strip() for part in raw.split(",") if part.strip())}
    if spec.type in ("text", "choice"):
        return {spec.name: raw}
    return {spec.name: _number(spec, raw, typed)}


def _left_empty(spec: FieldSpec) -> dict[str, Any]:
    if spec.needed:
        raise NotRight(_("Fill this in."))
    if spec.optional:
        return {spec.name: None}
    return {spec.name: spec.default} if spec.type in ("text", "texts") else {}


def _number(spec: FieldSpec, raw: str, typed: Typed) -> float:
    value = _parsed(raw)
    if spec.type == "integer" and not value.is_integer():
        raise NotRight(_("This is not a number."))
    if _is_span(spec):
        value *= SPANS[typed[f"{spec.name}__span"]]
    if spec.least is not None and value < spec.least:
        raise NotRight(_("At least %(least)g.") % {"least": spec.least})
    if spec.most is not None and value > spec.most:
        raise NotRight(_("At most %(most)g.") % {"most": spec.most})
    return int(value) if spec.type == "integer" else value


def _step(spec: FieldSpec, row: tuple[str, ...]) -> list[float]:
    level, severity = row
    scale = MINUTE if spec.unit == "s" else 1
    return [_parsed(level) * scale, int(severity) if severity in ("1", "2", "3") else 1]


def _hours(row: tuple[str, ...]) -> list[Any]:
    limit, begins, ends, day = row[2], row[0], row[1], row[3]
    return [_hour(begins), _hour(ends), _parsed(limit), day if day in DAYS else "all"]


def _hour(raw: str) -> int:
    """An hour of the day, typed as 22 or 22:00."""
    value = _parsed(raw.removesuffix(":00"))
    if not value.is_integer() or not 0 <= value <= 24:
        raise NotRight(_("An hour is a whole number from 0 to 24."))
    return int(value)


def _parsed(raw: str) -> float:
    try:
        value = float(raw)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NotRight(_("This is not a number."))
    return value


def _rows(spec: FieldSpec, post: QueryDict) -> list[tuple[str, ...]]:
    """The rows as typed, in the order of the page."""
    first = post.getlist(spec.name)
    more = [post.getlist(f"{spec.name}__{name}") for name in COLUMNS[spec.type]]
    columns = [first, *more] if spec.type == "steps" else [more[0], more[1], first, more[2]]
    return [tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False)]


def _row(spec: FieldSpec, row: Any) -> tuple[str, ...]:
    """One row of a rule's value as it stands in the form."""
    if spec.type == "hours":
        begins, ends, limit, day = row
        return str(begins), str(ends), _figure(float(limit)), day
    level, severity = row
    return _figure(float(level) / (MINUTE if spec.unit == "s" else 1)), str(severity)


def _padded(spec: FieldSpec, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """At least three rows, and always an empty one more."""
    return rows + [BLANK[spec.type]] * max(ROWS - len(rows), 1)


def _is_span(spec: FieldSpec) -> bool:
    return spec.unit == "s" and spec.type in ("number", "integer")


def _span(seconds: float) -> str:
    whole = [name for name, size in SPANS.items() if seconds and seconds % size == 0]
    return whole[-1] if whole else "s"


def _figure(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else ("" if value is None else str(value))
