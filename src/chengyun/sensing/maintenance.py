"""Maintenance: while someone works on a device, it raises no alarm. Who plans, ends and asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.bus import notice
from chengyun.bus.subjects import REGISTRY_CHANGED
from chengyun.calendar.instants import micros
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import is_whole, scope_for, viewer_of
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream, Maintenance, ObservedProperty, Thing

PLANNERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER, Role.DISPATCHER)
LONGEST_DAYS = 92
NOT_YOURS = _("Maintenance is planned by administrators, duty officers and dispatchers.")
NOT_THERE = _("You may plan maintenance only for devices within your own area.")
NOTHING_GIVEN = _("Say what is under maintenance: a device, an area, a property or a key.")
NO_REASON = _("Give a reason.")
BACKWARDS = _("The end must be later than the beginning, and later than now.")
TOO_LONG = _("A window is 92 days at most; plan another one after it.")
IS_OVER = _("This window is over already.")
Times = npt.NDArray[np.int64]


class Refused(ValueError):
    """Why a window was not planned or ended, in a sentence for people."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Window:
    """What is to be muted, when and why. What is given must all fit a datastream."""

    since: datetime
    until: datetime
    reason: str
    thing: Thing | None = None
    area: Area | None = None
    observed_property: ObservedProperty | None = None
    prefix: str = ""


def may_plan(user: User) -> bool:
    return user.role in PLANNERS and scope_for(viewer_of(user)).area_path is not None


@transaction.atomic
def plan(author: User, window: Window) -> Maintenance:
    """Put a window into the book; detection follows at once. Raises Refused."""
    _refuse_unless(may_plan(author), NOT_YOURS)
    given = (window.thing, window.area, window.observed_property, window.prefix)
    _refuse_unless(any(given), NOTHING_GIVEN)
    _refuse_unless(bool(window.reason.strip()), NO_REASON)
    _refuse_unless(window.until > max(window.since, timezone.now()), BACKWARDS)
    _refuse_unless((window.until - window.since).days < LONGEST_DAYS, TOO_LONG)
    row = Maintenance(author=author, **vars(window))
    _refuse_unless(within(author, row), NOT_THERE)
    row.save()
    transaction.on_commit(lambda: notice.tell(REGISTRY_CHANGED))
    return row


@transaction.atomic
def end(author: User, pk: int) -> Maintenance:
    """End a window now, or take back one that has not begun.

    Raises Refused, and Maintenance.DoesNotExist for what the author may not see.
    """
    row = visible(author).select_for_update(of=("self",)).get(pk=pk)
    _refuse_unless(may_plan(author) and within(author, row), NOT_YOURS)
    now = timezone.now()
    _refuse_unless(end_of(row) > now, IS_OVER)
    row.ended_at, row.ended_by = now, author
    row.save(update_fields=["ended_at", "ended_by"])
    transaction.on_commit(lambda: notice.tell(REGISTRY_CHANGED))
    return row


def within(user: User, row: Maintenance) -> bool:
    """True if the window mutes nothing outside the officer's own area."""
    path = scope_for(viewer_of(user)).area_path
    if path is None:
        return False
    place = row.area or (row.thing.area if row.thing else None)
    return is_whole(path) or bool(place and place.path.startswith(path))


def visible(user: User) -> QuerySet[Maintenance]:
    """The windows that touch the officer's area; those without a place touch every area."""
    path = scope_for(viewer_of(user)).area_path
    rows = Maintenance.objects.select_related(
        "thing__area", "area", "observed_property", "author", "ended_by"
    ).defer("area__boundary", "thing__area__boundary")
    if path is None:
        return rows.none()
    if not path:
        return rows
    around = [path[: i + 1] for i, mark in enumerate(path) if mark == "/"]
    touches = Q(area__path__startswith=path) | Q(area__path__in=around)
    anywhere = Q(area=None, thing=None)
    return rows.filter(touches | Q(area=None, thing__area__path__startswith=path) | anywhere)


def not_over(rows: QuerySet[Maintenance], now: datetime) -> QuerySet[Maintenance]:
    """Windows that run now or are still to come, the nearest first."""
    return rows.filter(until__gt=now, ended_at=None).order_by("since", "id")


def end_of(row: Maintenance) -> datetime:
    """When the window is over, early or as planned."""
    return min(row.until, row.ended_at) if row.ended_at else row.until


def of(stream: Datastream, now: datetime) -> Maintenance | None:
    """The window that a datastream is in now, or else the next one."""
    rows = not_over(Maintenance.objects.filter(_fits(stream)), now)
    return next((row for row in rows if stream.key.startswith(row.prefix)), None)


def between(stream: Datastream, since: datetime, until: datetime) -> list[Maintenance]:
    """The windows of a datastream that touch a stretch of time, in order."""
    rows = Maintenance.objects.filter(_fits(stream), since__lt=until, until__gt=since)
    kept = [row for row in rows if stream.key.startswith(row.prefix)]
    return [row for row in kept if end_of(row) > max(since, row.since)]


def _fits(stream: Datastream) -> Q:
    path = stream.thing.area.path if stream.thing.area else ""
    around = [path[: i + 1] for i, mark in enumerate(path) if mark == "/"]
    fits = (Q(thing=None) | Q(thing=stream.thing)) & (Q(area=None) | Q(area__path__in=around))
    return fits & (Q(observed_property=None) | Q(observed_property=stream.observed_property_id))


def reach(row: Maintenance) -> QuerySet[Datastream]:
    """The datastreams that a window mutes."""
    streams = Datastream.objects.order_by("id")
    if row.thing_id:
        streams = streams.filter(thing=row.thing_id)
    if row.area:
        streams = streams.filter(thing__area__path__startswith=row.area.path)
    if row.observed_property_id:
        streams = streams.filter(observed_property=row.observed_property_id)
    return streams.filter(key__startswith=row.prefix) if row.prefix else streams


def columns(size: int, now: datetime) -> tuple[Times, Times]:
    """`muted_from` and `muted_until`, int64 µs by datastream id: the window that a datastream is
    in, or its next one; windows that touch are one. 0 and 0 where there is none.
    """
    begin, finish = np.zeros(size, np.int64), np.zeros(size, np.int64)
    rows = not_over(Maintenance.objects.select_related("area").defer("area__boundary"), now)
    for row in rows:
        ids = _ids(reach(row).values_list("id", flat=True), size)
        since, until = micros(row.since), micros(row.until)
        fresh = ids[finish[ids] == 0]
        begin[fresh], finish[fresh] = since, until
        touching = ids[(finish[ids] >= since) & (finish[ids] > 0)]
        finish[touching] = np.maximum(finish[touching], until)
    return begin, finish


def ended_between(since: datetime, until: datetime) -> bool:
    """True if a window ran out in that time, so that the next one of its datastreams counts."""
    return Maintenance.objects.filter(ended_at=None, until__gt=since, until__lte=until).exists()


def _ids(found: Iterable[int], size: int) -> Times:
    ids = np.fromiter(found, np.int64)
    return ids[ids < size]


def _refuse_unless(holds: bool, message: str | Promise) -> None:
    if not holds:
        raise Refused(message)
