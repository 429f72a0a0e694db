"""Database lookups over the area tree, and columns in a form that no index serves."""

from typing import Any

from django.db.models import CharField, Field, ForeignKey, Func, Lookup

Compiled = tuple[str, tuple[Any, ...]]


@CharField.register_lookup
class Within(Lookup):
    """`path__within="310104/"`: the prefix test of the area tree, in the form an index serves.

    SQLite's LIKE ignores case and indexes; a range does neither and needs no pattern characters
    escaped. On PostgreSQL a collation may order "/" oddly, so there it stays a LIKE, served by
    the pattern index Django makes.
    """

    lookup_name = "within"

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        left, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            return f"{left} IS NOT NULL", tuple(params)
        return f"({left} >= %s AND {left} < %s)", (*params, self.rhs, *params, after(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> Compiled:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", (*params, connection.ops.prep_for_like_query(self.rhs) + "%")


@CharField.register_lookup
class Under(Within):
    """`within` in a form that no index of SQLite serves, for queries in which another condition
    narrows more: it cannot know that a prefix holds nearly every row, and would walk them.
    """

    lookup_name = "under"

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        left, params = self.process_lhs(compiler, connection)
        return f"SUBSTR({left}, 1, %s) = %s", (*params, len(self.rhs), self.rhs)


@ForeignKey.register_lookup
@Field.register_lookup
class Beside(Lookup):
    """`unit_id__beside=[3]`: one of these values, in a form that no index serves, for queries that
    are to follow the index of their order.
    """

    lookup_name = "beside"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        sql, params = self.as_sql(compiler, connection)
        return f"+{sql}", params

    def as_sql(self, compiler: Any, connection: Any) -> Compiled:
        left, params = self.process_lhs(compiler, connection)
        marks = ", ".join("%s" for _ in self.rhs) or "NULL"
        return f"{left} IN ({marks})", (*params, *self.rhs)


class Unindexed(Func):
    """`Unindexed("due_at").asc()`: a column to sort by, in a form that no index serves, for lists
    whose rows are found by another index and are few: SQLite cannot know, and would walk them all.
    """

    template, arity = "%(expressions)s", 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Compiled:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def after(prefix: str) -> str:
    """The first text, by code point, behind all those that begin with `prefix`."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
