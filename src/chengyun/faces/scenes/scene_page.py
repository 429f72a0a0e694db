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
from chengyun.faces.scenes.pages_page import kin
from chengyun.packs import values
from chengyun.packs.queries import active, resting_at
from chengyun.packs.queries.entries import standing
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.registry import Pack
from chengyun.packs.services import using
from chengyun.people.gates import Doorman


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
    shows: Sequence[tuple[str, str, str]] = ()


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
    page = {"here": "scenes", "scene": found}
    return render(request, "scenes/scene.html", page | pages.shell())


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
