"""The hash chain of the ledger. Pure: what a row's facts are and what their digest is."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

# What the first row carries as the digest of the row before it.
BEGINNING = "0" * 64
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Facts:
    """Everything a ledger row says, as it enters the digest; `at` in µs since the epoch, UTC."""

    seq: int
    case: int
    at: int
    actor: int | None
    action: str
    stage_before: str
    stage_after: str
    note: str
    detail: dict[str, Any]
    key: str | None


def digest(facts: object, previous: str) -> str:
    """SHA-256, in hex, over the digest of the row before and the canonical JSON of the facts (a
    dataclass: `Facts` of cases, and the like of other histories).

    Canonical: keys sorted, no spaces, UTF-8 unescaped, whole numbers without a decimal point.
    """
    return digest_of(vars(facts), previous)


def digest_of(facts: dict[str, Any], previous: str) -> str:
    """`digest` of the facts of any chain of rows."""
    return hashlib.sha256(f"{previous}\n{canonical(facts)}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    return CANONICAL.encode(_whole(value))


def _whole(value: Any) -> Any:
    """1.0 as 1: a JSON column of PostgreSQL may give back either."""
    kind = type(value)
    if kind is dict:
        return {key: _whole(item) for key, item in value.items()}
    if kind in (list, tuple):
        return [_whole(item) for item in value]
    return int(value) if kind is float and value.is_integer() else value
