"""The limit of creating cases: the very same rows again, through the driver and nothing else."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

TABLES = ("cases_case", "cases_alarm", "cases_ledgerentry", "cases_outboxevent")
SEVERAL = ("cases_ledgerentry", "cases_outboxevent")
PEERS = {"sqlite": "sqlite3 executemany", "postgresql": "psycopg executemany"}
Rows = dict[str, list[tuple[Any, ...]]]


def limit(batch: int, cases: int) -> float:
    """Cases a second into empty copies of the tables with their indexes."""
    from django.db import connection

    return LIMITS[connection.vendor](batch, cases)


def _sqlite(batch: int, cases: int) -> float:
    from django.conf import settings

    with (
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
        tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder,
        closing(sqlite3.connect(Path(folder) / "limit.sqlite3", isolation_level=None)) as target,
    ):
        found = source.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql NOT NULL")
        statements = [sql for table, sql in found if table in TABLES]
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *statements):
            target.execute(statement)
        return _rate(target, "BEGIN IMMEDIATE", "?", rows, batch, cases)


def _postgres(batch: int, cases: int) -> float:
    """The copies are in a schema of their own, found before that of the house."""
    from django.db import connection

    params = connection.get_connection_params()
    wanted = ("host", "port", "dbname", "user", "password")
    import psycopg

    with psycopg.connect(
        **{name: params[name] for name in wanted if name in params}, autocommit=True
    ) as target:
        rows = {table: _as_text(target, table) for table in TABLES}
        target.execute("DROP SCHEMA IF EXISTS bench_limit CASCADE; CREATE SCHEMA bench_limit")
        for table in TABLES:
            target.execute(f"CREATE TABLE bench_limit.{table} (LIKE public.{table} INCLUDING ALL)")
        target.execute("SET search_path TO bench_limit")
        with target.cursor() as cursor:
            return _rate(cursor, "BEGIN", "%s", rows, batch, cases)


def _as_text(target: Any, table: str) -> list[tuple[Any, ...]]:
    cursor = target.execute(f"SELECT * FROM {table} LIMIT 0")
    columns = ", ".join(f'"{column.name}"::text' for column in cursor.description)
    return target.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()  # type: ignore[no-any-return]


def _rate(target: Any, begin: str, mark: str, rows: Rows, batch: int, cases: int) -> float:
    assert len(rows["cases_case"]) >= cases
    started = time.perf_counter()
    for first in range(0, cases, batch):
        target.execute(begin)
        for table, of_table in rows.items():
            each = 3 if table in SEVERAL else 1
            part = of_table[first * each : (first + batch) * each]
            marks = ",".join([mark] * len(part[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", part)
        target.execute("COMMIT")
    return cases / (time.perf_counter() - started)


LIMITS: dict[str, Callable[[int, int], float]] = {"sqlite": _sqlite, "postgresql": _postgres}
