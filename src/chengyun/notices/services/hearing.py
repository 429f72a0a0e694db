"""Events become messages to be sent: all of a batch in one transaction, each message once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.present import named
from chengyun.notices.events import Event, Happening, events_of
from chengyun.notices.models import Channel, Delivery
from chengyun.notices.roster import CALLED, DESK, UNIT, Person, Roster, is_called
from chengyun.notices.services import webhooks
from chengyun.notices.services.book import Book
from chengyun.people.models import Unit

CENTRE = "centre"


@dataclass(frozen=True)
class Heard:
    """A message of the bus: the ledger row it tells of, and what it carries."""

    seq: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """How many messages a batch left to be sent."""

    deliveries: int = 0
    postings: int = 0


def take(heard: Sequence[Heard], now: datetime) -> Taken:
    """Write down who is to be told of these events. Hearing one again changes nothing.

    Raises KeyError, TypeError or ValueError for an event that cannot be understood.
    """
    with transaction.atomic():
        happenings = list(_happenings(heard))
        deliveries = _deliveries(happenings, now)
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=500)
        return Taken(len(deliveries), webhooks.queue(happenings, now))


def _happenings(heard: Sequence[Heard]) -> Iterator[Happening]:
    rows = LedgerEntry.objects.in_bulk([each.seq for each in heard])
    ids = {row.case_id for row in rows.values()}
    cases = named(Case.objects.filter(pk__in=ids)).in_bulk()
    for each in heard:
        row = rows.get(each.seq)
        if row is None:
            # Of a ledger that is not this one, as after a backup was put back.
            continue
        yield Happening(
            seq=row.seq,
            action=row.action,
            at=row.at,
            case=cases[row.case_id],
            actor_id=row.actor_id,
            detail=row.detail,
            scope=dict(each.body["scope"]),
            told=dict(each.body["case"]),
        )


def _deliveries(happenings: Sequence[Happening], now: datetime) -> list[Delivery]:
    concerned = [(one, events) for one in happenings if (events := events_of(one))]
    if not concerned:
        return []
    book, roster = Book(now), Roster()
    book.learn({event.key for _, events in concerned for event in events})
    people = {one.seq: _people(book, roster, one, events) for one, events in concerned}
    book.fill({pk for found in people.values() for pk in found})
    return [
        delivery
        for one, events in concerned
        for delivery in (*_personal(book, one, people[one.seq]), *_of_units(book, one, events))
    ]


def _people(
    book: Book, roster: Roster, one: Happening, events: Sequence[Event]
) -> dict[int, Event]:
    """Who is told of it, and as what; never who did it, never who may not see the case."""
    chosen: dict[int, Event] = {}
    for event in events:
        for person in _reached(roster, one, event):
            if _may_hear(person, one) and book.wants(event, ("user", person.pk), person.role):
                chosen.setdefault(person.pk, event)
    return chosen


def _may_hear(person: Person, one: Happening) -> bool:
    return person.pk != one.actor_id and person.scope.allows(one.scope)


def _reached(roster: Roster, one: Happening, event: Event) -> Iterator[Person]:
    for audience in event.reaches:
        yield from roster.of(audience, one)


def _personal(book: Book, one: Happening, people: Mapping[int, Event]) -> Iterator[Delivery]:
    for pk, event in people.items():
        for channel in book.channels.get(("user", pk), ()):
            yield _delivery(book, one, event, channel)


def _of_units(book: Book, one: Happening, events: Sequence[Event]) -> Iterator[Delivery]:
    for pk, unit in book.units.items():
        event = next((e for e in events if _suits(book, one, e, unit)), None)
        if event:
            for channel in book.channels[("unit", pk)]:
                yield _delivery(book, one, event, channel)


def _suits(book: Book, one: Happening, event: Event, unit: Unit) -> bool:
    """A unit hears of the cases it has in hand or is called to; the centre, what its desk hears."""
    mine = UNIT in event.reaches and one.scope.get("unit_id") == unit.pk
    mine = mine or (CALLED in event.reaches and is_called(one, unit.pk, unit.code))
    path = unit.area.path if unit.area else ""
    inside = str(one.scope.get("area_path") or "").startswith(path)
    desk = DESK in event.reaches and unit.kind == CENTRE and inside
    return (mine or desk) and book.wants(event, ("unit", unit.pk), "")


def _delivery(book: Book, one: Happening, event: Event, channel: Channel) -> Delivery:
    made = book.delivery(channel, event, one.at, one.case.severity)
    made.event, made.case = one.seq, one.case
    made.detail = {key: one.detail[key] for key in ("step",) if key in one.detail}
    return made
