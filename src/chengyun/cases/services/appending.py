"""Inserting many rows of one kind, without a query built and a model read for each of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models

Row = Mapping[str, Any]
Adapt = Callable[[Any], Any]


def append(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column by its attribute name."""
    if not rows:
        return
    ops = connection.ops
    adapters = [(name, kind(ops)) for name, kind in _kinds(model)]
    values = [
        [row[name] if adapt is None else adapt(row[name]) for name, adapt in adapters]
        for row in rows
    ]
    PUT.get(connection.vendor, _insert)(model, values)


def _insert(model: type[models.Model], values: Sequence[Sequence[Any]]) -> None:
    marks = ", ".join("%s" for _ in values[0])
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_columns(model)} VALUES ({marks})", values)  # noqa: S608


def _copy(model: type[models.Model], values: Sequence[Sequence[Any]]) -> None:
    """PostgreSQL plans nothing for rows that it copies, and answers them all at once."""
    statement = f"COPY {_columns(model)} FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement) as rows,
    ):
        for row in values:
            rows.write_row(row)


PUT: Mapping[str, Callable[[type[models.Model], Sequence[Sequence[Any]]], None]] = {
    "postgresql": _copy
}


def insert(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model in the transaction under way; they have their ids after.

    What they refer to must have been saved. No signals are sent.
    """
    if not objects:
        return
    model = type(objects[0])
    for one, key in zip(objects, _ids(model, len(objects)), strict=True):
        one.pk = key
        one._state.adding, one._state.db = False, connection.alias
    append(model, [vars(one) for one in objects])


def instant(value: datetime | str) -> datetime:
    """A time as the database gives it to plain SQL."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ids(model: type[models.Model], count: int) -> Sequence[int]:
    """The next ids of a table. SQLite has one writer at a time and gives them in a row."""
    assert connection.in_atomic_block
    table, vendor = model._meta.db_table, connection.vendor
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()
            first = (last[0] if last else 0) + 1
            return range(first, first + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


@cache
def _columns(model: type[models.Model]) -> str:
    """The table and all its columns, as INSERT and COPY name them."""
    quote = connection.ops.quote_name
    columns = [quote(field.column or field.attname) for field in model._meta.concrete_fields]
    return f"{quote(model._meta.db_table)} ({', '.join(columns)})"


Kind = Callable[[Any], Adapt | None]
# How values are written as the database wants them, given its operations; all others as they are.
KINDS: Mapping[type, Kind] = {
    models.DateTimeField: lambda ops: ops.adapt_datetimefield_value,
    models.JSONField: lambda ops: lambda value: ops.adapt_json_value(value, None),
}
# Plain values, not members of an enumeration.
PLAIN: Mapping[type, Kind] = {str: lambda ops: _plain_text, int: lambda ops: int}


@cache
def _kinds(model: type[models.Model]) -> list[tuple[str, Kind]]:
    return [(field.attname, _kind(field)) for field in model._meta.concrete_fields]


def _kind(field: Any) -> Kind:
    for known, kind in KINDS.items():
        if isinstance(field, known):
            return kind
    if field.choices:
        return PLAIN[str if isinstance(field, models.CharField) else int]
    return lambda ops: None


def _plain_text(value: str | None) -> str | None:
    return None if value is None else str(value)
