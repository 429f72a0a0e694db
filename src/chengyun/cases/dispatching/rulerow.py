"""A stored line of the dispatch list as the decision reads it. Pure."""

from datetime import time

from chengyun.cases.dispatching.rules import Hours, Rule
from chengyun.cases.models import DispatchRule


def rule_of(row: DispatchRule) -> Rule:
    """The line as the decision reads it. Reads `unit`."""
    return Rule(
        key=row.pk,
        name_zh=row.name_zh,
        name_en=row.name_en,
        on=row.on,
        areas=tuple(row.areas),
        types=tuple(row.types),
        categories=tuple(row.categories),
        hours=_hours(row),
        days=row.days,
        severity=row.severity,
        origin=row.origin,
        unit=row.unit.code if row.unit else "",
        unit_kind=row.unit_kind,
    )


def _hours(row: DispatchRule) -> Hours | None:
    if row.hour_from is None or row.hour_until is None:
        return None
    return _minute(row.hour_from), _minute(row.hour_until)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
