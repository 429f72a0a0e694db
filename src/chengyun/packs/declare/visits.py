"""Visits: what came of a field task or an inspection, as a pack reads it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class VisitView:
    """One visit to an entry. score is per cent of the points that apply and passed what came of
    it, both None for a form; failed holds the items of the checklist that were not met; cases are
    the numbers of those it opened."""

    entry: str
    task: str
    at: datetime
    score: int | None = None
    passed: bool | None = None
    failed: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
