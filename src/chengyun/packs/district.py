"""The hand that a pack's function is given: `packs.declare.hand` says what it may do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils import timezone

from chengyun.cases.models import OPEN, Case, CaseType
from chengyun.cases.services.opening import Found, open_case
from chengyun.packs.api import (
    AlarmView,
    AreaView,
    CaseStep,
    CaseView,
    EntryView,
    Live,
    Near,
    NewEntry,
    Trip,
    Unvisited,
)
from chengyun.packs.declare.visits import VisitView
from chengyun.packs.models import Entry
from chengyun.packs.queries import entries as reading
from chengyun.packs.queries import looking, travelling
from chengyun.packs.queries.courses import course
from chengyun.packs.queries.readings import latest
from chengyun.packs.queries.records import area_view, case_view
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.queries.settings import counting, declared, rows_of
from chengyun.packs.queries.visits import latest_visits, unvisited
from chengyun.packs.registry import current
from chengyun.packs.services import chains, telling
from chengyun.packs.services import entries as writing
from chengyun.packs.services.entries import Hand
from chengyun.packs.services.refusals import refuse
from chengyun.people.gates import EVERYWHERE, Doorman
from chengyun.people.policy import Scope, Viewer, scope_for
from chengyun.places.models import Area
from chengyun.places.queries import path_of

MOST_CASES = 500


@dataclass
class Bound:
    """A `District` for one viewer and one pack; a viewer of None is the house itself, which sees
    and writes all."""

    pack: str
    viewer: Viewer | None
    simulated: bool = False
    door: Doorman = field(init=False)
    _paths: dict[str, str] = field(default_factory=dict, init=False)
    # Whoever reads over its shoulder may not read strict registers.
    blind: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.door = Doorman(self.viewer)

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        return sheets()

    def areas(self, level: str = "") -> Sequence[AreaView]:
        own = self._scope.area_path or ""
        found = Area.objects.filter(path__within=own).defer("boundary").order_by("code")
        return [area_view(one) for one in (found.filter(level=level) if level else found)]

    def entries(self, register: str, /, ended: bool = False, **where: Any) -> Sequence[EntryView]:
        found = reading.visible(self.door, self._sheet(register), ended)
        return reading.views(reading.narrowed(found, where), self.now)

    def count(self, register: str, by: str = "", /, **where: Any) -> Mapping[str, int]:
        sheet = self.sheets.get(register) or refuse("unknown_register")
        if sheet.register.strict and (self.blind or not self.door.passes(sheet.readers)):
            return self._from_outside(sheet, by, where)
        found = reading.visible(self.door, sheet)
        return reading.counted(reading.narrowed(found, where), by, self.now)

    def entry(self, key: str) -> EntryView | None:
        found = reading.one(self.door, self.sheets, key)
        return reading.view(found[0], self.now) if found else None

    def cases(
        self, kinds: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[CaseView]:
        wanted = {"type__key__in": kinds} if kinds else {"type__pack": self.pack}
        found = Case.objects.filter(self._scope.q(), confidential=False, **wanted)
        if open:
            found = found.filter(OPEN)
        if since:
            found = found.filter(opened_at__gte=since)
        rows = found.select_related("type", "area").defer("area__boundary")
        return [case_view(row) for row in rows.order_by("-opened_at", "-pk")[:MOST_CASES]]

    def case(self, number: str) -> CaseView | None:
        found = Case.objects.filter(self._scope.q(), number=number, confidential=False)
        row = found.select_related("type", "area").defer("area__boundary").first()
        return case_view(row) if row else None

    def course(self, number: str) -> Sequence[CaseStep]:
        return course(self._scope, number)

    def latest(self, property: str, streams: Sequence[str] | None = None) -> Sequence[Live]:
        return latest(self._scope, property, self.now, streams)

    def history(
        self, stream: str, since: datetime, points: int = 300
    ) -> Sequence[tuple[datetime, float]]:
        return looking.past(self._scope, stream, since, self.now, points)

    def alarms(
        self, rules: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[AlarmView]:
        own = tuple(rule.key for rule in current().packs[self.pack].rules)
        return looking.alarms(self._scope, rules or own, open, since)

    def visits(self, register: str) -> Sequence[VisitView]:
        return latest_visits(self.door, self._sheet(register))

    def unvisited(self, register: str, since: datetime, most: int = 40) -> Unvisited:
        return unvisited(self.door, self._sheet(register), since, self.now, most)

    def nearest(
        self, register: str, at: tuple[float, float], most: int = 5, /, **where: Any
    ) -> Sequence[Near]:
        found = reading.narrowed(reading.visible(self.door, self._sheet(register)), where)
        return looking.nearest(reading.around(found, at, most), at, most)

    def travel(
        self,
        start: tuple[float, float],
        to: Sequence[tuple[float, float]],
        shut: Sequence[tuple[float, float]] = (),
        paths: bool = False,
    ) -> Sequence[Trip | None]:
        return travelling.trips(start, to, shut, paths)

    def add(
        self,
        register: str,
        values: Mapping[str, Any],
        area: str = "",
        at: tuple[float, float] | None = None,
        key: str = "",
    ) -> EntryView:
        lon, lat = at or (None, None)
        told = NewEntry(values=values, area=area, lon=lon, lat=lat, key=key)
        return reading.view(writing.add(self._hand, self._sheet(register), told))

    def add_many(self, register: str, entries: Sequence[NewEntry]) -> int:
        return len(writing.add_many(self._hand, self._sheet(register), entries))

    def change(self, key: str, **values: Any) -> EntryView:
        entry, sheet = self._held(key)
        return reading.view(writing.change(self._hand, sheet, entry, values))

    def advance(self, key: str, stage: str, at: datetime | None = None) -> EntryView:
        entry, sheet = self._held(key)
        return reading.view(chains.advance(self._hand, sheet, entry, stage, at=at))

    def end(self, key: str, reason: str) -> EntryView:
        entry, sheet = self._held(key)
        return reading.view(writing.end(self._hand, sheet, entry, reason))

    def open_case(
        self,
        kind: str,
        title: str,
        at: tuple[float, float] | None = None,
        key: str = "",
        text: str = "",
        area: str = "",
    ) -> CaseView:
        lon, lat = at or (None, None)
        own = f"{self.pack}:{key}"[:80] if key else ""
        found = Found(kind, title, text, lon, lat, area, key=own, simulated=self.simulated)
        try:
            return case_view(open_case(found))
        except CaseType.DoesNotExist:
            refuse("unknown_kind")

    def notify(
        self, unit: str, text: str | Sequence[str], key: str, about: EntryView | None = None
    ) -> int:
        href = self.link(about) if about else ""
        return telling.notify(self.pack, unit, text, key, href, self.now)

    def setting(self, key: str, area: str = "") -> Any:
        if area not in self._paths:
            self._paths[area] = path_of(area)
        return counting(declared(self.pack, key), self._set.get(key, ()), self._paths[area])

    @cached_property
    def _set(self) -> Mapping[str, Sequence[tuple[str, object]]]:
        """What areas have set: a page may ask for many settings of many areas."""
        return rows_of(self.pack)

    def link(self, what: EntryView | CaseView) -> str:
        if isinstance(what, CaseView):
            return f"/desk/cases/{what.number}/"
        sheet = self.sheets.get(what.register)
        return f"/scenes/{sheet.pack}/{what.register}/{what.key}/" if sheet else ""

    def _from_outside(self, sheet: Sheet, by: str, where: Mapping[str, Any]) -> Mapping[str, int]:
        """What is told of a strict register to whoever may not read it: no figure below five."""
        within = Scope(self.viewer.area_path) if self.viewer else EVERYWHERE
        found = reading.narrowed(reading.standing_in(within, sheet), where)
        return looking.without_few(reading.counted(found, by, self.now))

    @property
    def _scope(self) -> Scope:
        return scope_for(self.viewer) if self.viewer else EVERYWHERE

    @property
    def _hand(self) -> Hand:
        return Hand(self.door, self.simulated)

    def _sheet(self, register: str) -> Sheet:
        return self.sheets.get(register) or refuse("unknown_register")

    def _held(self, key: str) -> tuple[Entry, Sheet]:
        return reading.one(self.door, self.sheets, key) or refuse("no_entry")


class Open(Bound):
    """The hand for what anybody may read over a shoulder, the wall and public pages: strict
    registers are figures of five and more, and a case is its kind and place alone."""

    blind = True

    def cases(
        self, kinds: Sequence[str] = (), open: bool = True, since: datetime | None = None
    ) -> Sequence[CaseView]:
        return [replace(one, title="", address="") for one in super().cases(kinds, open, since)]

    def case(self, number: str) -> CaseView | None:
        found = super().case(number)
        return replace(found, title="", address="") if found else None

    def _sheet(self, register: str) -> Sheet:
        sheet = super()._sheet(register)
        return refuse("unknown_register") if sheet.register.strict else sheet


def of_viewer(viewer: Viewer, pack: str) -> Bound:
    """The hand for a page that an officer reads."""
    return Bound(pack, viewer)


def of_house(pack: str) -> Bound:
    """The hand for what happens by itself: hooks and indicators."""
    return Bound(pack, None)


def of_wall(viewer: Viewer, pack: str) -> Open:
    """The hand for the wall's panels: as the viewer sees it, without what is strict."""
    return Open(pack, viewer)


def of_public(pack: str) -> Open:
    """The hand for a public page. It reads only."""
    return Public(pack, None)


class Public(Open):
    """Nobody has signed in: nothing is written, and no sheet is linked."""

    @property
    def _hand(self) -> Hand:
        return refuse("not_yours")

    def open_case(self, *args: Any, **kwargs: Any) -> CaseView:
        return refuse("not_yours")

    def notify(self, *args: Any, **kwargs: Any) -> int:
        return refuse("not_yours")

    def course(self, number: str) -> Sequence[CaseStep]:
        return ()

    def link(self, what: EntryView | CaseView) -> str:
        return ""
