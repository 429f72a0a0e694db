"""A rule as plain JSON values, for its history, for sheets and for drafts, and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import time
from typing import Any

from chengyun.cases.dispatching.rules import Hours, Rule

LISTS = ("areas", "types", "categories")
NAMES = tuple(one.name for one in fields(Rule) if one.name not in ("key", "on"))


def to_data(rule: Rule) -> dict[str, Any]:
    """All that a rule says; hours are ["22:00", "06:00"] or null."""
    said = asdict(rule)
    data = {name: said[name] for name in NAMES}
    data |= {name: list(data[name]) for name in LISTS}
    return data | {"hours": [clock(minute) for minute in rule.hours] if rule.hours else None}


def from_data(data: Mapping[str, Any], key: int = 0, on: bool = True) -> Rule:
    """The rule that `to_data` was given. Raises ValueError for hours that are none."""
    said = {name: data[name] for name in NAMES if data.get(name) is not None}
    said |= {name: tuple(said.get(name, ())) for name in LISTS}
    hours = said.pop("hours", None)
    return Rule(key=key, on=on, hours=_hours(hours) if hours else None, **said)


def clock(minute: int) -> str:
    """495 is "08:15"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minutes(text: str) -> int:
    """ "08:15" is 495; "24:00" is midnight. Raises ValueError."""
    if text == "24:00":
        return 0
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute


def _hours(given: Any) -> Hours:
    start, end = given
    return minutes(start), minutes(end)
