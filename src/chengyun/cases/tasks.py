"""The outbox: what the bus must still be told, in order, and what it has been told."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from chengyun.cases.models import OutboxEvent


@dataclass(frozen=True)
class Outgoing:
    """One event. The message id is the event's own: the bus drops what is sent twice."""

    id: int
    subject: str
    payload: bytes

    @property
    def msg_id(self) -> str:
        return f"case-{self.id}"


def waiting(limit: int = 200) -> list[Outgoing]:
    """The next events in order. Publish them one after the other, then call `delivered`."""
    rows = OutboxEvent.objects.order_by("pk").values_list("pk", "subject", "payload")
    return [Outgoing(pk, subject, msgspec.json.encode(body)) for pk, subject, body in rows[:limit]]


def delivered(ids: Sequence[int]) -> None:
    """Take out what the bus has acknowledged."""
    OutboxEvent.objects.filter(pk__in=list(ids)).delete()


def backlog() -> int:
    """How many events the bus has not been told yet."""
    return OutboxEvent.objects.count()
