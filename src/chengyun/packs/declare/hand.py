"""The hand that a pack's function is given, and the records that come out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from chengyun.packs.declare.visits import VisitView


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """An entry of a register as it stood. values hold no personal field; lon and lat in WGS84
    degrees. lamp is that of the stage: green, yellow, red, or "" without a chain. stages: when it
    entered each that it has been in; dues: when each that it has left was to be over."""

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
    stages: Mapping[str, datetime] = field(default_factory=dict)
    dues: Mapping[str, datetime] = field(default_factory=dict)
    added_at: datetime | None = None
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as the viewer may see it. verdict is what was found on the spot before filing,
    confirmed or refuted; outcome how it ended; reports how many people told of it."""

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
    verdict: str = ""
    outcome: str = ""
    reports: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseStep:
    """One step of a case: what was done and the stage it stood in then. units are the codes of
    those that did it or were called; step is that of a playbook, playbook the one that began."""

    at: datetime
    action: str
    stage: str
    units: tuple[str, ...] = ()
    step: str = ""
    playbook: str = ""


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A drive to a place: metres and minutes, and, if asked, where it goes, in degrees. by_road is
    False where no roads are kept: then it is the crow's way × 1.4 at 25 km/h."""

    metres: float
    minutes: float
    by_road: bool = True
    path: tuple[tuple[float, float], ...] = ()


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
class AlarmView:
    """An alarm. cleared_at is None while it stands; case is the number of its case, or ""."""

    key: str
    rule: str
    severity: int
    value: float
    stream: str
    thing: str
    area: str
    lon: float
    lat: float
    onset_at: datetime
    cleared_at: datetime | None
    case: str


@dataclass(frozen=True, kw_only=True)
class Near:
    """An entry and how far it is, in metres as the crow flies."""

    entry: EntryView
    metres: float


@dataclass(frozen=True, kw_only=True)
class Unvisited:
    """Entries that nobody has visited for long: how many they are, and those that have waited the
    longest, each with when it was visited last or, if never, came under care."""

    count: int
    longest: tuple[tuple[EntryView, datetime], ...]


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
    under care, now unless it is said; stages those of its chain that it has been in since then,
    in order, each with when it entered it."""

    values: Mapping[str, Any]
    area: str = ""
    lon: float | None = None
    lat: float | None = None
    key: str = ""
    since: datetime | None = None
    stages: tuple[tuple[str, datetime], ...] = ()


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
        area; `FIELD__lt` and `FIELD__gte` compare numbers; `ended=True` gives those that have
        ended)."""

    def count(self, register: str, by: str = "", /, **where: Any) -> Mapping[str, int]:
        """How many entries, by the values of a choice (also stage, area, lamp); "" counts all as
        "". Of a strict register whoever may not read it is told no figure below five: it is left
        out, and with it, where it alone could be reckoned from the rest, the next smallest."""

    def entry(self, key: str) -> EntryView | None:
        """One entry by its key."""

    def cases(
        self, kinds: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[CaseView]:
        """The cases of these kinds (none: of the pack's), newest first, at most 500."""

    def case(self, number: str) -> CaseView | None:
        """One case by its number, of any kind."""

    def course(self, number: str) -> Sequence[CaseStep]:
        """What was done to a case, step by step, without what was said."""

    def latest(self, property: str, streams: Sequence[str] | None = None) -> Sequence[Live]:
        """The last reading of every datastream of a property, or of those with these keys."""

    def history(
        self, stream: str, since: datetime, points: int = 300
    ) -> Sequence[tuple[datetime, float]]:
        """The readings of a datastream (its key) until now; more than so many become means."""

    def alarms(
        self, rules: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[AlarmView]:
        """The alarms of these rules (none: of the pack's), newest first, at most 500."""

    def visits(self, register: str) -> Sequence[VisitView]:
        """The last visit for each task to each entry that has not ended, newest first."""

    def unvisited(self, register: str, since: datetime, most: int = 40) -> Unvisited:
        """The entries that have not ended, and that since then nobody visited for any task, nor
        came under care; so many of them that have waited the longest."""

    def nearest(
        self, register: str, at: tuple[float, float], most: int = 5, /, **where: Any
    ) -> Sequence[Near]:
        """The entries with a place that are nearest to (lon, lat)."""

    def travel(
        self,
        start: tuple[float, float],
        to: Sequence[tuple[float, float]],
        shut: Sequence[tuple[float, float]] = (),
        paths: bool = False,
    ) -> Sequence[Trip | None]:
        """By road from (lon, lat) to each of others, at most 1,000; None where no road leads.
        shut are places where a road cannot be passed; with paths it is said where each goes.
        Where no roads are kept, `Trip` says so."""

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

    def advance(self, key: str, stage: str, at: datetime | None = None) -> EntryView:
        """Take an entry to a stage of its chain; at is when it was, if not now."""

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

    def notify(
        self, unit: str, text: str | Sequence[str], key: str, about: EntryView | None = None
    ) -> int:
        """A message to the handlers and channels of a unit (its code); the same key is told once.
        text: as it is, or in Chinese and in English, each reads their own. It leads to the sheet of
        the entry it is about, else to the scene. How many are told."""

    def setting(self, key: str, area: str = "") -> Any:
        """The pack's setting as it counts in an area (its code); "" is the district's own."""

    def link(self, what: EntryView | CaseView) -> str:
        """The address of an entry's sheet or of a case, for the href of a block."""
