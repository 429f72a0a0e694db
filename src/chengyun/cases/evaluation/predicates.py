"""What a figure counts, said once and understood twice: by columns of numbers and by the database.

A predicate is a frozen value. `mask` answers for all cases at once, `q` finds the same cases in the
database; a test holds the two, and a plain third definition, equal. A missing time answers no to
every comparison, as NULL does, so there is no "not" here: what is left out is said outright.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

import numpy as np
from django.db.models import F, Q
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Window:
    """The time an evaluation looks at: from `since` up to, not with, `until` (aware).

    `frequent` are the ids of the kinds of case that came up most in it.
    """

    since: datetime
    until: datetime
    frequent: tuple[int, ...] = ()


class Facts(Protocol):
    """Columns of cases, all of one length: times as datetime64[us] UTC with NaT, ids with -1."""

    def __getitem__(self, name: str) -> NDArray[Any]: ...

    def codes(self, name: str, values: tuple[str, ...]) -> list[int]:
        """The numbers that stand for these texts in the column."""
        ...


class Predicate(Protocol):
    def mask(self, sieve: "Sieve") -> Mask: ...

    def q(self, window: Window) -> Q: ...


class Sieve:
    """The cases of one window; what was sieved once is not sieved again."""

    def __init__(self, facts: Facts, window: Window) -> None:
        self.facts = facts
        self.window = window
        self.since, self.until = stamp(window.since), stamp(window.until)
        self._known: dict[Predicate, Mask] = {}

    def __call__(self, predicate: Predicate) -> Mask:
        if predicate not in self._known:
            self._known[predicate] = predicate.mask(self)
        return self._known[predicate]


def stamp(moment: datetime) -> np.datetime64:
    """An aware time as the columns hold it."""
    whole = moment - datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return np.datetime64(whole // timedelta(microseconds=1), "us")


@dataclass(frozen=True)
class Within:
    """The time lies in the window."""

    field: str

    def mask(self, sieve: Sieve) -> Mask:
        at = sieve.facts[self.field]
        return np.asarray((at >= sieve.since) & (at < sieve.until))

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__gte": window.since, f"{self.field}__lt": window.until})


@dataclass(frozen=True)
class Before:
    """The time lies before the window's end."""

    field: str

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] < sieve.until)

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__lt": window.until})


@dataclass(frozen=True)
class NotYet:
    """At the window's end it had not happened."""

    field: str

    def mask(self, sieve: Sieve) -> Mask:
        at = sieve.facts[self.field]
        return np.asarray(np.isnat(at) | (at >= sieve.until))

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__isnull": True}) | Q(**{f"{self.field}__gte": window.until})


@dataclass(frozen=True)
class NoTime:
    """The time is not known."""

    field: str

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(np.isnat(sieve.facts[self.field]))

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__isnull": True})


@dataclass(frozen=True)
class AtMost:
    """`field` is no later than `other` and so many hours."""

    field: str
    other: str
    hours: int = 0

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] <= _later(sieve.facts[self.other], self.hours))

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__lte": _after(self.other, self.hours)})


@dataclass(frozen=True)
class After:
    """`field` is later than `other`."""

    field: str
    other: str

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] > sieve.facts[self.other])

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__gt": F(self.other)})


@dataclass(frozen=True)
class Passed:
    """So many hours after the time, the window had not ended: the answer could be there."""

    field: str
    hours: int

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] < sieve.until - _hours(self.hours))

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__lt": window.until - timedelta(hours=self.hours)})


@dataclass(frozen=True)
class Is:
    """The text is one of these (or, with `other`, none of them)."""

    field: str
    values: tuple[str, ...]
    other: bool = False

    def mask(self, sieve: Sieve) -> Mask:
        codes = sieve.facts.codes(self.field, self.values)
        return np.isin(sieve.facts[self.field], codes, invert=self.other)

    def q(self, window: Window) -> Q:
        found = Q(**{f"{self.field}__in": self.values})
        return ~found if self.other else found


@dataclass(frozen=True)
class Linked:
    """A reference or a number is set (or, with `to` False, it is not)."""

    field: str
    to: bool = True

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray((sieve.facts[self.field] >= 0) == self.to)

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__isnull": not self.to})


@dataclass(frozen=True)
class Flag:
    """A yes or no is `on`."""

    field: str
    on: bool = True

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray((sieve.facts[self.field] > 0) == self.on)

    def q(self, window: Window) -> Q:
        return Q(**{self.field: self.on})


@dataclass(frozen=True)
class AtLeast:
    """A number is known and no smaller than `least`."""

    field: str
    least: int

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] >= self.least)

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__gte": self.least})


@dataclass(frozen=True)
class Less:
    """A number that every case has is smaller than `bound`."""

    field: str
    bound: int

    def mask(self, sieve: Sieve) -> Mask:
        return np.asarray(sieve.facts[self.field] < self.bound)

    def q(self, window: Window) -> Q:
        return Q(**{f"{self.field}__lt": self.bound})


@dataclass(frozen=True)
class Frequent:
    """The kind is one of those that came up most."""

    def mask(self, sieve: Sieve) -> Mask:
        return np.isin(sieve.facts["type_id"], sieve.window.frequent)

    def q(self, window: Window) -> Q:
        return Q(type_id__in=window.frequent)


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Predicate, ...]

    def mask(self, sieve: Sieve) -> Mask:
        return reduce(and_, map(sieve, self.parts))

    def q(self, window: Window) -> Q:
        return reduce(and_, (part.q(window) for part in self.parts))


@dataclass(frozen=True)
class Either:
    """At least one part holds."""

    parts: tuple[Predicate, ...]

    def mask(self, sieve: Sieve) -> Mask:
        return reduce(or_, map(sieve, self.parts))

    def q(self, window: Window) -> Q:
        return reduce(or_, (part.q(window) for part in self.parts))


def all_of(*parts: Predicate) -> All:
    return All(parts)


def any_of(*parts: Predicate) -> Either:
    return Either(parts)


def _hours(hours: int) -> np.timedelta64:
    return np.timedelta64(hours * 3600 * 10**6, "us")


def _later(at: NDArray[Any], hours: int) -> NDArray[Any]:
    return np.asarray(at + _hours(hours)) if hours else at


def _after(field: str, hours: int) -> Any:
    return F(field) + timedelta(hours=hours) if hours else F(field)
