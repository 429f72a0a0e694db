"""Readers: the persons of a unit who could have a case, the best first, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chengyun.cases import rules
from chengyun.cases.choices import Action
from chengyun.cases.dispatching.persons import Candidate, Held, load_of, ranked
from chengyun.cases.duty import duties
from chengyun.cases.models import OPEN, Case
from chengyun.cases.nearby import metres_between
from chengyun.cases.present import iso
from chengyun.cases.queries.seeing import visible
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import refuse_if
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer
from chengyun.places.models import Area

NOT_OF_UNIT = Refusal(
    "not_of_unit", gettext_lazy("This person does not handle cases of that unit; choose again.")
)
# So long after they were there, the place of somebody's last case is where they are.
FRESH = timedelta(hours=12)
# Cases older than that tell of no place that is fresh.
LOOKED_AT = timedelta(days=30)


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody is thought to be. `area` None: at the place of their last case."""

    lon: float
    lat: float
    area: Area | None = None


@dataclass(frozen=True)
class Person:
    """Somebody to give the case to, with the figures and the reasons in words."""

    user: User
    candidate: Candidate
    where: Whereabouts | None

    @property
    def reasons(self) -> list[str]:
        return [*_load(self.candidate), *_way(self), *_duty(self.candidate)]


def may_choose(viewer: Viewer) -> bool:
    """Those who may dispatch are told who is how busy and how near."""
    return viewer.role in rules.BY_ACTION[Action.DISPATCH].roles


def at_hand(viewer: Viewer, case: Case, unit: Unit, at: datetime | None = None) -> list[Person]:
    """The handlers of the unit, the best first; their load is of the cases the viewer may see."""
    if not may_choose(viewer):
        return []
    now = at or timezone.now()
    users = list(handlers(unit).select_related("area", "unit__area"))
    cases = visible(viewer).filter(unit=unit, handler__in=users).select_related(None).defer(None)
    where = _whereabouts(users, cases, now)
    held, duty = _held(cases), duties(unit, users, now)
    candidates = [
        Candidate(
            key=user.username,
            load=load_of(held[user.pk], now),
            metres=_metres(case, where.get(user.pk)),
            duty=duty[user.pk],
        )
        for user in users
    ]
    by_name = {user.username: user for user in users}
    order = [(by_name[one.key], one) for one in ranked(candidates)]
    return [Person(user, one, where.get(user.pk)) for user, one in order]


def handlers(unit: Unit) -> QuerySet[User]:
    """Those of a unit who handle cases."""
    return User.objects.filter(unit=unit, role=Role.HANDLER, is_active=True).order_by("username")


def chosen(unit: Unit | None, username: str) -> User | None:
    """The handler that was chosen together with a unit. Raises Refused: not_of_unit."""
    if not username or unit is None:
        return None
    user = handlers(unit).filter(username=username).first()
    refuse_if(NOT_OF_UNIT if user is None else None)
    return user


def as_dict(person: Person) -> dict[str, Any]:
    """Plain values for the HTTP interface."""
    one = person.candidate
    return {
        "username": person.user.username,
        "name": str(person.user),
        "open": one.load.open,
        "overdue": one.load.overdue,
        "metres": None if one.metres is None else round(one.metres),
        "on_duty": one.duty.on,
        "on_duty_until": iso(one.duty.until),
        "reasons": person.reasons,
    }


def _held(cases: QuerySet[Case]) -> dict[int, list[Held]]:
    """What each has to do now: neither suspended nor waiting for its check."""
    working = cases.filter(OPEN, suspended_at=None, handled_at=None).order_by()
    found: dict[int, list[Held]] = defaultdict(list)
    rows = working.values_list("handler", "severity", "due_at", "overdue")
    for handler, severity, due_at, overdue in rows:
        if handler is not None:
            found[handler].append(Held(severity, due_at, overdue))
    return found


def _whereabouts(
    users: Sequence[User], cases: QuerySet[Case], now: datetime
) -> dict[int, Whereabouts]:
    """The place of the last case that somebody accepted or handled, else the middle of their
    area; nobody is thought to be in the middle of a whole district."""
    areas = {user.pk: area for user in users if (area := _own_area(user))}
    found = {pk: Whereabouts(area.lon, area.lat, area) for pk, area in areas.items()}
    return found | _last_places(cases, now)


def _own_area(user: User) -> Area | None:
    area = user.area or (user.unit.area if user.unit else None)
    return area if area and area.parent_id else None


def _last_places(cases: QuerySet[Case], now: datetime) -> dict[int, Whereabouts]:
    recent = cases.filter(
        opened_at__gte=now - LOOKED_AT, lon__isnull=False, lat__isnull=False
    ).order_by()
    columns = ("handler", "lon", "lat", "accepted_at", "handled_at")
    acted = [
        (moment, handler, lon, lat)
        for handler, lon, lat, *moments in recent.values_list(*columns)
        for moment in moments
        if moment and now - FRESH <= moment <= now
    ]
    return {handler: Whereabouts(lon, lat) for _at, handler, lon, lat in sorted(acted)}


def _metres(case: Case, where: Whereabouts | None) -> float | None:
    if where is None or case.lon is None or case.lat is None:
        return None
    return metres_between(case.lon, case.lat, where.lon, where.lat)


def _load(one: Candidate) -> Iterator[str]:
    n = one.load.open
    yield ngettext("%(n)d open case", "%(n)d open cases", n) % {"n": n}
    if one.load.overdue:
        yield _("%(n)d of them overdue") % {"n": one.load.overdue}


def _way(person: Person) -> Iterable[str]:
    metres, where = person.candidate.metres, person.where
    if metres is None or where is None:
        return [_("distance unknown")]
    told = {"way": way(metres), "area": where.area.title if where.area else ""}
    if where.area is None:
        return [_("%(way)s from the place of their last case") % told]
    return [_("%(way)s from the middle of %(area)s") % told]


def way(metres: float) -> str:
    """ "420 m", "2.3 km"."""
    return f"{round(metres, -1):.0f} m" if metres < 1_000 else f"{metres / 1_000:.1f} km"


def _duty(one: Candidate) -> Iterable[str]:
    duty = one.duty
    if duty.on is None:
        return [_("duty unknown")]
    if not duty.on:
        return [_("off duty")]
    until = f"{timezone.localtime(duty.until):%H:%M}" if duty.until else ""
    return [_("on duty until %(time)s") % {"time": until} if until else _("on duty")]
