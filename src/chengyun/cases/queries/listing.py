"""Lists of cases: which ones, in which order, how many. Every reader takes the viewer.

A long list is counted so far only: counting all that a sub-district had in a year costs more than
the page itself, and nobody reads a number so large. What is not counted to the end says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chengyun.cases import searching
from chengyun.cases.known import known
from chengyun.cases.models import Case
from chengyun.cases.present import named
from chengyun.cases.queries.filtering import CaseFilter, is_wide, narrowed
from chengyun.cases.searching import Found
from chengyun.people.models import User
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.lookups import Unindexed

MAX_SIZE = 200
# A list is counted so far; behind it stands "and more".
COUNTED = 1_000


@dataclass(frozen=True)
class Page:
    """One page of a list; `page` counts from 1. There are `total` cases, or, where that is not
    `exact`, at least so many.
    """

    items: list[Case]
    page: int
    size: int
    total: int
    exact: bool = True

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def more(self) -> bool:
        """There is a next page, or there may be."""
        return self.page < self.pages or not self.exact


def search(viewer: Viewer, wanted: CaseFilter, page: int = 1, size: int = 50) -> Page:
    """A page of the cases that match; open ones gravest first, then the newest."""
    size = min(max(size, 1), MAX_SIZE)
    # First which, then what: the first question is answered from an index alone.
    near = None if wanted.evaluation else _near(viewer, wanted, max(page, 1) * size)
    if near is None:
        return _far(viewer, wanted, page, size)
    page = min(max(page, 1), max(1, -(-len(near.ids) // size)))
    ids = near.ids[(page - 1) * size : page * size]
    return Page(_in_order(ids), page, size, len(near.ids), near.whole)


def matching(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case]:
    """All the cases of a list, in its order, with what `as_dict` needs."""
    return named(_all(viewer, wanted)).order_by(*_order(wanted))


def count(viewer: Viewer, wanted: CaseFilter) -> int:
    """How many cases match."""
    if wanted.q and (found := _first(viewer, wanted, None)).whole:
        return len(found.ids)
    # Their order is nobody's concern; sorting costs more than counting.
    return searching.matching(_keys(viewer, wanted).order_by(), wanted.q).count()


def _near(viewer: Viewer, wanted: CaseFilter, last: int) -> Found | None:
    """The list as far as it is counted; None where the page lies behind that."""
    if wanted.is_queue and not wanted.q:
        return _first(viewer, wanted, None)
    if last > COUNTED:
        return None
    return _first(viewer, wanted, last if wanted.q else COUNTED)


def _far(viewer: Viewer, wanted: CaseFilter, page: int, size: int) -> Page:
    """A page of a list that is counted to its end."""
    ids = searching.matching(_keys(viewer, wanted), wanted.q)
    total = ids.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    return Page(_in_order(ids[(page - 1) * size : page * size]), page, size, total)


def _first(viewer: Viewer, wanted: CaseFilter, n: int | None) -> Found:
    return searching.first(_keys(viewer, wanted), wanted.q, n)


def _keys(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case, int]:
    """The ids of a list in its order, apart from the words searched for."""
    found = _scoped(viewer, wanted).filter(narrowed(viewer, wanted))
    return found.order_by(*_order(wanted)).values_list("pk", flat=True)


def _scoped(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case]:
    scope = scope_for(viewer)
    walked = wanted.is_walked or (not scope.unit_id and is_wide(scope.area_path or ""))
    return Case.objects.filter(scope.q(leads=not walked))


def _all(viewer: Viewer, wanted: CaseFilter) -> QuerySet[Case]:
    found = _scoped(viewer, wanted).filter(narrowed(viewer, wanted))
    return searching.matching(found, wanted.q)


def _in_order(ids: Iterable[int]) -> list[Case]:
    keys = list(ids)
    found = Case.objects.order_by().in_bulk(keys) if keys else {}
    cases = [found[key] for key in keys if key in found]
    _attach(cases)
    return cases


def _attach(cases: Iterable[Case]) -> None:
    """Give cases what they share with many others, as `named` does; only persons are asked for."""
    have = known()
    keys = {case.handler_id for case in cases} - {None}
    handlers = User.objects.defer("password").in_bulk(keys) if keys else {}
    for case in cases:
        case.type = have.kinds_by_id[case.type_id]
        case.unit = have.units_by_id.get(case.unit_id or 0)
        case.area = have.areas.get(case.area_id or 0)
        case.street = have.areas.get(case.street_id or 0)
        case.handler = handlers.get(case.handler_id or 0)


# What a list may be ordered by besides its own order. Of all cases that is what an index walks;
# open ones are found first and then sorted.
ORDERS: dict[str, tuple[Any, ...]] = {"new": ("-opened_at", "-id"), "old": ("opened_at", "id")}
QUEUE_ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (Unindexed("due_at").asc(nulls_last=True), "severity", "-opened_at", "-id"),
    "new": (Unindexed("opened_at").desc(), "-id"),
    "old": (Unindexed("opened_at").asc(), "id"),
}


def _order(wanted: CaseFilter) -> tuple[Any, ...]:
    orders = QUEUE_ORDERS if wanted.is_queue else ORDERS
    if wanted.sort in orders:
        return orders[wanted.sort]
    gravest_first = wanted.open or wanted.mine or wanted.overdue
    return ("severity", "-opened_at", "-id") if gravest_first else ("-opened_at", "-id")
