"""Tables that go on for pages are sorted by the database: what an address asks for, and its links.

`?sort=name` sorts by a column, `?sort=-name` the other way round. Short tables, which are all on
one page, are sorted where they stand (`islands/sorting.js`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

# Columns by the name in the address, with the fields that they are sorted by.
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Order:
    """By which column, and whether from the greatest down; `fields` end with what is unique."""

    by: str
    down: bool
    fields: tuple[str, ...]

    def sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order; what is missing stands last either way."""
        *wanted, last = self.fields
        turned = [
            F(name).desc(nulls_last=True) if self.down else F(name).asc(nulls_last=True)
            for name in wanted
        ]
        return rows.order_by(*turned, f"-{last}" if self.down else last)


def asked(query: QueryDict, columns: Columns, usual: str) -> Order:
    """The order of an address; the usual one where it asks for none that there is."""
    text = query.get("sort", "")
    text = text if text.removeprefix("-") in columns else usual
    by = text.removeprefix("-")
    return Order(by, by != text, columns[by])
