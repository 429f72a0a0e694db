"""What a list is when it leaves: its columns, its rows for a viewer, and who may take it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from chengyun.people.policy import Viewer

Text = str | Promise
# A row as the query gives it, and who reads: what stands in the cell.
Value = Callable[[Any, Viewer], Any]
Rows = Callable[[Viewer, Mapping[str, str]], QuerySet[Any]]


@dataclass(frozen=True)
class Column:
    """One column: the key is for programs and stays, the title is in the reader's language."""

    key: str
    title: Text
    value: Value


@dataclass(frozen=True)
class Table:
    """A list. `rows` takes the viewer and the filters of the page; `roles` None: every officer."""

    key: str
    title: Text
    rows: Rows
    columns: tuple[Column, ...]
    roles: tuple[str, ...] | None = None
    # Filters without which it is no list, such as the case of a ledger.
    needs: tuple[str, ...] = ()

    def may(self, viewer: Viewer) -> bool:
        return self.roles is None or viewer.role in self.roles


def plain(key: str, title: Text) -> Column:
    """A column that is an attribute of the row, or of what it refers to: `unit.title`."""
    names = key.split(".")

    def value(row: Any, _viewer: Viewer) -> Any:
        for name in names:
            row = getattr(row, name, None)
        return row

    return Column(key.replace(".", "_"), title, value)


def shown(key: str, title: Text) -> Column:
    """A column with the words of a choice: `stage` as “Filed”."""
    return Column(key, title, lambda row, _viewer: str(getattr(row, f"get_{key}_display")()))
