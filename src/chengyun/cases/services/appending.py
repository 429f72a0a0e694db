"""Inserting into tables that only ever grow, without a model object for each row."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

Row = Mapping[str, Any]
Adapt = Callable[[Any], Any]
# Values of these fields are written as the database wants them; all others as they are.
ADAPTED = (models.DateTimeField, models.JSONField)


def append(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column by its attribute name."""
    if not rows:
        return
    adapters = _adapters(model)
    values = [[adapt(row[name]) for name, adapt in adapters] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model), values)


@cache
def _statement(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    columns = [quote(field.column or field.attname) for field in model._meta.concrete_fields]
    marks = ", ".join("%s" for _ in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


@cache
def _adapters(model: type[models.Model]) -> list[tuple[str, Adapt]]:
    return [(field.attname, _adapter(field)) for field in model._meta.concrete_fields]


def _adapter(field: Any) -> Adapt:
    if not isinstance(field, ADAPTED):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)
