"""Messages about something that is no case: `topics` says of what, the caller to whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chengyun.cases.choices import Severity
from chengyun.notices.events import BY_KEY
from chengyun.notices.models import Channel, Delivery
from chengyun.notices.services.book import Book
from chengyun.people.models import User


@dataclass(frozen=True)
class Word:
    """One thing to be told. `number` is unique within its topic: told once to each channel."""

    about: str
    number: int
    ref: str
    event: str
    units: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)


def tell(words: Sequence[Word], now: datetime) -> int:
    """Write down who is to be told, as they want to be; returns how many messages. Whether they
    may still see it is judged once more when it is sent."""
    if not words:
        return 0
    book = Book(now)
    book.learn({word.event for word in words})
    roles = _roles({pk for word in words for pk in word.people})
    book.fill(set(roles))
    made = [_made(book, word, each) for word in words for each in _channels(book, word, roles)]
    Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)


def _roles(people: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=people, is_active=True).values_list("pk", "role"))


def _channels(book: Book, word: Word, roles: dict[int, str]) -> Iterator[Channel]:
    event = BY_KEY[word.event]
    owners = [("user", pk, roles[pk]) for pk in word.people if pk in roles]
    for kind, pk, role in (*owners, *(("unit", pk, "") for pk in word.units)):
        if book.wants(event, (kind, pk), role):
            yield from book.channels.get((kind, pk), ())


def _made(book: Book, word: Word, channel: Channel) -> Delivery:
    made = book.delivery(channel, BY_KEY[word.event], book.now, Severity.ORDINARY)
    made.about, made.event, made.ref, made.detail = word.about, word.number, word.ref, word.detail
    return made
