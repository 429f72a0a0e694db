"""Proving the files: each is there and has the digest that the ledger says it came with."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from chengyun.cases.choices import Action
from chengyun.cases.files import store
from chengyun.cases.models import LedgerEntry

CHUNK = 2_000


@dataclass(frozen=True)
class BadFile:
    """A file that does not hold: the row that tells of it, its case, its key and the fault."""

    seq: int
    case: str
    file: str
    fault: str


@dataclass(frozen=True)
class FileProof:
    """How many files were read, and every one that does not hold."""

    files: int
    bad: list[BadFile]


def verify_files() -> FileProof:
    """Read every file that the ledger tells of and that was not erased; the ledger itself is
    proved by `verify`."""
    erased = _erased()
    rows = [row for row in _rows(Action.ATTACH_FILE) if row.detail["file"] not in erased]
    known: dict[str, str] = {}
    bad = [_bad(row, fault) for row in rows if (fault := fault_of(row.detail["sha256"], known))]
    return FileProof(len(rows), bad)


def _erased() -> set[str]:
    return {row.detail["file"] for row in _rows(Action.ERASE_FILE)}


def _rows(action: Action) -> Iterator[LedgerEntry]:
    rows = LedgerEntry.objects.filter(action=action).select_related("case").order_by("seq")
    return rows.iterator(CHUNK)


def _bad(row: LedgerEntry, fault: str) -> BadFile:
    return BadFile(row.seq, row.case.number, row.detail["file"], fault)


def fault_of(sha256: str, known: dict[str, str]) -> str:
    """What is wrong with a file; content that several cases share is read once."""
    if sha256 not in known:
        known[sha256] = _read(sha256)
    return known[sha256]


def _read(sha256: str) -> str:
    digest = hashlib.sha256()
    try:
        for chunk in store.current().read(store.original(sha256)):
            digest.update(chunk)
    except FileNotFoundError:
        return "is missing"
    return "" if digest.hexdigest() == sha256 else "was changed"
