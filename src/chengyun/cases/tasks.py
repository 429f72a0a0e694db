"""Delivering the outbox: what the bus has acknowledged is taken out, in order, and nothing else."""

from collections.abc import Awaitable, Callable

import msgspec
from asgiref.sync import sync_to_async

from chengyun.cases.models import OutboxEvent

Publish = Callable[[str, bytes, str], Awaitable[None]]


async def deliver(publish: Publish, limit: int = 200) -> int:
    """Publish up to `limit` events in order as (subject, payload, message id); how many went.

    `publish` returns when the bus has stored the message and raises when it has not; then the
    event and all behind it stay for the next time. The message id is the event's own, so that
    the bus drops what is sent twice.
    """
    events = await sync_to_async(_next)(limit)
    sent: list[int] = []
    try:
        for event in events:
            await publish(event.subject, msgspec.json.encode(event.payload), f"case-{event.pk}")
            sent.append(event.pk)
    finally:
        await sync_to_async(_take_out)(sent)
    return len(sent)


def waiting() -> int:
    """How many events the bus has not been told yet."""
    return OutboxEvent.objects.count()


def _next(limit: int) -> list[OutboxEvent]:
    return list(OutboxEvent.objects.order_by("pk")[:limit])


def _take_out(sent: list[int]) -> None:
    if sent:
        OutboxEvent.objects.filter(pk__in=sent).delete()
