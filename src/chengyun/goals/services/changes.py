"""What was changed of a thing, for the audit: by field, what stood there and what stands there."""

from collections.abc import Iterable, Mapping
from typing import Any


def changes(
    was: Mapping[str, Any], now: Mapping[str, Any], names: Iterable[str]
) -> dict[str, list[str]]:
    """Of these fields, those that are told otherwise now."""
    both = {name: [_told(was.get(name)), _told(now.get(name))] for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _told(value: Any) -> str:
    """A field's value as text; rows of other tables by their ids."""
    if value is None:
        return ""
    many = hasattr(value, "__iter__") and not isinstance(value, str)
    return ", ".join(str(getattr(one, "pk", one)) for one in (value if many else [value]))[:200]
