"""The one schedule of all projects, kept in the process until something of it has changed.

What is kept is shared by all requests: nobody may change it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chengyun.goals.models import Funding, NodeLink, Project, ProjectNode
from chengyun.goals.networks import Network
from chengyun.goals.queries.money import Money, money_by
from chengyun.goals.stamp import PROJECTS
from chengyun.people import offices as calendars
from chengyun.people.offices import offices

SITE = ("pk", "start", "deadline")
STEP = ("pk", "project", "days", "share", "begun_on", "done_on", "not_before")
WAIT = ("before", "after", "lag")


@dataclass(frozen=True)
class Whole:
    """All projects as they stand, and the sums of their funds by the project's key."""

    network: Network
    money: Mapping[int, Money]


_kept: dict[str, tuple[str, date, Whole]] = {}


def whole(today: date) -> Whole:
    """As the database has it now: one query, or five where something has changed."""
    now = PROJECTS.read()
    held = _kept.get("all")
    if held and now is not None and held[:2] == (now, today):
        return held[2]
    calendars.forget()
    made = read(today)
    if now is not None:
        _kept["all"] = (now, today, made)
    return made


def read(today: date) -> Whole:
    """All of it, from the database, in columns."""
    steps = ProjectNode.objects.order_by("project", "order", "pk")
    network = Network.of(
        Project.objects.order_by().values_list(*SITE),
        steps.values_list(*STEP),
        NodeLink.objects.order_by("pk").values_list(*WAIT),
        today,
        is_workday(),
    )
    return Whole(network, money_by(Funding.objects.all(), "node__project"))


def is_workday() -> Callable[[date], bool]:
    """The calendar by which projects are planned: that of all offices, each day asked once."""
    return cache(offices().usual.is_workday)
