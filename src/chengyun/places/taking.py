"""Taking rows of a file into the database: by key, again and again, all or nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from chengyun.places.faults import ImportFault

T = TypeVar("T")
Ids = Mapping[str, int]
# Follows each step: what was taken in, and how many.
Say = Callable[[str, int], None]


def look_up(known: Mapping[str, T], code: str | None, whose: str, what: str) -> T | None:
    """What a reference means; None for none. Raises ImportFault if it leads nowhere."""
    if code is None:
        return None
    if code not in known:
        raise ImportFault(f"{whose} refers to {what} {code!r}, which does not exist")
    return known[code]


def upsert(
    model: type[models.Model],
    key: str,
    rows: Iterable[models.Model],
    update: list[str] | None = None,
) -> None:
    """Insert or update by a unique column; without `update` every other column follows."""
    fields = [field.name for field in model._meta.concrete_fields]
    names = update or [name for name in fields if name not in (key, "id", "created_at")]
    model._default_manager.bulk_create(
        list(rows), update_conflicts=True, unique_fields=[key], update_fields=names
    )


def ids_of(model: type[models.Model], key: str) -> dict[str, Any]:
    return dict(model._default_manager.order_by().values_list(key, "pk"))
