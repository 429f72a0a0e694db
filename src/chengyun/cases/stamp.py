"""A stamp that changes with every change of what is read over and over and seldom written.

Triggers of the database write it, in the transaction of the change: whatever changes a row there,
in whatever process and by whatever way, also `update` and plain SQL, is seen by all. A stamp is
random and so never comes again, not even where a transaction was undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

RANDOM = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@dataclass(frozen=True)
class Stamp:
    """One stamp, by its name, over some tables."""

    name: str
    tables: tuple[str, ...]

    def read(self, using: str = "default") -> str | None:
        """It as it stands in the transaction under way; None: nothing is kept by it."""
        return read([self], using)[0]

    def install(self, using: str = "default", **_: Any) -> None:
        """See to the triggers after a migration, which may watch other tables now; the stamp
        changes."""
        if not self._has_tables(using):
            return
        dialect = connections[using].vendor
        standing, wanted = self._standing(using), self._triggers(dialect)
        missing = [sql for name, sql in wanted.items() if name not in standing]
        idle = self._drops(dialect, [name for name in standing if name not in wanted])
        function = [self._function] if missing and dialect == "postgresql" else []
        _run(using, [*idle, *function, *missing, self._write(dialect)])

    def remove(self, using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
        """Take the triggers away before a migration, which may make their tables anew; until they
        are back there is no stamp, and nothing is kept."""
        if not plan or not self._has_tables(using):
            return
        drop = self._drops(connections[using].vendor, self._standing(using))
        _run(using, [*drop, f"DELETE FROM cases_counter WHERE name = '{self.name}'"])  # noqa: S608

    def _drops(self, dialect: str, names: Sequence[str]) -> list[str]:
        on, cut = " ON {}" if dialect == "postgresql" else "", len(self.name) + 1
        return [f"DROP TRIGGER {name}{on.format(name[cut:])}" for name in names]

    def _write(self, dialect: str) -> str:
        return (
            "INSERT INTO cases_counter (name, value, text) "  # noqa: S608
            f"VALUES ('{self.name}', 0, {RANDOM[dialect]}) "
            "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
        )

    @property
    def _function(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION cases_{self.name}_changed() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN {self._write('postgresql')}; RETURN NULL; END $$"
        )

    def _triggers(self, dialect: str) -> dict[str, str]:
        """SQLite has a trigger for each kind of change, PostgreSQL one for a statement."""
        if dialect == "postgresql":
            change = "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
            return {
                f"{self.name}_{table}": f"CREATE TRIGGER {self.name}_{table} {change} ON {table} "
                f"EXECUTE FUNCTION cases_{self.name}_changed()"
                for table in self.tables
            }
        return {
            f"{self.name}_{table}_{change}": f"CREATE TRIGGER {self.name}_{table}_{change} "
            f"AFTER {change} ON {table} BEGIN {self._write(dialect)}; END"
            for table in self.tables
            for change in ("insert", "update", "delete")
        }

    def _has_tables(self, using: str) -> bool:
        there = set(connections[using].introspection.table_names())
        return {"cases_counter", *self.tables} <= there

    def _standing(self, using: str) -> list[str]:
        with connections[using].cursor() as cursor:
            cursor.execute(STANDING[connections[using].vendor])
            return [row[0] for row in cursor.fetchall() if row[0].startswith(f"{self.name}_")]


def read(stamps: Sequence[Stamp], using: str = "default") -> tuple[str | None, ...]:
    """Each of them as `Stamp.read` does, in one query."""
    marks = ", ".join(["%s"] * len(stamps))
    select = f"SELECT name, text FROM cases_counter WHERE name IN ({marks})"  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(select, [one.name for one in stamps])
        told = dict(cursor.fetchall())
    return tuple(told.get(one.name) for one in stamps)


def _run(using: str, statements: Sequence[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# What `known` keeps, and the calendars that are read with it.
KNOWN = Stamp(
    "known",
    (
        "cases_casetype", "cases_category", "cases_condition", "cases_dispatchrule",
        "cases_playbook", "people_holiday", "people_unit", "places_area",
    ),
)  # fmt: skip
