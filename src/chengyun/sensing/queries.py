"""The readers of sensing."""

from datetime import datetime

from django.db.models import Count, Max

from chengyun.bus.server import Device
from chengyun.bus.subjects import STA_HEARD, STA_IN
from chengyun.people.keys import digest
from chengyun.sensing.models import Channel, Source
from chengyun.sensing.sources import Way, permitted


def active_keys() -> dict[str, int]:
    """Digest of key to source id, of every source that is not revoked."""
    return dict(Source.objects.filter(revoked_at=None).values_list("key_digest", "id"))


def source_of(key: str) -> Source | None:
    """The source with this key, None for a key that nobody has or that was turned off."""
    return Source.objects.filter(key_digest=digest(key), revoked_at=None).first()


def active_names() -> dict[str, int]:
    return dict(Source.objects.filter(revoked_at=None).values_list("name", "id"))


def active_ways() -> dict[str, Way]:
    """How the messages of each source that is not revoked are read, by its name."""
    rows = Source.objects.filter(revoked_at=None)
    return {row.name: way_of(row) for row in rows}


def way_of(source: Source) -> Way:
    return Way(source.pk, source.name, source.adapter, source.options)


def prefixes() -> dict[int, tuple[str, ...]]:
    """What the keys that a source may write begin with, by source id; those that are not here may
    write all."""
    rows = Source.objects.filter(revoked_at=None).values_list("id", "prefixes")
    return {pk: tuple(prefixes) for pk, prefixes in rows if prefixes}


def mqtt_devices() -> list[Device]:
    """Who may connect over MQTT."""
    rows = Source.objects.filter(revoked_at=None).exclude(mqtt_hash="").order_by("id")
    return [_device(row) for row in rows]


def _device(source: Source) -> Device:
    also, hears = permitted(way_of(source))
    if source.manages:
        also, hears = (*also, STA_IN), (*hears, *STA_HEARD)
    return Device(source.name, source.mqtt_hash, also, hears)


def channels_stamp() -> tuple[int, datetime | None]:
    """Changes whenever a channel is made, changed or deleted."""
    found = Channel.objects.aggregate(n=Count("id"), last=Max("updated_at"))
    return found["n"], found["last"]
