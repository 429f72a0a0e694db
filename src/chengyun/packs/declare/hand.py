"""The hand that a pack's function is given, and the records that come out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry of a register as it stood. values hold no personal field; lon and lat in WGS84
    degrees. lamp is that of the stage: green, yellow, red, or "" without a chain."""

    key: str
    register: str
    name: str
    area: str
    area_title: str
    lon: float | None
    lat: float | None
    values: Mapping[str, Any]
    stage: str = ""
    stage_since: datetime | None = None
    due: datetime | None = None
    lamp: str = ""
    added_at: datetime | None = None
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as the viewer may see it."""

    number: str
    kind: str
    title: str
    stage: str
    severity: int
    area: str
    address: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    due: datetime | None
    closed_at: datetime | None
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Live:
    """The last reading of a datastream."""

    stream: str
    thing: str
    area: str
    lon: float
    lat: float
    value: float
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AreaView:
    """A node of the area tree."""

    code: str
    title: str
    level: str
    lon: float
    lat: float
    population: int = 0


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """An entry to be added. area is an area's code; without it, the area the point lies in. key is
    the pack's own name for it: the same key again changes nothing. since is when it came
    under care, now unless it is said."""

    values: Mapping[str, Any]
    area: str = ""
    lon: float | None = None
    lat: float | None = None
    key: str = ""
    since: datetime | None = None


class District(Protocol):
    """The district as one viewer may see it. What they may not see is not there; what they may not
    write raises `Refused`."""

    @property
    def now(self) -> datetime: ...

    @property
    def today(self) -> date: ...

    def areas(self, level: str = "") -> Sequence[AreaView]:
        """The areas in the order of their codes; level is district, street, committee or grid."""

    def entries(self, register: str, /, **where: Any) -> Sequence[EntryView]:
        """The entries that have not ended, by name; where are values of fields (also stage,
        area; `ended=True` gives those that have ended)."""

    def count(self, register: str, by: str = "", /, **where: Any) -> Mapping[str, int]:
        """How many entries, by the values of a choice (also stage, area); "" counts all as ""."""

    def entry(self, key: str) -> EntryView | None:
        """One entry by its key."""

    def cases(
        self, kinds: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[CaseView]:
        """The cases of these kinds (none: of the pack's), newest first, at most 500."""

    def latest(self, property: str) -> Sequence[Live]:
        """The last reading of every datastream of a property."""

    def add(
        self,
        register: str,
        values: Mapping[str, Any],
        area: str = "",
        at: tuple[float, float] | None = None,
        key: str = "",
    ) -> EntryView:
        """Add an entry; at is (lon, lat). The same key again gives the entry that is there."""

    def add_many(self, register: str, entries: Sequence[NewEntry]) -> int:
        """Add many in one transaction; how many were new."""

    def change(self, key: str, **values: Any) -> EntryView:
        """Change fields of an entry."""

    def advance(self, key: str, stage: str) -> EntryView:
        """Take an entry to a stage of its chain."""

    def end(self, key: str, reason: str) -> EntryView:
        """End an entry: it leaves the lists and stays in the history."""

    def open_case(
        self,
        kind: str,
        title: str,
        at: tuple[float, float] | None = None,
        key: str = "",
        text: str = "",
        area: str = "",
    ) -> CaseView:
        """Open a case; the same key again gives the case that was opened with it."""

    def setting(self, key: str, area: str = "") -> Any:
        """The pack's setting as it counts in an area (its code); "" is the district's own."""

    def link(self, what: EntryView | CaseView) -> str:
        """The address of an entry's sheet or of a case, for the href of a block."""
