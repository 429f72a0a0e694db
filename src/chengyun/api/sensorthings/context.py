"""One request: who asks, what they may see and do, and what was already looked up."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from chengyun.api.sensorthings.entities import EntitySet
from chengyun.api.sensorthings.errors import Fault
from chengyun.places.models import Area


@dataclass(frozen=True)
class Access:
    """What the sender of a request may do.

    `path` is the area within which they see (`""` the whole city, None nothing); `source` the
    number that their readings carry; `home` where things go of which nobody says where they are.
    """

    path: str | None
    observes: bool = False
    manages: bool = False
    source: int = 0
    home: Area | None = None

    def q(self, entities: EntitySet) -> Q:
        """Rows of a set that they may see: the one policy's area, as a query."""
        if self.path is None:
            return Q(pk__in=[])
        if entities.name == "ObservedProperties":
            return Q(withdrawn=False)
        seen = Q(**{f"{entities.area}__within": self.path}) if self.path and entities.area else Q()
        # Components of a MultiDatastream are shown as that one alone.
        return seen & Q(multi=None) if entities.name == "Datastreams" else seen


@dataclass
class Context:
    """A request's surroundings; `root` is the address of the service without a last stroke."""

    root: str
    access: Access
    cache: dict[Hashable, Any] = field(default_factory=dict)

    def need(self, right: str) -> None:
        """Raise 403 unless the sender has the right `observes` or `manages`."""
        if not getattr(self.access, right):
            raise Fault(403, NEEDED[right])


NEEDED = {
    "observes": "readings are written with a source's key or an administrator's token",
    "manages": "entities are written with an administrator's token or the key of a source "
    "that manages things",
}
