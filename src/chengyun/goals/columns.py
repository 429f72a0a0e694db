"""Projects, nodes and links as columns of numbers, from rows or straight from the database."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Func, IntegerField

from chengyun.planning.network import Bools
from chengyun.planning.network_loops import Ints
from chengyun.planning.portfolio import NEVER, Floats

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sites:
    """Projects: key in the database, first day and deadline as ordinals, int64[p]."""

    pk: Ints
    start: Ints
    deadline: Ints


@dataclass(frozen=True, slots=True)
class Steps:
    """Nodes: keys of node and project, workdays, share done 0 to 1, days as ordinals or NEVER."""

    pk: Ints
    site: Ints
    days: Ints
    share: Floats
    begun: Ints
    done: Ints
    held: Ints

    def those(self, which: Bools) -> "Steps":
        """Some of them, bool[n]."""
        return Steps(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Ties:
    """Links, by the keys of their nodes; `lag` in workdays."""

    before: Ints
    after: Ints
    lag: Ints


class Ordinal(Func):
    """The ordinal of a day, as of ``date.toordinal``; NEVER where there is none."""

    output_field = IntegerField()
    arity = 1

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: the database says it as a whole number, and there are many."""
        return []

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        told = f"COALESCE(CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER), {NEVER})"
        return self.as_sql(compiler, connection, template=told, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        told = f"COALESCE(%(expressions)s - DATE '0001-01-01' + 1, {NEVER})"
        return self.as_sql(compiler, connection, template=told, **more)


def numbers(rows: Rows) -> Rows:
    """Rows with ordinals in place of days."""
    return (tuple(map(_number, row)) for row in rows)


def _number(value: Any) -> Any:
    return value.toordinal() if isinstance(value, date) else NEVER if value is None else value


def sites(rows: Rows) -> Sites:
    """From rows like `networks.Site`, of numbers only."""
    return Sites(*_whole(rows, Sites))


def steps(rows: Rows) -> Steps:
    """From rows like `networks.Step`, of numbers only."""
    columns = _columns(rows, Steps)
    pk, site, days, _share, begun, done, held = (one.astype(np.int64) for one in columns)
    return Steps(pk, site, days, columns[3], begun, done, held)


def ties(rows: Rows) -> Ties:
    """From rows like `networks.Wait`, of numbers only."""
    return Ties(*_whole(rows, Ties))


def rows_of(keys: Ints, wanted: Ints) -> Ints:
    """Where each of the wanted keys stands among the keys; -1 where it does not."""
    if not keys.size:
        return np.full(wanted.shape, -1, np.int64)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    found = order[at]
    return np.where(keys[found] == wanted, found, -1)


def _whole(rows: Rows, kind: type) -> list[Ints]:
    return [column.astype(np.int64) for column in _columns(rows, kind)]


def _columns(rows: Rows, kind: type) -> list[Floats]:
    """Every number here is well below 2**53 and so stands in a float as it is."""
    count = len(fields(kind))
    return list(np.array(list(rows), np.float64).reshape(-1, count).T.copy())
