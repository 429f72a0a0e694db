"""Proving the ledger: every row says what it said when it was written, and none is gone."""

from collections.abc import Iterator
from dataclasses import dataclass

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


def verify() -> Proof:
    """Walk the chain from the first row, in constant memory; stops at the first broken row."""
    last = LedgerEntry.objects.aggregate(last=Max("seq"))["last"] or 0
    # Read after the last row: a writer moves both in one transaction, so it can only be ahead.
    head = Counter.objects.filter(name=HEAD).first() or Counter(name=HEAD)
    walk = _Walk()
    for row in _rows(head.value):
        fault = _fault(walk, row)
        if fault:
            return Proof(walk.seq, walk.digest, _broken(walk.seq + 1, row, fault))
        walk.seq, walk.digest = row.seq, row.digest
    return Proof(walk.seq, walk.digest, _ends_wrong(walk, head, last))


def _rows(last: int) -> Iterator[LedgerEntry]:
    """Rows up to the head as it was at the start: what is written meanwhile is not judged."""
    return LedgerEntry.objects.filter(seq__lte=last).order_by("seq").iterator(CHUNK)


def _fault(walk: _Walk, row: LedgerEntry) -> str:
    if row.seq != walk.seq + 1:
        return "missing"
    if row.previous != walk.digest:
        return "not the successor of the row before it"
    return "" if chain.digest(facts_of(row), row.previous) == row.digest else "changed"


def _broken(seq: int, row: LedgerEntry, fault: str) -> Broken:
    number = "" if fault == "missing" else _number(row.case_id)
    return Broken(seq, number, fault)


def _number(case_id: int) -> str:
    found = Case.objects.filter(pk=case_id).values_list("number", flat=True).first()
    return found or f"#{case_id}"


def _ends_wrong(walk: _Walk, head: Counter, last: int) -> Broken | None:
    """Rows gone from the end leave a whole chain; the head still knows how long it was."""
    if walk.seq < head.value:
        return Broken(walk.seq + 1, "", "missing")
    if last > head.value:
        return Broken(head.value + 1, "", "not written by the head of the chain")
    matches = walk.digest == (head.text or chain.BEGINNING)
    return None if matches else Broken(walk.seq, "", "not what the head of the chain says")
