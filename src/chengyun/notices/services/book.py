"""Who has which channels and wants what, read once for a batch of messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from chengyun.notices.choices import Kind, State
from chengyun.notices.events import Event
from chengyun.notices.manners import wish_of
from chengyun.notices.models import Channel, Delivery, Manner, Preference
from chengyun.notices.timing import due
from chengyun.people.models import Unit

Owner = tuple[str, int]


@dataclass
class Book:
    """Channels, manners and wishes of people and units."""

    now: datetime
    channels: dict[Owner, list[Channel]] = field(default_factory=dict)
    manners: dict[int, Manner] = field(default_factory=dict)
    wishes: dict[tuple[str, int, str], bool] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)

    def learn(self, keys: Iterable[str]) -> None:
        """Who wants these events, or wants them not."""
        rows = Preference.objects.filter(event__in=list(keys))
        self.wishes |= {(*owner_of(row), row.event): row.on for row in rows}

    def fill(self, users: set[int]) -> None:
        """Bring in the channels of these people, with an inbox for each, and of all units."""
        boxes = [Channel(user_id=pk, kind=Kind.APP, created_at=self.now) for pk in _boxless(users)]
        Channel.objects.bulk_create(boxes, ignore_conflicts=True)
        mine = Channel.objects.filter(user__in=users, on=True)
        of_units = Channel.objects.filter(unit__isnull=False, on=True)
        for channel in (*mine, *of_units):
            self.channels.setdefault(owner_of(channel), []).append(channel)
        self.manners = {row.user_id: row for row in Manner.objects.filter(user__in=users)}
        ids = [pk for kind, pk in self.channels if kind == "unit"]
        self.units = Unit.objects.select_related("area").defer("area__boundary").in_bulk(ids)

    def wants(self, event: Event, owner: Owner, role: str) -> bool:
        """What they said, else what the table of events says of their role or of units."""
        usual = event.units if owner[0] == "unit" else role in event.usual
        return self.wishes.get((*owner, event.key), usual)

    def delivery(self, channel: Channel, event: Event, at: datetime, severity: int) -> Delivery:
        """A message to a channel, to go as its owner wants; of what it is, the caller says."""
        seen = channel.kind == Kind.APP
        wish = wish_of(self.manners.get(channel.user_id or 0))
        zone = ZoneInfo(settings.TIME_ZONE)
        return Delivery(
            channel=channel,
            kind=event.key,
            at=at,
            state=State.SENT if seen else State.WAITING,
            created_at=self.now,
            next_at=self.now if seen else due(self.now, wish, severity, zone),
            settled_at=self.now if seen else None,
        )


def owner_of(row: Preference | Channel) -> Owner:
    return ("user", row.user_id) if row.user_id else ("unit", row.unit_id or 0)


def _boxless(users: set[int]) -> set[int]:
    boxes = Channel.objects.filter(user__in=users, kind=Kind.APP)
    return users - set(boxes.values_list("user", flat=True))
