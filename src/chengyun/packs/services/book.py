"""The history of entries: one chain of rows, each with the hash of the one before.

Writers stand in line at its head, as those of cases do at theirs (ADR 0010).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from chengyun.calendar.instants import micros
from chengyun.cases import chain
from chengyun.cases.models import Counter
from chengyun.cases.services.ledger import Chained, Proof, prove
from chengyun.packs.models import Entry, EntryRow

HEAD = "entries"


@dataclass
class Book:
    """The rows of one transaction, in order."""

    head: Counter
    rows: list[EntryRow] = field(default_factory=list)

    def note(
        self, entry: Entry, action: str, at: datetime, actor_id: int | None, detail: dict[str, Any]
    ) -> None:
        """Put a step of a saved entry behind the head."""
        row = EntryRow(
            seq=self.head.value + 1,
            entry=entry,
            at=at,
            actor_id=actor_id,
            action=action,
            detail=detail,
            previous=self.head.text or chain.BEGINNING,
        )
        row.digest = digest(row)
        self.head.value, self.head.text = row.seq, row.digest
        self.rows.append(row)


@contextmanager
def writing() -> Iterator[Book]:
    """A transaction that writes entries; its rows are written at the end."""
    with transaction.atomic():
        head, _made = Counter.objects.select_for_update().get_or_create(name=HEAD)
        book = Book(head)
        yield book
        EntryRow.objects.bulk_create(book.rows, batch_size=500)
        if book.rows:
            head.save()


def digest(row: EntryRow) -> str:
    """The digest of a row over that of the one before it."""
    return chain.digest_of(facts(row), row.previous)


def facts(row: EntryRow) -> dict[str, Any]:
    """Everything a row says, as it enters the digest."""
    return {
        "seq": row.seq,
        "entry": row.entry_id,
        "at": micros(row.at),
        "actor": row.actor_id,
        "action": row.action,
        "detail": row.detail,
    }


def verify() -> Proof:
    """Walk the chain of entries from its first row."""
    return prove(Chained(EntryRow, HEAD, digest, lambda row: f"entry {row.entry_id}"))
