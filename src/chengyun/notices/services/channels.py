"""What people say about how they want to be told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chengyun.notices import messenger, timing, words
from chengyun.notices.choices import Digest, Kind
from chengyun.notices.events import EVENTS
from chengyun.notices.messenger import BadAddress, Outcome
from chengyun.notices.models import Channel, Delivery, Manner, Preference
from chengyun.notices.services.sending import language_of
from chengyun.people.models import Unit, User
from chengyun.people.refused import Refused
from chengyun.people.secrets import seal, unseal

MOST = 10
FAULTS = {
    "unknown": _("This is not an address of a message service."),
    "not_offered": _("This message service is not offered here."),
    "files": _("The address names a file; that is not allowed here."),
}
TOO_MANY = _("Ten channels are enough; delete one first.")
BAD_QUIET = _("Write quiet hours like 22:00-07:00, several with commas.")
LANGUAGES = ("", "zh-hans", "en")


def add_channel(owner: User | Unit, address: str, title: str, now: datetime) -> Channel:
    """A new channel. Raises Refused: unknown, not_offered, files, too_many."""
    mine = {"user" if isinstance(owner, User) else "unit": owner}
    if Channel.objects.filter(**mine, kind=Kind.APPRISE).count() >= MOST:
        raise Refused("too_many", TOO_MANY, 422)
    try:
        shown = messenger.check(address)
    except BadAddress as bad:
        raise Refused(bad.code, FAULTS[bad.code], 422) from None
    return Channel.objects.create(
        **mine,
        title=title.strip()[:60],
        sealed=seal({"url": address.strip()}),
        shown=shown[:120],
        created_at=now,
    )


def switch(channel: Channel, on: bool) -> None:
    """On or off; what happens while it is off is not sent through it."""
    Channel.objects.filter(pk=channel.pk).update(on=on, failures=0, hold_until=None)


def remove(channel: Channel) -> None:
    channel.delete()


def test(channel: Channel, now: datetime) -> Outcome:
    """Send a message through it at once, and note how that went."""
    address = unseal(channel.sealed).get("url", "")
    message = words.trial(language_of(channel))
    outcome = messenger.send(address, message, settings.CONFIG.notices_private)
    good = {"last_ok_at": now, "failures": 0, "hold_until": None} if outcome.ok else {}
    Channel.objects.filter(pk=channel.pk).update(last_error=outcome.error, **good)
    return outcome


def choose(owner: User | Unit, wanted: Iterable[str]) -> None:
    """Be told of these events and of no others."""
    mine = {"user" if isinstance(owner, User) else "unit": owner}
    keys = set(wanted)
    with transaction.atomic():
        for event in EVENTS:
            usual = owner.role in event.usual if isinstance(owner, User) else event.units
            on = event.key in keys
            rows = Preference.objects.filter(**mine, event=event.key)
            if on == usual:
                # As everybody's: it follows when the defaults change.
                rows.delete()
            elif not rows.update(on=on):
                Preference.objects.create(**mine, event=event.key, on=on)


def set_manner(user: User, given: Mapping[str, str]) -> Manner:
    """Quiet hours, digest and language as typed. Raises Refused: bad_quiet."""
    try:
        spans = timing.spans(given.get("quiet", ""))
    except ValueError:
        raise Refused("bad_quiet", BAD_QUIET, 422) from None
    digest, language = given.get("digest", ""), given.get("language", "")
    facts = {
        "quiet": [str(span) for span in spans],
        "digest": digest if digest in Digest.values else Digest.NONE,
        "digest_at": _time(given.get("digest_at", "")),
        "language": language if language in LANGUAGES else "",
    }
    return Manner.objects.update_or_create(user=user, defaults=facts)[0]


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def read(user: User, now: datetime, delivery: int | None = None) -> int:
    """Mark what is in the inbox as read: one message, or all. Returns how many were unread."""
    rows = Delivery.objects.filter(channel__user=user, channel__kind=Kind.APP, read_at=None)
    return (rows.filter(pk=delivery) if delivery else rows).update(read_at=now)
