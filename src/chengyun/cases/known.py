"""What taking in and listing cases read over and over: kinds, conditions, areas, units, dispatch
list, playbooks.

Kept in the process and read again, all of it, as soon as any of it has changed anywhere; `stamp`
tells in one short query. What is kept is shared by all batches: nobody may change it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from chengyun.cases.dispatching import Offices, Rule
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.models import CaseType, Condition, DispatchRule, Playbook
from chengyun.cases.stamp import KNOWN
from chengyun.cases.standards import editions, own
from chengyun.people import offices as calendars
from chengyun.people.models import Unit
from chengyun.places.choices import Level
from chengyun.places.models import Area

CategoryKey = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """As the database had it at one stamp. Areas are without their outlines."""

    kinds: Mapping[str, CaseType]
    conditions: Mapping[CategoryKey, list[Condition]]
    areas: Mapping[int, Area]
    rules: tuple[Rule, ...]
    units: Offices
    playbooks: tuple[Playbook, ...]
    # The path of the whole district; "" while there is none, or more than one.
    home: str
    # The kinds and units of all cases by id, also of those that are no longer in use.
    kinds_by_id: Mapping[int, CaseType] = field(repr=False, default_factory=dict)
    units_by_id: Mapping[int, Unit] = field(repr=False, default_factory=dict)
    _streets: Mapping[str, Area] = field(repr=False, default_factory=dict)

    def conditions_of(self, kind: CaseType, on: date | None = None) -> list[Condition]:
        """The filing conditions of a kind in the edition in force (`on`: today), in order."""
        mine = self.conditions.get((own.EDITION, own.code_of(kind)))
        if mine or not kind.category:
            return mine or []
        edition = editions.current(on or timezone.localdate())
        return self.conditions.get((edition.key, kind.category), [])

    def street(self, path: str) -> Area | None:
        """The sub-district that the area of a path is or lies in."""
        codes = path.split("/")
        return next((self._streets[code] for code in codes if code in self._streets), None)


def known() -> Known:
    """What is in force now, in the transaction under way: one query while nothing has changed,
    and one for all that is `held` together."""
    box = _held.get()
    if box is None:
        return _in_force()
    if not box:
        box.append(_in_force())
    return box[0]


@contextmanager
def held() -> Iterator[None]:
    """All that is done within is done by what was in force when it was first asked for."""
    token = _held.set([])
    try:
        with calendars.held():
            yield
    finally:
        _held.reset(token)


def _in_force() -> Known:
    now = KNOWN.read()
    kept = _kept.get("all")
    if now is None or kept is None or kept[0] != now:
        calendars.forget()
        kept = _kept["all"] = (now, read())
    return kept[1]


_kept: dict[str, tuple[str | None, Known]] = {}
_held: ContextVar[list[Known] | None] = ContextVar("held", default=None)


def read() -> Known:
    """All of it, from the database. Six queries."""
    areas = {area.pk: area for area in Area.objects.defer("boundary")}
    roots = [area.path for area in areas.values() if area.parent_id is None]
    units = list(Unit.objects.select_related("area").defer("area__boundary"))
    kinds = list(CaseType.objects.all())
    rows = DispatchRule.objects.filter(withdrawn=False).select_related("unit")
    return Known(
        kinds={kind.key: kind for kind in kinds},
        conditions=_by_category(
            Condition.objects.filter(withdrawn=False, category__withdrawn=False)
            .select_related("category")
            .order_by("category__is_component", "number")
        ),
        areas=areas,
        rules=tuple(map(rule_of, rows.order_by("place", "pk"))),
        units=Offices(units),
        playbooks=tuple(Playbook.objects.filter(on=True, severity__gt=0)),
        home=roots[0] if len(roots) == 1 else "",
        kinds_by_id={kind.pk: kind for kind in kinds},
        units_by_id={unit.pk: unit for unit in units},
        _streets={area.code: area for area in areas.values() if area.level == Level.STREET},
    )


def _by_category(conditions: Iterable[Condition]) -> dict[CategoryKey, list[Condition]]:
    found: dict[CategoryKey, list[Condition]] = {}
    for one in conditions:
        found.setdefault((one.category.edition, one.category.code), []).append(one)
    return found
