"""The form of an entry: a new one, or what is changed of one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.scenes.door import entry_of, hand_of, may_write, register_of
from chengyun.faces.scenes.inputs import inputs, typed
from chengyun.faces.spots import spot_of
from chengyun.packs import values
from chengyun.packs.api import NewEntry
from chengyun.packs.queries.entries import Kept
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import entries as writing
from chengyun.people.gates import Doorman
from chengyun.people.refused import Refused
from chengyun.places.choices import Level
from chengyun.places.models import Area

LEVELS = (Level.STREET, Level.COMMITTEE)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest, pack: str, register: str) -> HttpResponse:
    """An empty form; a place may stand in the address."""
    door, sheet = register_of(request, pack, register)
    if not may_write(door, sheet):
        raise PermissionDenied
    fields = sheet.register.typed_fields
    if request.method == "GET":
        return _page(request, door, sheet, given=request.GET.dict())
    told = typed(fields, request.POST)
    faults = values.read(fields, told).faults
    if faults:
        return _page(request, door, sheet, given=told, faults=faults)
    try:
        entry = writing.add(hand_of(door), sheet, _told(told, request.POST))
    except Refused as refused:
        return _page(request, door, sheet, given=told, problem=str(refused))
    return redirect("entry", pack=pack, register=register, key=entry.key)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def change(request: OfficerRequest, pack: str, register: str, key: object) -> HttpResponse:
    """The form filled with what is known; sealed fields that are left empty stay."""
    door, sheet, entry = entry_of(request, pack, register, key)
    if not may_write(door, sheet, entry):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request, door, sheet, entry=entry, given=entry.values)
    told = typed(sheet.register.typed_fields, request.POST)
    kept = {one.key for one in sheet.register.sealed_fields if not told[one.key]}
    fields = tuple(one for one in sheet.register.typed_fields if one.key not in kept)
    faults = values.read(fields, told).faults
    if faults:
        return _page(request, door, sheet, entry=entry, given=told, faults=faults)
    told = {one.key: told[one.key] for one in fields}
    version = request.POST.get("version", "")
    try:
        writing.change(
            hand_of(door), sheet, entry, told,
            int(version) if version.isdigit() and len(version) < 10 else None,
            _spot(request.POST),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, door, sheet, entry=entry, given=told, problem=str(refused))
    return redirect("entry", pack=pack, register=register, key=key)


def _told(told: dict[str, Any], post: Mapping[str, str]) -> NewEntry:
    spot = spot_of(post)
    if spot is None:
        return NewEntry(values=told, area=post.get("area", ""))
    return NewEntry(values=told, lon=spot.lon, lat=spot.lat)


def _spot(post: Mapping[str, str]) -> tuple[float, float] | None:
    spot = spot_of(post)
    return (spot.lon, spot.lat) if spot else None


def _page(
    request: OfficerRequest,
    door: Doorman,
    sheet: Sheet,
    *,
    entry: Kept | None = None,
    given: dict[str, Any],
    faults: dict[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:
    bad = bool(faults or problem)
    spot = request.POST if bad else given if entry is None else vars(entry)
    page = {
        "here": "scenes",
        "sheet": sheet,
        "entry": entry,
        "register_title": values.title(sheet.register),
        "inputs": inputs(
            sheet.register.typed_fields, given, faults or {}, door, bool(entry and entry.sealed)
        ),
        "lon": spot.get("lon") or "",
        "lat": spot.get("lat") or "",
        "areas": [] if entry or sheet.register.point else _areas(door, sheet),
        "area": request.POST.get("area", ""),
        "problem": problem,
        "middle": _middle(request),
    }
    return render(request, "scenes/form.html", page | pages.shell(), status=422 if bad else 200)


def _areas(door: Doorman, sheet: Sheet) -> list[tuple[str, str]]:
    path = door.scope(sheet.writers).area_path
    rows = Area.objects.filter(path__within=path or "").exclude(level=Level.DISTRICT)
    named = rows.order_by("path").defer("boundary")
    own = [(area.code, area.title) for area in named.filter(level__in=LEVELS)]
    return own or [(area.code, area.title) for area in named]


def _middle(request: OfficerRequest) -> str:
    area = request.user.area
    return f"{area.lon},{area.lat}" if area else ""
