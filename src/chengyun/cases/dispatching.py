"""Which unit should handle a case, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.people.models import Unit


@dataclass(frozen=True)
class Suggestion:
    """A unit and the reasons for it, each a short sentence."""

    unit: Unit
    reasons: tuple[str | Promise, ...]


OF_KIND = _("Handles this kind of case")
COVERS = _("Responsible for this area")
EVERYWHERE = _("Responsible for the whole district")


def suggest(kind: str, area_path: str, units: Iterable[Unit]) -> Suggestion | None:
    """The unit of that kind whose area holds the place most closely.

    A unit without an area is responsible everywhere. Reads `unit.area`.
    """
    able = [unit for unit in units if unit.kind == kind and area_path.startswith(_path(unit))]
    if not able:
        return None
    best = max(able, key=lambda unit: (len(_path(unit)), unit.code))
    return Suggestion(best, (OF_KIND, COVERS if best.area else EVERYWHERE))


def _path(unit: Unit) -> str:
    return unit.area.path if unit.area else ""
