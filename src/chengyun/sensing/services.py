"""The writers of sensing: sources and their keys, things and datastreams."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bcrypt
from django.db import transaction
from django.utils import timezone

from chengyun.people.keys import digest
from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream, ObservedProperty, Source, Thing
from chengyun.sensing.sources import READINGS, check

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Keys are 256 random bits: the cost of the hash adds nothing, a device's connect time does.
BCRYPT_ROUNDS = 4
UNSORTED = "unsorted"
UPLOADS = "uploads"


@dataclass(frozen=True)
class NewSource:
    """A source and its key, which is shown this once."""

    source: Source
    key: str


def create_source(
    name: str,
    adapter: str = READINGS,
    options: Mapping[str, Any] | None = None,
    *,
    prefixes: Sequence[str] = (),
    manages: bool = False,
) -> NewSource:
    """Make a source. It may write only datastreams whose key begins with one of `prefixes`;
    without any, all. One that `manages` also writes entities over SensorThings.

    Raises ValueError for a name that a topic or a header cannot carry, for an adapter that is not
    there and for options that it cannot use.
    """
    if not NAME.fullmatch(name):
        raise ValueError("a source's name has small letters, digits and '-', at most 60")
    check(adapter, options or {})
    key = secrets.token_urlsafe(32)
    mqtt = bcrypt.hashpw(key.encode(), bcrypt.gensalt(BCRYPT_ROUNDS)).decode()
    source = Source.objects.create(
        name=name,
        key_digest=digest(key),
        mqtt_hash=mqtt,
        adapter=adapter,
        options=dict(options or {}),
        prefixes=[p for p in prefixes if p],
        manages=manages,
    )
    return NewSource(source, key)


def source_of_adapter(key: str) -> int:
    """Id of the source that devices of an adapter count for; made where it is missing.

    It has no key: nobody can use it over HTTP or MQTT until an administrator makes one. Revoking it
    closes the adapter's door.
    """
    unknown = digest(secrets.token_urlsafe(32))
    source, _ = Source.objects.get_or_create(name=key, defaults={"key_digest": unknown})
    return source.pk


def upload_source() -> int:
    """The source that stands for files taken in by officers; nobody has its key."""
    source, _ = Source.objects.get_or_create(
        name=UPLOADS,
        defaults={"key_digest": digest(secrets.token_urlsafe(32)), "revoked_at": timezone.now()},
    )
    return int(source.pk)


def revoke_source(name: str) -> None:
    """Refuse the source's key from now on. Raises Source.DoesNotExist."""
    source = Source.objects.get(name=name)
    source.revoked_at = timezone.now()
    source.save(update_fields=["revoked_at"])


@transaction.atomic
def register_unknown(keys: list[str]) -> int:
    """Make a datastream for each new key, of a property without limits; returns how many.

    Nobody has said where they are: they stand in the middle of the district until someone does.
    """
    unsorted, _ = ObservedProperty.objects.get_or_create(
        code=UNSORTED,
        defaults={"name_zh": "未分类", "name_en": "Unsorted", "minimum": -1e12, "maximum": 1e12},
    )
    area = Area.objects.filter(level=Level.DISTRICT).first()
    lon, lat = (area.lon, area.lat) if area else (0.0, 0.0)
    keys = [key for key in keys if 0 < len(key) <= 80]
    Thing.objects.bulk_create(
        [Thing(key=key, name=key, kind=UNSORTED, area=area, lon=lon, lat=lat) for key in keys],
        ignore_conflicts=True,
    )
    things = dict(Thing.objects.filter(key__in=keys).values_list("key", "id"))
    made = Datastream.objects.bulk_create(
        [Datastream(key=key, thing_id=things[key], observed_property=unsorted) for key in keys],
        ignore_conflicts=True,
    )
    return len(made)
