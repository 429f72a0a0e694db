"""Which unit is responsible at a place. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.dispatching.rules import Passed, Rule, Target
from chengyun.people.models import Unit


@dataclass(frozen=True)
class Suggestion:
    """A unit and the reasons for it, each a short sentence; the rule that said so, if one did."""

    unit: Unit
    reasons: tuple[str | Promise, ...]
    rule: Rule | None = None
    passed: tuple[Passed, ...] = ()


OF_KIND = _("Handles this kind of case")
COVERS = _("Responsible for this area")
EVERYWHERE = _("Responsible for the whole district")


def suggest(kind: str, area_path: str, units: Iterable[Unit]) -> Suggestion | None:
    """The unit of that kind whose area holds the place most closely.

    A unit without an area is responsible everywhere. Reads `unit.area`.
    """
    best = closest([unit for unit in units if unit.kind == kind], area_path)
    return of_kind(best) if best else None


def of_kind(unit: Unit) -> Suggestion:
    """The unit as the last resort of the list puts it: by kind and area alone."""
    return Suggestion(unit, (OF_KIND, COVERS if unit.area else EVERYWHERE))


def closest(units: Iterable[Unit], area_path: str) -> Unit | None:
    """The unit whose area holds the place most closely; of equals the one with the last code."""
    able = [unit for unit in units if area_path.startswith(_path(unit))]
    return max(able, key=lambda unit: (len(_path(unit)), unit.code)) if able else None


class Offices:
    """The units that a list of rules may name, found by code, or by kind and place."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, Unit] = {}
        self._by_kind: dict[str, list[Unit]] = defaultdict(list)
        self._found: dict[tuple[str, str], Unit | None] = {}
        for unit in units:
            self._by_code[unit.code] = unit
            self._by_kind[unit.kind].append(unit)

    def of(self, target: Target, area_path: str) -> Unit | None:
        """The unit that a rule sends to from that place; None where there is no such unit."""
        code, kind = target
        return self._by_code.get(code) if code else self.nearest(kind, area_path)

    def nearest(self, kind: str, area_path: str) -> Unit | None:
        """The unit of that kind whose area holds the place most closely."""
        asked = (kind, area_path)
        if asked not in self._found:
            self._found[asked] = closest(self._by_kind.get(kind, ()), area_path)
        return self._found[asked]


def _path(unit: Unit) -> str:
    return unit.area.path if unit.area else ""
