"""The facts of all cases as columns, and how they are read from the database.

Times are datetime64[us] UTC with NaT for none, ids and numbers are whole with -1 for none, texts
are numbers into a list of the texts that occur.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from django.db.models import CharField, F, Func, QuerySet
from numpy.typing import NDArray

from chengyun.cases.choices import Action
from chengyun.cases.models import Case, LedgerEntry

Column = NDArray[Any]

TIMES = (
    "opened_at",
    "verified_at",
    "filed_at",
    "dispatched_at",
    "accepted_at",
    "handled_at",
    "closed_at",
    "due_at",
    "step_due_at",
    "suspended_at",
)
IDS = ("id", "type_id", "unit_id", "handler_id", "merged_into_id")
NUMBERS = (
    "rating",
    "report_count",
    "reworks",
    "dispatches",
    "returns",
    "transfers",
    "excluded",
)
TEXTS = ("stage", "origin", "area_path")
# Who did it last, by the ledger; the handler stands on the case itself.
ACTORS = {
    "reporter": (Action.OPEN.value,),
    "filer": (Action.FILE.value, Action.REJECT.value),
    "dispatcher": (Action.DISPATCH.value,),
    "checker": (Action.CLOSE.value, Action.CHECK_FAIL.value),
}
KINDS: dict[str, str] = {
    **dict.fromkeys(TIMES, "datetime64[us]"),
    **dict.fromkeys(IDS, "int64"),
    **dict.fromkeys(NUMBERS, "int32"),
    **dict.fromkeys(TEXTS, "int32"),
    **dict.fromkeys(ACTORS, "int64"),
}
READ = (*IDS, *NUMBERS, *TEXTS, *TIMES)
ROWS_AT_ONCE = 50_000
IDS_AT_ONCE = 500


class Instant(Func):
    """A time as the driver can give it at once: text from SQLite, microseconds from PostgreSQL."""

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        whole = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=whole, **more)


@dataclass(frozen=True)
class Columns:
    """Cases as columns, in the order of their ids; `texts` says what the numbers stand for."""

    data: Mapping[str, Column]
    texts: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.data["id"])

    def __getitem__(self, name: str) -> Column:
        return self.data[name]

    def codes(self, name: str, values: tuple[str, ...]) -> list[int]:
        return [code for code, text in enumerate(self.texts[name]) if text in values]

    def of_text(self, name: str, fits: Iterable[bool]) -> NDArray[np.bool_]:
        """The cases whose text fits; `fits` answers for each text in the order of `texts`."""
        known = np.fromiter(fits, dtype=bool, count=len(self.texts[name]))
        return cast(NDArray[np.bool_], known[self.data[name]]) if len(known) else self._none()

    def where(self, mask: Column) -> "Columns":
        """Only these cases."""
        return Columns({name: column[mask] for name, column in self.data.items()}, self.texts)

    def _none(self) -> NDArray[np.bool_]:
        return np.zeros(len(self), dtype=bool)


def read(
    cases: QuerySet[Case], actors: QuerySet[LedgerEntry], tell: Callable[[int], object] = int
) -> Columns:
    """The columns of these cases; `actors` are the ledger rows that name who did what. `tell` is
    called with how many cases have been read so far.
    """
    parts: list[Columns] = []
    for rows in _batches(cases):
        parts.append(_part(rows))
        tell(sum(map(len, parts)))
    return with_actors(_joined(parts), actors)


def read_some(ids: Sequence[int]) -> Columns:
    """The columns of the cases with these ids."""
    parts = [
        read(Case.objects.filter(pk__in=few), LedgerEntry.objects.filter(case_id__in=few))
        for few in (ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE))
    ]
    return _joined(parts)


def with_actors(columns: Columns, ledger: QuerySet[LedgerEntry]) -> Columns:
    """The columns with who last did each step, as these ledger rows tell."""
    found = {name: _actors(columns["id"], ledger, actions) for name, actions in ACTORS.items()}
    return Columns({**columns.data, **found}, columns.texts)


def joined(first: Columns, second: Columns) -> Columns:
    """Both, by id; where a case is in both, the second's."""
    kept = first.where(~np.isin(first["id"], second["id"]))
    both = _joined([kept, second])
    return both.where(np.argsort(both["id"], kind="stable"))


def _batches(cases: QuerySet[Case]) -> Iterable[list[tuple[Any, ...]]]:
    asked = [Instant(F(name)) if name in TIMES else F(name) for name in READ]
    ordered = cases.order_by("pk").annotate(**{f"c{i}": ask for i, ask in enumerate(asked)})
    rows = ordered.values_list(*(f"c{i}" for i in range(len(asked))))
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        yield batch
        last = batch[-1][0]


def _part(rows: Sequence[tuple[Any, ...]]) -> Columns:
    """A batch of rows as columns, each text list its own."""
    by_name = dict(zip(READ, zip(*rows, strict=True), strict=True))
    data = {name: _column(KINDS[name], by_name[name]) for name in (*IDS, *NUMBERS, *TIMES)}
    coded = {name: _coded(by_name[name]) for name in TEXTS}
    data |= {name: codes for name, (codes, _) in coded.items()}
    data |= {name: np.full(len(rows), -1, dtype=np.int64) for name in ACTORS}
    return Columns(data, {name: texts for name, (_, texts) in coded.items()})


def _column(kind: str, values: Sequence[Any]) -> Column:
    if kind != "datetime64[us]":
        return np.array([-1 if value is None else value for value in values], dtype=kind)
    if any(isinstance(value, int) for value in values):
        least = np.iinfo(np.int64).min
        return np.array([least if v is None else v for v in values], dtype=np.int64).view(kind)
    return np.array(values, dtype=kind)


def _coded(values: Sequence[str]) -> tuple[Column, tuple[str, ...]]:
    texts = {text: code for code, text in enumerate(dict.fromkeys(values))}
    return np.array([texts[value] for value in values], dtype=np.int32), tuple(texts)


def _joined(parts: Sequence[Columns]) -> Columns:
    """The parts one after the other, their texts in one list."""
    texts = {
        name: tuple(dict.fromkeys(text for part in parts for text in part.texts[name]))
        for name in TEXTS
    }
    data = {
        name: np.concatenate([*(part[name] for part in parts), np.array([], dtype=kind)])
        for name, kind in KINDS.items()
        if name not in TEXTS
    }
    data |= {name: _recoded(name, parts, texts[name]) for name in TEXTS}
    return Columns(data, texts)


def _recoded(name: str, parts: Sequence[Columns], texts: tuple[str, ...]) -> Column:
    code = {text: at for at, text in enumerate(texts)}
    moved = [
        np.array([code[text] for text in part.texts[name]] or [0], dtype=np.int32)[part[name]]
        for part in parts
    ]
    return np.concatenate([*moved, np.array([], dtype=np.int32)])


def _actors(ids: Column, ledger: QuerySet[LedgerEntry], actions: Sequence[str]) -> Column:
    """Who did one of these last, for each case; -1 is nobody, or the system."""
    rows = list(
        ledger.filter(action__in=actions).order_by("seq").values_list("case_id", "actor_id")
    )
    found = np.full(len(ids), -1, dtype=np.int64)
    cases = np.array([case for case, _ in rows], dtype=np.int64)
    who = np.array([-1 if actor is None else actor for _, actor in rows], dtype=np.int64)
    at = np.searchsorted(ids, cases)
    known = at < len(ids)
    known[known] &= ids[at[known]] == cases[known]
    # Of several rows of one case the last one written stays.
    found[at[known]] = who[known]
    return found
