"""A stamp that changes with every change of what is read over and over and seldom written.

Triggers of the database write it, in the transaction of the change: whatever changes a row there,
in whatever process and by whatever way, also `update` and plain SQL, is seen by all. A stamp is
random and so never comes again, not even where a transaction was undone.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connections

NAME = "known"
# What `known` keeps, and the calendars that are read with it.
TABLES = (
    "cases_casetype", "cases_category", "cases_condition", "cases_dispatchrule", "cases_playbook",
    "people_holiday", "people_unit", "places_area",
)  # fmt: skip
SELECT = f"SELECT text FROM cases_counter WHERE name = '{NAME}'"  # noqa: S608
WRITE = f"""INSERT INTO cases_counter (name, value, text) VALUES ('{NAME}', 0, {{random}})
ON CONFLICT (name) DO UPDATE SET text = excluded.text"""  # noqa: S608
RANDOM = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
FUNCTION = f"""CREATE OR REPLACE FUNCTION cases_known_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN {WRITE.format(random=RANDOM["postgresql"])}; RETURN NULL; END $$"""
# SQLite has a trigger for each kind of change, PostgreSQL one for a statement.
TRIGGERS = {
    "sqlite": {
        f"known_{table}_{change}": f"CREATE TRIGGER known_{table}_{change} AFTER {change} "
        f"ON {table} BEGIN {WRITE.format(random=RANDOM['sqlite'])}; END"
        for table in TABLES
        for change in ("insert", "update", "delete")
    },
    "postgresql": {
        f"known_{table}": f"CREATE TRIGGER known_{table} AFTER INSERT OR UPDATE OR DELETE OR "
        f"TRUNCATE ON {table} EXECUTE FUNCTION cases_known_changed()"
        for table in TABLES
    },
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def read(using: str = "default") -> str | None:
    """The stamp as it stands in the transaction under way; None: nothing is kept by it."""
    with connections[using].cursor() as cursor:
        cursor.execute(SELECT)
        row = cursor.fetchone()
    return row[0] if row else None


def install(using: str = "default", **_: Any) -> None:
    """See to the triggers after a migration; the stamp changes."""
    if not _has_tables(using):
        return
    dialect = connections[using].vendor
    missing = [sql for name, sql in TRIGGERS[dialect].items() if name not in _standing(using)]
    function = [FUNCTION] if missing and dialect == "postgresql" else []
    _run(using, [*function, *missing, WRITE.format(random=RANDOM[dialect])])


def remove(using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
    """Take the triggers away before a migration, which may make their tables anew; until they
    are back there is no stamp, and nothing is kept."""
    if not plan or not _has_tables(using):
        return
    on = " ON {}" if connections[using].vendor == "postgresql" else ""
    drop = [f"DROP TRIGGER {name}{on.format(name[6:])}" for name in _standing(using)]
    _run(using, [*drop, f"DELETE FROM cases_counter WHERE name = '{NAME}'"])  # noqa: S608


def _has_tables(using: str) -> bool:
    return {"cases_counter", *TABLES} <= set(connections[using].introspection.table_names())


def _standing(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(STANDING[connections[using].vendor])
        return [row[0] for row in cursor.fetchall() if row[0].startswith("known_")]


def _run(using: str, statements: Sequence[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
