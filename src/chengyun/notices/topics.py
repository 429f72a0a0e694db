"""What messages may be about beside cases. Rooms above this one put their own here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chengyun.notices.models import Channel, Delivery
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, viewer_of


@dataclass(frozen=True)
class Topic:
    """Something that has a page: what a message says of it, and who may read it.

    `visible` gives the `ref` of all that a viewer may see. Words are in the active language.
    """

    headline: Callable[[Delivery], str]
    place: Callable[[Delivery], str]
    path: Callable[[Delivery], str]
    visible: Callable[[Viewer], QuerySet[Any, Any]]


TOPICS: dict[str, Topic] = {}


def reader_of(channel: Channel) -> Viewer | None:
    """As whom a channel reads: its person, or any handler of its unit. None who left."""
    if channel.user is None:
        return Viewer(0, Role.HANDLER, channel.unit_id, "")
    return viewer_of(channel.user) if channel.user.is_active else None
