"""The scenes of the packs that are on, and one of them with its registers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes.blocks import Drawn
from chengyun.faces.scenes.kin import Kin, kin
from chengyun.faces.scenes.shown import parts
from chengyun.packs import district, values
from chengyun.packs.queries import active, resting_at
from chengyun.packs.queries.entries import standing
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.registry import Pack
from chengyun.packs.services import using
from chengyun.people.choices import Role
from chengyun.people.gates import Doorman
from chengyun.people.policy import Viewer


@dataclass(frozen=True)
class Line:
    """A register as the scene shows it: how many entries, how many late in their stage."""

    sheet: Sheet
    title: str
    total: int
    late: int


@dataclass(frozen=True)
class Scene:
    """A pack with the registers that the reader may see."""

    pack: Pack
    title: str
    summary: str
    lines: Sequence[Line]
    shows: Sequence[Kin] = ()


@never_cache
@require_GET
@officers_only
def index(request: OfficerRequest) -> HttpResponse:
    """Every scene that has something for the reader."""
    page = {"here": "scenes", "scenes": [one for one in _scenes(request) if one.lines or one.shows]}
    return render(request, "scenes/index.html", page | pages.shell())


@never_cache
@require_GET
@officers_only
def scene(request: OfficerRequest, pack: str) -> HttpResponse:
    """One scene."""
    found = next((one for one in _scenes(request) if one.pack.name == pack), None)
    if found is None:
        raise Http404
    using.opened(pack, timezone.localdate())
    page = {
        "here": "scenes",
        "scene": found,
        "panels": _panels(found.pack, request.viewer),
        "sees_faults": request.user.role == Role.ADMINISTRATOR,
    }
    return render(request, "scenes/scene.html", page | pages.shell())


def _panels(pack: Pack, viewer: Viewer) -> list[tuple[str, list[Drawn]]]:
    """What the wall shows of it, with what this reader may see: how it stands now."""
    hand = district.of_viewer(viewer, pack.name)
    return [
        (values.title(one), parts(pack.name, f"panel:{one.key}", one.show, hand))
        for one in sorted(pack.panels, key=lambda one: (one.order, one.key))
        if not one.case_types
    ]


def _scenes(request: OfficerRequest) -> list[Scene]:
    door, known = Doorman(request.viewer), sheets()
    mine = {key: sheet for key, sheet in known.items() if door.passes(sheet.readers)}
    counts = standing(door, mine)
    resting = resting_at(request.viewer.area_path) if request.viewer.area_path else set()
    packs = (pack for name, pack in active().packs.items() if name not in resting)
    return [_scene(pack, mine, counts) for pack in packs]


def _scene(pack: Pack, mine: dict[str, Sheet], counts: dict[str, tuple[int, int]]) -> Scene:
    lines = [
        Line(sheet, values.title(sheet.register), *counts.get(key, (0, 0)))
        for key, sheet in mine.items()
        if sheet.pack == pack.name
    ]
    about = pack.manifest
    return Scene(pack, values.words(about.title), values.words(about.summary), lines, kin(pack))
