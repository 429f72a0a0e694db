"""Who sees what. One definition for every list, search, export, stream, tile and attachment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.places.models import Area


@dataclass(frozen=True)
class Viewer:
    """The reader of a page, list or stream, detached from the session."""

    user_id: int
    role: str
    unit_id: int | None
    area_path: str


@dataclass(frozen=True)
class Scope:
    """A part of the city's records: within an area and, where set, of one unit.

    `q` and `allows` are the same rule for the database and for an event; a test holds them equal.
    """

    area_path: str | None
    unit_id: int | None = None

    def q(self, prefix: str = "", *, leads: bool = False) -> Q:
        """The rule as a query over fields `area_path` and `unit_id` (with an optional prefix).

        `leads`: nothing else narrows the rows as much, so an index is to serve this. Otherwise none
        does: SQLite cannot know that an area holds nearly every row, and would walk them all.
        It is never empty, so that others may be joined to it by "or".
        """
        if self.area_path is None:
            return Q(pk__in=[])
        # A unit narrows more than its area does.
        lookup = "within" if leads and not self.unit_id else "under"
        everywhere = {f"{prefix}pk__isnull": False}
        here = {f"{prefix}area_path__{lookup}": self.area_path}
        rule = Q(**(here if self.area_path else everywhere))
        if not self.unit_id:
            return rule
        of_unit = {"unit_id": self.unit_id} if leads else {"unit_id__beside": [self.unit_id]}
        return rule & Q(**{f"{prefix}{name}": value for name, value in of_unit.items()})

    def allows(self, facts: Mapping[str, Any]) -> bool:
        """The rule over a record's facts: `area_path` and `unit_id`.

        An event of a case also has `units`, those who were called to help: they hear of it
        wherever it is, though no list of theirs holds it (`cases.queries.shared`).
        """
        if self.area_path is None:
            return False
        if self.unit_id and self.unit_id in facts.get("units", ()):
            return True
        inside = str(facts.get("area_path") or "").startswith(self.area_path)
        return inside and (self.unit_id is None or facts.get("unit_id") == self.unit_id)


NOTHING = Scope(area_path=None)
WHOLE_AREA = (
    Role.DUTY_OFFICER,
    Role.DISPATCHER,
    Role.LEADER,
    Role.ADMINISTRATOR,
    Role.GRID_OFFICER,
)


def viewer_of(user: User) -> Viewer:
    """The viewer that a signed-in officer is."""
    path = user.area.path if user.area else ""
    return Viewer(user.pk, user.role, user.unit_id, path)


def scope_for(viewer: Viewer) -> Scope:
    """What the viewer may see: handlers their unit's, everyone else their area's."""
    if viewer.role == Role.HANDLER:
        return Scope(viewer.area_path, viewer.unit_id) if viewer.unit_id else NOTHING
    if viewer.role == Role.GRID_OFFICER and not viewer.area_path:
        return NOTHING
    return Scope(viewer.area_path) if viewer.role in WHOLE_AREA else NOTHING


def is_whole(path: str) -> bool:
    """True for the path of the whole district: nothing lies outside it."""
    return not path or Area.objects.filter(path=path, parent=None).exists()
