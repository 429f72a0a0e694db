"""What is due to a person as an iCalendar feed (RFC 5545), read by their telephone."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from chengyun.cases.models import Case
from chengyun.notices import words
from chengyun.notices.models import Manner
from chengyun.notices.queries import deadlines
from chengyun.people.models import Token, User
from chengyun.people.policy import viewer_of
from chengyun.people.services import issue_token, user_for_token

CALENDAR = "calendar"
GOOD_FOR = timedelta(days=400)
# What a deadline takes in the calendar, and how often clients are asked to come again.
SHOWN_FOR = timedelta(minutes=30)
AGAIN = timedelta(minutes=15)


@dataclass(frozen=True)
class DayDue:
    """Something that is due by the end of a day, beside the cases."""

    uid: str
    day: date
    summary: str
    description: str
    path: str


# What else is due to a person; rooms above this one add theirs.
SOURCES: list[Callable[[User], Iterable[DayDue]]] = []


def new_link(user: User) -> str:
    """A new address of the feed; the ones before it end. It is told here and never again."""
    revoke(user)
    token = issue_token(user, CALENDAR, GOOD_FOR)
    return words.link(f"/desk/deadlines.ics?token={token}")


def revoke(user: User) -> int:
    """End the feed's address; returns whether there was one, as a count."""
    return links(user).update(revoked_at=datetime.now(UTC))


def links(user: User) -> QuerySet[Token]:
    good = user.tokens.filter(purpose=CALENDAR, revoked_at=None)
    return good.filter(expires_at__gt=datetime.now(UTC))


def reader(token: str) -> User | None:
    """Whose feed it is."""
    return user_for_token(token, CALENDAR) if token else None


def feed(user: User) -> tuple[bytes, str]:
    """The calendar of a person, and its ETag: the same as long as nothing in it changes."""
    manner = Manner.objects.filter(user=user).first()
    language = manner.language if manner else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        days = [one for source in SOURCES for one in source(user)]
        text = _calendar(deadlines(viewer_of(user)), days)
    return text, f'"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


def _calendar(cases: Iterable[Case], days: Iterable[DayDue] = ()) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Chengyun//deadlines//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Deadlines of my cases"))
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for case in cases:
        made.add_component(_event(case))
    for one in days:
        made.add_component(_day(one))
    return bytes(made.to_ical())


def _day(one: DayDue) -> Event:
    """An event of a whole day; it is stamped with its day, so that the feed stays the same."""
    event = Event()
    event.add("uid", f"{one.uid}@chengyun")
    event.add("dtstamp", datetime.combine(one.day, time(), UTC))
    event.add("dtstart", one.day)
    event.add("summary", one.summary)
    event.add("description", f"{one.description}\n{words.link(one.path)}")
    event.add("url", words.link(one.path))
    event.add("transp", "TRANSPARENT")
    return event


def _event(case: Case) -> Event:
    event = Event()
    assert case.due_at
    due = case.due_at.astimezone(UTC)
    event.add("uid", f"{case.number}@chengyun")
    event.add("sequence", case.version)
    event.add("dtstamp", getattr(case, "changed_at", None) or case.opened_at)
    event.add("dtstart", due - SHOWN_FOR)
    event.add("dtend", due)
    event.add("summary", _("Due: %(kind)s") % {"kind": case.type.title})
    event.add("description", f"{words.place(case)}\n{words.link(_path(case))}")
    event.add("url", words.link(_path(case)))
    event.add("transp", "TRANSPARENT")
    if case.warn_at and case.warn_at < due:
        event.add_component(_alarm(case))
    return event


def _alarm(case: Case) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Time is running out"))
    assert case.warn_at
    alarm.add("trigger", case.warn_at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _path(case: Case) -> str:
    return f"/desk/cases/{case.number}/"
