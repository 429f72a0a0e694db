"""Proving the ledger: every row says what it said when it was written, and none is gone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from chengyun.cases import chain
from chengyun.cases.models import Case, Counter, LedgerEntry
from chengyun.cases.services.journal import HEAD, facts_of

CHUNK = 2_000


@dataclass(frozen=True)
class Broken:
    """The first row that does not hold: its number, its case and what is wrong with it."""

    seq: int
    case: str
    fault: str


@dataclass(frozen=True)
class Proof:
    """What a verification found. `broken` None: the chain holds."""

    rows: int
    head: str
    broken: Broken | None = None


@dataclass
class _Walk:
    seq: int = 0
    digest: str = chain.BEGINNING


@dataclass(frozen=True)
class Chained:
    """A table whose rows are a chain: its head's name among the counters, what a row's digest is
    by what it says now, what it is of, and which column is its place in the chain."""

    model: type[Any]
    head: str
    digest: Callable[[Any], str]
    of: Callable[[Any], str]
    place: str = "seq"


def verify() -> Proof:
    """Walk the chain from the first row, in constant memory; stops at the first broken row."""
    return prove(LEDGER)


def prove(chained: Chained) -> Proof:
    """`verify` of any such table."""
    last = chained.model.objects.aggregate(last=Max(chained.place))["last"] or 0
    # Read after the last row: a writer moves both in one transaction, so it can only be ahead.
    head = Counter.objects.filter(name=chained.head).first() or Counter(name=chained.head)
    walk = _Walk()
    for row in _rows(chained, head.value):
        fault = _fault(walk, row, chained)
        if fault:
            of = "" if fault == "missing" else chained.of(row)
            return Proof(walk.seq, walk.digest, Broken(walk.seq + 1, of, fault))
        walk.seq, walk.digest = getattr(row, chained.place), row.digest
    return Proof(walk.seq, walk.digest, _ends_wrong(walk, head, last))


def _rows(chained: Chained, last: int) -> Iterator[Any]:
    """Rows up to the head as it was at the start: what is written meanwhile is not judged."""
    rows = chained.model.objects.filter(**{f"{chained.place}__lte": last})
    yield from rows.order_by(chained.place).iterator(CHUNK)


def _fault(walk: _Walk, row: Any, chained: Chained) -> str:
    if getattr(row, chained.place) != walk.seq + 1:
        return "missing"
    if row.previous != walk.digest:
        return "not the successor of the row before it"
    return "" if chained.digest(row) == row.digest else "changed"


def _number(row: LedgerEntry) -> str:
    found = Case.objects.filter(pk=row.case_id).values_list("number", flat=True).first()
    return found or f"#{row.case_id}"


LEDGER = Chained(LedgerEntry, HEAD, lambda row: chain.digest(facts_of(row), row.previous), _number)


def _ends_wrong(walk: _Walk, head: Counter, last: int) -> Broken | None:
    """Rows gone from the end leave a whole chain; the head still knows how long it was."""
    if walk.seq < head.value:
        return Broken(walk.seq + 1, "", "missing")
    if last > head.value:
        return Broken(head.value + 1, "", "not written by the head of the chain")
    matches = walk.digest == (head.text or chain.BEGINNING)
    return None if matches else Broken(walk.seq, "", "not what the head of the chain says")
