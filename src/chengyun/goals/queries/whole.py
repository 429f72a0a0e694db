"""The one schedule of all projects, kept in the process; of it only what has changed is read anew.

What is kept is shared by all requests: nobody may change it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import is_
from typing import Any, NamedTuple

from chengyun.cases import stamp as stamps
from chengyun.goals import columns
from chengyun.goals.columns import Ordinal, Sites, Steps, Ties
from chengyun.goals.models import Funding, NodeLink, Project, ProjectNode
from chengyun.goals.networks import DAY, Network, first_day
from chengyun.goals.queries.money import Money, money_by
from chengyun.goals.stamp import PROJECTS
from chengyun.people import offices as calendars
from chengyun.people.offices import offices
from chengyun.planning.workdays import WorkdayLine

STEP = ("pk", "project", "days", "share", Ordinal("begun_on"), Ordinal("done_on"))


@dataclass(frozen=True)
class Whole:
    """All projects as they stand, and the sums of their funds by the project's key."""

    network: Network
    money: Mapping[int, Money]


class Parts(NamedTuple):
    """What it is made of, in the order of PROJECTS."""

    sites: Sites
    steps: Steps
    ties: Ties
    money: Mapping[int, Money]
    is_workday: Callable[[date], bool]


@dataclass(frozen=True)
class _Kept:
    """What was made of the parts as they were read under these stamps."""

    stamps: tuple[str | None, ...]
    parts: Parts
    whole: Whole


_kept: dict[str, _Kept] = {}


def whole(today: date) -> Whole:
    """As the database has it now: one query, and one for each part that has changed."""
    now, held = stamps.read(PROJECTS), _kept.get("all")
    if held and None not in now and held.stamps == now and held.whole.network.today == today:
        return held.whole
    parts = _parts(now, held)
    made = Whole(_network(parts, today, held), parts.money)
    if None not in now:
        _kept["all"] = _Kept(now, parts, made)
    return made


def read(today: date) -> Whole:
    """All of it, from the database."""
    parts = _parts((None,) * len(READ), None)
    return Whole(_network(parts, today, None), parts.money)


def _parts(now: tuple[str | None, ...], held: _Kept | None) -> Parts:
    parts: list[Any] = [
        held.parts[n] if held and mark is not None and held.stamps[n] == mark else READ[n]()
        for n, mark in enumerate(now)
    ]
    return Parts(*parts)


def _network(parts: Parts, today: date, held: _Kept | None) -> Network:
    """The schedule of that day; the held one where nothing of it has changed, else its workdays
    where those have not."""
    sites, steps, ties, _money, is_workday = parts
    line = None
    if held and held.parts.is_workday is is_workday:
        before = held.whole.network
        if before.today == today and all(map(is_, held.parts[:3], parts[:3])):
            return before
        line = before.days
    first = first_day(sites, steps, today)
    return Network.joined(
        sites, steps, ties, today, line or WorkdayLine(first - DAY, is_workday)
    )  # fmt: skip


def _sites() -> Sites:
    rows = Project.objects.order_by("pk")
    return columns.sites(rows.values_list("pk", Ordinal("start"), Ordinal("deadline")))


def _steps() -> Steps:
    rows = ProjectNode.objects.order_by("project", "order", "pk")
    return columns.steps(rows.values_list(*STEP, Ordinal("not_before")))


def _ties() -> Ties:
    rows = NodeLink.objects.order_by("pk")
    return columns.ties(rows.values_list("before", "after", "lag"))


def _money() -> Mapping[int, Money]:
    return money_by(Funding.objects.all(), "node__project")


def is_workday() -> Callable[[date], bool]:
    """The calendar by which projects are planned: that of all offices, each day asked once."""
    calendars.forget()
    return cache(offices().usual.is_workday)


# In the order of PROJECTS.
READ: tuple[Callable[[], Any], ...] = (_sites, _steps, _ties, _money, is_workday)
