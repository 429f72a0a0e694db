"""What the sets go through, told to whoever listens: rows saved, observations written.

While nobody listens to a set, a change of it costs one look.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save

from chengyun.api.sensorthings.entities import ALL, OBSERVATIONS, EntitySet
from chengyun.bus.batch import Batch

# A datastream and a time (µs).
Reading = tuple[int, int]


class Hears(Protocol):
    """Who listens. All of it is called from any thread."""

    def wants(self, name: str) -> bool:
        """Whether anybody listens to entities of that set."""

    def saved(self, name: str, key: int) -> None:
        """An entity was made or changed, and committed."""

    def expect(self, readings: Collection[Reading]) -> None:
        """These will be `written`; as the bus tells them they may lack what is kept beside."""

    def written(self, batch: Batch) -> None:
        """Observations are committed whole."""


@dataclass
class _Held:
    hears: Hears | None = None


_held = _Held()


def hold(hears: Hears | None) -> None:
    """Tell it from now on; None: nobody."""
    _held.hears = hears
    for entities in ALL:
        tell = post_save.connect if hears else post_save.disconnect
        tell(_saved, entities.model, dispatch_uid="sensorthings")


def _shown(entities: EntitySet) -> frozenset[str]:
    """The columns that a reader can see, or that decide where an entity is listed."""
    own = [link.own for link in entities.links]
    return frozenset(filter(None, [*(field.column for field in entities.fields), *own]))


BY_MODEL = {one.model: (one.name, _shown(one)) for one in ALL}


def _saved(
    sender: type[Model], instance: Any, update_fields: Collection[str] | None, **_more: object
) -> None:
    name, shown = BY_MODEL[sender]
    seen = not update_fields or name == OBSERVATIONS or not shown.isdisjoint(update_fields)
    if seen and (hears := _listener(name)):
        transaction.on_commit(lambda: hears.saved(name, instance.pk))


def _listener(name: str) -> Hears | None:
    return _held.hears if _held.hears and _held.hears.wants(name) else None


def expect(readings: Collection[Reading]) -> None:
    """Say that these observations are about to be written."""
    if hears := _listener(OBSERVATIONS):
        hears.expect(readings)


def written(readings: Sequence[Reading], values: Sequence[float]) -> None:
    """Say that observations were, once the database has what is kept beside them."""
    hears = _listener(OBSERVATIONS)
    if hears and readings:
        streams, times = zip(*readings, strict=True)
        told = Batch(np.array(streams, np.int32), np.array(times, np.int64), np.array(values))
        transaction.on_commit(lambda: hears.written(told))
