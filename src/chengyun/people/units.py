"""Units as an administrator keeps them; duty hours are kept with the calendar."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer, scope_for
from chengyun.people.refused import refuse_unless
from chengyun.people.staff import allow
from chengyun.places.models import Area

# `new` is an address of its own.
CODE = re.compile(r"(?!new$)[a-z0-9][a-z0-9-]{1,39}")
BAD_CODE = gettext_lazy("A unit’s code has 2 to 40 small letters, digits or hyphens.")
CODE_TAKEN = gettext_lazy("A unit has this code already.")
NO_TITLE = gettext_lazy("Give the unit’s name and kind.")


@dataclass(frozen=True)
class UnitFacts:
    """What an administrator decides of a unit. `kind` ties it to the kinds of case it takes."""

    name_zh: str
    name_en: str
    kind: str
    area: Area | None = None


def visible(viewer: Viewer) -> QuerySet[Unit]:
    """The units that an administrator keeps."""
    path = scope_for(viewer).area_path
    if viewer.role != Role.ADMINISTRATOR or path is None:
        return Unit.objects.none()
    found = Unit.objects.select_related("area").defer("area__boundary")
    return found.filter(area__path__startswith=path) if path else found


@transaction.atomic
def add(author: User, code: str, facts: UnitFacts) -> Unit:
    """A new unit. Raises Refused."""
    allow(author, facts.area)
    refuse_unless(bool(CODE.fullmatch(code)), "bad_code", BAD_CODE)
    refuse_unless(not Unit.objects.filter(code=code).exists(), "taken", CODE_TAKEN)
    unit = Unit(code=code)
    _take(unit, facts)
    audit.note(author, "unit", code, did="added", **_told(unit))
    return unit


@transaction.atomic
def change(author: User, unit: Unit, facts: UnitFacts) -> Unit:
    """Another name, kind or area; its cases stay with it. Raises Refused."""
    allow(author, unit.area)
    allow(author, facts.area)
    before = _told(unit)
    _take(unit, facts)
    audit.note(author, "unit", unit.code, did="changed", before=before, **_told(unit))
    return unit


def _take(unit: Unit, facts: UnitFacts) -> None:
    refuse_unless(bool(facts.name_zh and facts.kind), "no_title", NO_TITLE)
    unit.name_zh, unit.name_en = facts.name_zh[:60], facts.name_en[:80]
    unit.kind, unit.area = facts.kind[:30], facts.area
    unit.save()


def _told(unit: Unit) -> dict[str, str]:
    return {"kind": unit.kind, "area": unit.area.code if unit.area else ""}
