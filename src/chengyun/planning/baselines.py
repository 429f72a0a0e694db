"""What has changed between two schedules, or between a schedule at two dates."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Change(Enum):
    """What became of a task."""

    SAME = "same"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a task; None for what is not known yet."""

    start: date | None
    finish: date | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A task then and now; days by which it starts and finishes later, negative for sooner.

    Without one of two dates there is no number of days, nor for what was added or removed.
    """

    key: str
    change: Change
    then: Span | None
    now: Span | None
    start_days: int | None = None
    finish_days: int | None = None


Counted = Callable[[date, date], int]


def calendar_days(then: date, now: date) -> int:
    """Days from one date to another."""
    return (now - then).days


def compare(
    then: Mapping[str, Span], now: Mapping[str, Span], counted: Counted = calendar_days
) -> list[Changed]:
    """Every task of now in its order, then those that are no more.

    ``counted`` says how many days one date is after another, such as in workdays.
    """
    kept = [_changed(key, then.get(key), span, counted) for key, span in now.items()]
    gone = [
        Changed(key, Change.REMOVED, span, None) for key, span in then.items() if key not in now
    ]
    return kept + gone


def _changed(key: str, then: Span | None, now: Span, counted: Counted) -> Changed:
    if then is None:
        return Changed(key, Change.ADDED, None, now)
    change = Change.SAME if then == now else Change.MOVED
    start = _days(then.start, now.start, counted)
    return Changed(key, change, then, now, start, _days(then.finish, now.finish, counted))


def _days(then: date | None, now: date | None, counted: Counted) -> int | None:
    return None if then is None or now is None else counted(then, now)


@dataclass(frozen=True, slots=True)
class Told:
    """How many tasks are the same, moved later, moved sooner, added, removed; the worst delay."""

    same: int
    later: int
    sooner: int
    added: int
    removed: int
    worst: int


def summary(changes: Iterable[Changed]) -> Told:
    """The changes in a line. A task counts as later or sooner by its finish, else by its start."""
    found = list(changes)
    kinds = [one.change for one in found]
    moved = [one.finish_days or one.start_days or 0 for one in found if one.change is Change.MOVED]
    return Told(
        kinds.count(Change.SAME),
        sum(days > 0 for days in moved),
        sum(days < 0 for days in moved),
        kinds.count(Change.ADDED),
        kinds.count(Change.REMOVED),
        max(moved, default=0),
    )
