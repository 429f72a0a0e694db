"""Readers of notices: a person's own, and what administrators see of all."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from chengyun.cases import queries as cases
from chengyun.cases.models import Case
from chengyun.notices.choices import UNSENT, Kind, State
from chengyun.notices.events import EVENTS, Event
from chengyun.notices.models import Channel, Delivery, Posting, Preference, Webhook
from chengyun.notices.roster import (
    CALLED,
    DESK,
    DUTY,
    FORMER,
    GRID,
    HANDLER,
    LEADER,
    NAMED,
    ROLES,
    UNIT,
)
from chengyun.notices.topics import TOPICS
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer, viewer_of
from chengyun.places.lookups import Unindexed

SHOWN = 50
FEED = 500
# Who an audience is, by role; who is named by a case may have any.
REACHED: dict[str, tuple[str, ...]] = {
    **{name: ROLES[name] for name in (DESK, DUTY, GRID, LEADER)},
    HANDLER: tuple(Role),
    NAMED: tuple(Role),
    UNIT: (Role.HANDLER,),
    CALLED: (Role.HANDLER,),
    FORMER: (Role.HANDLER,),
}
# The audiences that a unit is of.
OF_UNITS = {UNIT, CALLED, FORMER}


@dataclass(frozen=True)
class Choice:
    """An event that may reach someone, and whether it does."""

    event: Event
    on: bool


def choices(owner: User | Unit) -> list[Choice]:
    """What this person or unit may be told of."""
    mine = {"user" if isinstance(owner, User) else "unit": owner}
    said = dict(Preference.objects.filter(**mine).values_list("event", "on"))
    if isinstance(owner, User):
        found = [event for event in EVENTS if _reaches(event, owner.role)]
        return [Choice(e, said.get(e.key, owner.role in e.usual)) for e in found]
    found = [event for event in EVENTS if _for_unit(event) or _for_centre(event, owner)]
    return [Choice(e, said.get(e.key, e.units)) for e in found]


def _reaches(event: Event, role: str) -> bool:
    return any(role in REACHED[audience] for audience in event.reaches)


def _for_unit(event: Event) -> bool:
    return not OF_UNITS.isdisjoint(event.reaches)


def _for_centre(event: Event, unit: Unit) -> bool:
    return unit.kind == "centre" and DESK in event.reaches


def channels(user: User) -> QuerySet[Channel]:
    """A person's own channels, without the inbox."""
    return with_waiting(Channel.objects.filter(user=user, kind=Kind.APPRISE))


def with_waiting(rows: QuerySet[Channel]) -> QuerySet[Channel]:
    unsent = Count("deliveries", filter=Q(deliveries__state__in=UNSENT))
    lost = Count("deliveries", filter=Q(deliveries__state=State.GIVEN_UP))
    return rows.annotate(unsent=unsent, lost=lost).order_by("id")


def unread(user: User) -> int:
    """How many messages of the inbox are unread; told on every page of the desk."""
    rows = Delivery.objects.filter(channel__user=user, channel__kind=Kind.APP)
    return rows.filter(read_at=None).count()


def inbox(user: User) -> list[Delivery]:
    """The newest messages about what the reader may see at this moment."""
    return list(_seen(user).filter(channel__kind=Kind.APP)[:SHOWN])


def deliveries(user: User) -> list[Delivery]:
    """What went, or was to go, through the person's own channels."""
    return list(_seen(user).exclude(channel__kind=Kind.APP).select_related("channel")[:SHOWN])


def _seen(user: User) -> QuerySet[Delivery]:
    viewer = viewer_of(user)
    theirs = cases.reading(viewer, "case__")
    for about, topic in TOPICS.items():
        theirs |= Q(about=about, ref__in=topic.visible(viewer))
    rows = Delivery.objects.filter(theirs, channel__user=user)
    return rows.select_related("case__type", "case__street", "case__area").defer(
        "case__street__boundary", "case__area__boundary"
    )


def failing() -> QuerySet[Channel]:
    """Every channel that failed the last time, for administrators."""
    rows = Channel.objects.filter(on=True, failures__gt=0).select_related("user", "unit")
    return with_waiting(rows)


def of_units() -> QuerySet[Channel]:
    return with_waiting(Channel.objects.filter(unit__isnull=False).select_related("unit"))


def webhooks() -> QuerySet[Webhook]:
    unsent = Count("postings", filter=Q(postings__state__in=UNSENT))
    rows = Webhook.objects.select_related("area", "unit").defer("area__boundary")
    return rows.annotate(unsent=unsent).order_by("title", "id")


def log_of(hook: Webhook, size: int = SHOWN) -> list[Posting]:
    """The newest events of a webhook."""
    return list(hook.postings.order_by("-event")[:size])


def deadlines(viewer: Viewer) -> list[Case]:
    """The viewer's own open cases whose time is running; `changed_at` is their last step."""
    mine = cases.waiting_for(viewer) | Q(handler=viewer.user_id)
    running = Q(due__isnull=False, closed_at=None, handled_at=None, suspended_at=None)
    seen = cases.visible(viewer).alias(due=Unindexed("due_at"))
    found = seen.filter(mine & running).order_by("due", "id")
    return list(found.annotate(changed_at=Max("ledger__at"))[:FEED])
