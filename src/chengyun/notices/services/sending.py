"""Messages to channels: what is due, and what came of it."""

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet

from chengyun.cases import queries as cases
from chengyun.cases.models import Case
from chengyun.notices import messenger, words
from chengyun.notices.choices import UNSENT, Kind, State
from chengyun.notices.jobs import Job
from chengyun.notices.messenger import Outcome
from chengyun.notices.models import Channel, Delivery
from chengyun.notices.timing import pause
from chengyun.notices.topics import TOPICS, reader_of
from chengyun.people.policy import Viewer, viewer_of
from chengyun.people.secrets import unseal

LANE = "channel-{pk}"
# Group robots of the usual services take twenty messages a minute.
BETWEEN = timedelta(seconds=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=30)
GIVE_UP = timedelta(hours=24)
AT_ONCE = 100


def jobs(now: datetime, busy: Collection[str], limit: int) -> list[Job]:
    """What is due, one job a channel: what waits for one channel goes as one message."""
    # Taken from the unsent ones, of which there are few, by the index over them.
    due = Delivery.objects.filter(state__in=UNSENT, next_at__lte=now, channel__on=True)
    due = due.filter(Q(channel__hold_until=None) | Q(channel__hold_until__lte=now))
    lanes = due.order_by().values("channel", "channel__failures").annotate(first=Min("next_at"))
    found = [
        row["channel"]
        for row in lanes.order_by("channel__failures", "first")[: limit + len(busy)]
        if LANE.format(pk=row["channel"]) not in busy
    ]
    made = (_job(pk, now) for pk in found[:limit])
    return [job for job in made if job]


def _job(pk: int, now: datetime) -> Job | None:
    owners = Channel.objects.select_related("user__area", "unit", "user__manner")
    channel = owners.defer("user__area__boundary").get(pk=pk)
    waiting = channel.deliveries.filter(state__in=UNSENT, next_at__lte=now)
    told = waiting.select_related("case__type", "case__street", "case__area")
    rows = list(told.defer("case__street__boundary", "case__area__boundary")[:AT_ONCE])
    seen = _kept(channel, rows)
    _withhold([row for row in rows if row.pk not in seen], now)
    rows = [row for row in rows if row.pk in seen]
    if not rows:
        return None
    message = words.message(rows, language_of(channel))
    address = unseal(channel.sealed).get("url", "")
    return Job(
        LANE.format(pk=pk),
        partial(_send, address, message),
        partial(_settle, channel.pk, [row.pk for row in rows]),
        shaky=channel.failures > 0,
    )


def _send(address: str, message: words.Message) -> list[Outcome]:
    return [messenger.send(address, message, settings.CONFIG.notices_private)]


def language_of(channel: Channel) -> str:
    """The language its owner wants; "" is that of the house."""
    manner = getattr(channel.user, "manner", None) if channel.user else None
    return manner.language if manner else ""


def _kept(channel: Channel, rows: Sequence[Delivery]) -> set[int]:
    """Which of these messages are about what the channel's owner may see at this moment."""
    cases_seen = _seen(channel, {row.case_id for row in rows if row.case_id})
    kept = {row.pk for row in rows if row.case_id in cases_seen}
    reader = reader_of(channel)
    if reader is None:
        return kept
    for about in {row.about for row in rows if row.about}:
        asked = Delivery.objects.filter(pk__in=[row.pk for row in rows], about=about)
        kept |= _readable(asked, about, reader)
    return kept


def _readable(asked: QuerySet[Delivery], about: str, reader: Viewer) -> set[int]:
    refs = TOPICS[about].visible(reader)
    return set(asked.filter(ref__in=refs).order_by().values_list("pk", flat=True))


def _seen(channel: Channel, ids: set[int]) -> set[int]:
    """Which of these cases the channel's owner may see at this moment."""
    if channel.user is None:
        return ids if channel.unit and channel.unit.kind == "centre" else _of_unit(channel, ids)
    if not channel.user.is_active:
        return set()
    seen = cases.shared(viewer_of(channel.user)).filter(pk__in=ids)
    return set(seen.order_by().values_list("pk", flat=True))


def _of_unit(channel: Channel, ids: set[int]) -> set[int]:
    helped = Q(tasks__unit=channel.unit_id, tasks__opened_at__isnull=False)
    mine = Case.objects.filter(Q(unit=channel.unit_id) | helped, pk__in=ids)
    return set(mine.order_by().values_list("pk", flat=True))


def _withhold(rows: Sequence[Delivery], now: datetime) -> None:
    ids = [row.pk for row in rows]
    if ids:
        kept = Delivery.objects.filter(pk__in=ids)
        kept.update(state=State.WITHHELD, settled_at=now, error="")


def _settle(channel: int, ids: Sequence[int], outcomes: Sequence[Outcome], now: datetime) -> None:
    with transaction.atomic():
        for outcome in outcomes:
            if outcome.ok:
                _sent(channel, ids, now)
            else:
                _failed(channel, ids, outcome.error, now)


def _sent(channel: int, ids: Sequence[int], now: datetime) -> None:
    Channel.objects.filter(pk=channel).update(
        last_ok_at=now, last_error="", failures=0, hold_until=now + BETWEEN
    )
    Delivery.objects.filter(pk__in=ids).update(
        state=State.SENT, settled_at=now, error="", attempts=F("attempts") + 1
    )


def _failed(channel: int, ids: Sequence[int], error: str, now: datetime) -> None:
    """The whole channel waits; what waited a day is given up, to be tried again by hand."""
    failures = Channel.objects.values_list("failures", flat=True).get(pk=channel) + 1
    rest = pause(failures, FIRST_PAUSE, LONGEST_PAUSE, random.random())  # noqa: S311
    Channel.objects.filter(pk=channel).update(
        failures=failures, last_error=error, hold_until=now + rest
    )
    tried = Delivery.objects.filter(pk__in=ids)
    tried.update(attempts=F("attempts") + 1, error=error, state=State.FAILED, next_at=now + rest)
    old = tried.filter(created_at__lte=now - GIVE_UP)
    old.update(state=State.GIVEN_UP, settled_at=now)


def try_again(channels: Sequence[Channel], now: datetime, delivery: int | None = None) -> int:
    """Send what failed again, now; of these channels, or one message. Returns how many."""
    rows = Delivery.objects.filter(
        channel__in=channels, state__in=(State.FAILED, State.GIVEN_UP)
    ).exclude(channel__kind=Kind.APP)
    rows = rows.filter(pk=delivery) if delivery else rows
    with transaction.atomic():
        Channel.objects.filter(pk__in=list(rows.values_list("channel", flat=True))).update(
            hold_until=None
        )
        # A message tried by hand has its day anew.
        return rows.update(
            state=State.WAITING, next_at=now, created_at=now, settled_at=None, error=""
        )
