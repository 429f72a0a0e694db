"""Writing the table that comes with the programme: idempotent, so that every start may do it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from chengyun.cases.models import Category, Condition, Crosswalk
from chengyun.cases.standards import files


@dataclass(frozen=True)
class Installed:
    """How many rows the table holds of what comes with the programme."""

    categories: int
    pairs: int
    conditions: int


@transaction.atomic
def install() -> Installed:
    """Bring categories, crosswalk and conditions to what the files say.

    A row that an office has written (`edited`) or withdrawn stays as it is; rows that are only
    the office's own are not touched, and nothing is deleted.
    """
    categories = [_category(row) for row in files.categories()]
    _sync(Category, categories, lambda row: (row.edition, row.is_component, row.code))
    ids = _ids()
    pairs = [_pair(row, ids) for row in files.crosswalk()]
    _sync(Crosswalk, pairs, lambda row: (row.old_id, row.new_id))
    conditions = [_condition(row, ids) for row in files.conditions()]
    _sync(Condition, conditions, lambda row: (row.category_id, row.number))
    return Installed(len(categories), len(pairs), len(conditions))


def _sync(model: type[models.Model], rows: Sequence[Any], key: Callable[[Any], Hashable]) -> None:
    """Add what is missing; change what differs and is not the office's."""
    there = {key(row): row for row in model._default_manager.all()}
    model._default_manager.bulk_create([row for row in rows if key(row) not in there])
    names = [f.attname for f in model._meta.concrete_fields if f.name not in KEPT]
    moved = list(_moved(rows, there, key, names))
    if moved:
        model._default_manager.bulk_update(moved, names)


# What no file says of a row.
KEPT = ("id", "edited", "withdrawn")


def _moved(
    rows: Iterable[Any],
    there: Mapping[Hashable, Any],
    key: Callable[[Any], Hashable],
    names: Sequence[str],
) -> Iterable[Any]:
    for row in rows:
        held = there.get(key(row))
        if held is None or held.edited:
            continue
        if [getattr(held, name) for name in names] != [getattr(row, name) for name in names]:
            for name in names:
                setattr(held, name, getattr(row, name))
            yield held


def _ids() -> dict[tuple[str, bool, str], int]:
    rows = Category.objects.order_by().values_list("edition", "is_component", "code", "pk")
    return {(edition, kind, code): pk for edition, kind, code, pk in rows}


def _category(row: files.CategoryRow) -> Category:
    return Category(**vars(row))


def _pair(row: files.PairRow, ids: Mapping[Any, int]) -> Crosswalk:
    # Of 2026 a component's matter is the component's own row.
    new = ids["2026", row.new < "06", row.new] if row.new else None
    old = ids["2013", row.is_component, row.old]
    return Crosswalk(old_id=old, new_id=new, note_zh=row.note_zh, note_en=row.note_en)


def _condition(row: files.ConditionRow, ids: Mapping[Any, int]) -> Condition:
    facts = dict(vars(row))
    edition, code = facts.pop("edition"), facts.pop("code")
    kind = edition == "2026" and code < "06"
    return Condition(category_id=ids[edition, kind, code], **facts)
