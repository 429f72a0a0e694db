"""Webhooks: what they are told, in order, until it has arrived."""

import random
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q

from chengyun.notices import cloudevents, post
from chengyun.notices.choices import UNSENT, State
from chengyun.notices.events import Happening
from chengyun.notices.jobs import Job
from chengyun.notices.messenger import Outcome
from chengyun.notices.models import Posting, Webhook
from chengyun.notices.timing import pause
from chengyun.people.choices import Role
from chengyun.people.policy import Scope, Viewer, scope_for
from chengyun.people.secrets import unseal

LANE = "webhook-{pk}"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
STOP_AFTER = timedelta(days=5)
# So many events, or so long, before it is written down what has arrived.
RUN, RUN_S = 100, 5.0
# Answers about this one message, not about the receiver: it is set aside after a few, and the
# rest goes on. 410 says that nothing is wanted any more.
NEVER = frozenset({400, 413, 415, 422})
REFUSALS = 3
GONE = 410


def scope_of(hook: Webhook) -> Scope:
    """What the receiver may learn of: as a handler of the unit, else as a leader of the area."""
    path = hook.area.path if hook.area else ""
    role = Role.HANDLER if hook.unit_id else Role.LEADER
    return scope_for(Viewer(0, role, hook.unit_id, path))


def queue(happenings: Sequence[Happening], now: datetime) -> int:
    """Write down what each webhook is to be told; the caller's transaction. Returns how many."""
    # One that stopped by itself is told later what happened meanwhile; one switched off is not.
    hooks = [
        (hook, scope_of(hook))
        for hook in Webhook.objects.filter(Q(on=True))
        .select_related("area")
        .defer("area__boundary")
    ]
    made = [
        _posting(hook, one, now)
        for one in happenings
        for hook, scope in hooks
        if _is_for(hook, one) and scope.allows(one.scope)
    ]
    Posting.objects.bulk_create(made, ignore_conflicts=True, batch_size=200)
    return len(made)


def _is_for(hook: Webhook, one: Happening) -> bool:
    return (not hook.events or one.action in hook.events) and one.at >= hook.created_at


def _posting(hook: Webhook, one: Happening, now: datetime) -> Posting:
    return Posting(
        webhook=hook,
        event=one.seq,
        type=cloudevents.type_of(one.action),
        body=cloudevents.envelope(one, f"{settings.CONFIG.base}/api/v1/cases"),
        created_at=now,
    )


def jobs(now: datetime, busy: Collection[str], limit: int) -> list[Job]:
    """The oldest unsent events of each webhook that is not waiting or stopped."""
    going = Posting.objects.filter(
        state__in=UNSENT, webhook__on=True, webhook__stopped_at=None
    ).filter(Q(webhook__hold_until=None) | Q(webhook__hold_until__lte=now))
    firsts = going.order_by().values("webhook", "webhook__failures").annotate(first=Min("event"))
    found = [
        row["webhook"]
        for row in firsts.order_by("webhook__failures", "first")[: limit + len(busy)]
        if LANE.format(pk=row["webhook"]) not in busy
    ]
    return [_job(pk, now) for pk in found[:limit]]


def _job(pk: int, now: datetime) -> Job:
    hook = Webhook.objects.get(pk=pk)
    rows = list(hook.postings.filter(state__in=UNSENT).order_by("event")[:RUN])
    return Job(
        LANE.format(pk=pk),
        partial(
            _send,
            url=unseal(hook.url).get("url", ""),
            keys=keys_of(hook, now),
            events=[(row.event, row.body.encode()) for row in rows],
        ),
        partial(_settle, [row.pk for row in rows]),
        shaky=hook.failures > 0,
    )


def keys_of(hook: Webhook, now: datetime) -> list[str]:
    """The secrets that sign at the moment: the current one, and the one before it for a while."""
    kept = unseal(hook.secrets)
    before = hook.previous_until is not None and now < hook.previous_until
    names = ("current", "previous") if before else ("current",)
    return [kept[name] for name in names if name in kept]


def _send(url: str, keys: Sequence[str], events: Sequence[tuple[int, bytes]]) -> list[Outcome]:
    """One after the other, up to the first that does not arrive, or until the run took long."""
    outcomes: list[Outcome] = []
    until = time.monotonic() + RUN_S
    for event, body in events:
        told = cloudevents.headers(keys, cloudevents.id_of(event), int(time.time()), body)
        outcomes.append(post.post(url, body, told, settings.CONFIG.notices_private))
        if not outcomes[-1].ok or time.monotonic() > until:
            break
    return outcomes


def _settle(ids: Sequence[int], outcomes: Sequence[Outcome], now: datetime) -> None:
    with transaction.atomic():
        rows = list(Posting.objects.filter(pk__in=ids).order_by("event"))
        hook = Webhook.objects.filter(postings__in=ids).first()
        if hook is None:
            # Deleted meanwhile, and its events with it.
            return
        for posting, outcome in zip(rows, outcomes, strict=False):
            _one(hook, posting, outcome, now)
        hook.save(update_fields=HEALTH)


def _one(hook: Webhook, posting: Posting, outcome: Outcome, now: datetime) -> None:
    posting.attempts += 1
    posting.status, posting.error = outcome.status, outcome.error
    hook.last_status, hook.last_error = outcome.status, outcome.error
    if outcome.ok:
        _arrived(posting, hook, now)
    elif outcome.status in NEVER:
        _refused(posting, hook, now)
    else:
        _away(posting, hook, outcome, now)
    posting.save()


HEALTH = (
    "last_ok_at", "last_status", "last_error", "failures", "failing_since", "hold_until",
    "stopped_at",
)  # fmt: skip


def _arrived(posting: Posting, hook: Webhook, now: datetime) -> None:
    posting.state, posting.settled_at = State.SENT, now
    hook.last_ok_at, hook.failures = now, 0
    hook.failing_since = hook.hold_until = None


def _refused(posting: Posting, hook: Webhook, now: datetime) -> None:
    """The receiver is there and will not have this one."""
    posting.refusals += 1
    hook.failures, hook.failing_since = 0, None
    if posting.refusals >= REFUSALS:
        posting.state, posting.settled_at, hook.hold_until = State.GIVEN_UP, now, None
    else:
        posting.state = State.FAILED
        hook.hold_until = now + _rest(posting.refusals)


def _away(posting: Posting, hook: Webhook, outcome: Outcome, now: datetime) -> None:
    """Everything waits in order; after days of it the webhook stops, and keeps what it has."""
    posting.state = State.FAILED
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    hook.hold_until = now + _rest(hook.failures)
    if outcome.status == GONE or now - hook.failing_since >= STOP_AFTER:
        hook.stopped_at = now


def _rest(failures: int) -> timedelta:
    return pause(failures, FIRST_PAUSE, LONGEST_PAUSE, random.random())  # noqa: S311


def go_on(hook: Webhook) -> None:
    """Try again now: after a stop, or before the pause is over."""
    Webhook.objects.filter(pk=hook.pk).update(
        stopped_at=None, hold_until=None, failing_since=None, failures=0
    )


def send_again(hook: Webhook, event: int) -> bool:
    """Send an event once more, with the same id; False if there is none, or it is on its way."""
    rows = Posting.objects.filter(webhook=hook, event=event).exclude(state__in=UNSENT)
    return rows.update(state=State.WAITING, settled_at=None, refusals=0) > 0
