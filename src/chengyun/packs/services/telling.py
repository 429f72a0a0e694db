"""What a pack tells a unit: a message of its own, which leads to an entry or to its scene."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import QuerySet

from chengyun.notices.models import Delivery
from chengyun.notices.services.telling import Word, tell
from chengyun.notices.topics import TOPICS, Topic
from chengyun.packs.declare.blocks import in_mine
from chengyun.packs.models import PackSwitch
from chengyun.packs.queries.switched import active
from chengyun.packs.services.refusals import refuse
from chengyun.packs.values import words
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer
from chengyun.people.privacy import masked_text

Text = str | Sequence[str]  # as it is, or in Chinese and in English
SCENE, EVENT = "scene", "scene_notice"
LONGEST = 200


def notify(pack: str, unit: str, text: Text, key: str, href: str, now: datetime) -> int:
    """Tell the channels of a unit and its handlers; the same key is told once. Numbers of persons
    in the text are masked. Raises Refused: unknown_unit."""
    found = Unit.objects.filter(code=unit).first() or refuse("unknown_unit")
    people = User.objects.filter(unit=found, role=Role.HANDLER, is_active=True)
    said = {"text": _kept(text), "href": href or f"/scenes/{pack}/"}
    word = Word(
        SCENE,
        _number(f"{pack}:{key}:{unit}"),
        pack,
        EVENT,
        units=(found.pk,),
        people=tuple(people.values_list("pk", flat=True)),
        detail=said,
    )
    return tell([word], now)


def _kept(text: Text) -> str | list[str]:
    masked = [masked_text(one)[:LONGEST] for one in ((text,) if isinstance(text, str) else text)]
    return masked[0] if isinstance(text, str) else masked


def _number(key: str) -> int:
    """The same for the same key, positive, within 63 bits."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 1


def _headline(delivery: Delivery) -> str:
    return in_mine(delivery.detail["text"])


def _place(delivery: Delivery) -> str:
    pack = active().packs.get(delivery.ref)
    return words(pack.manifest.title) if pack else delivery.ref


def _path(delivery: Delivery) -> str:
    return str(delivery.detail["href"])


def _visible(viewer: Viewer) -> "QuerySet[Any, Any]":
    """Whoever is told reads it; the page that it leads to has its own door."""
    return PackSwitch.objects.filter(on=True).order_by().values("name")


def offer() -> None:
    """Let messages speak of scenes; called once when the room is ready."""
    TOPICS[SCENE] = Topic(_headline, _place, _path, _visible)
