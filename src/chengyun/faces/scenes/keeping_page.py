"""A pack as its keepers see it: settings of an area, where it rests, faults, and its use."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.keeping import require_keeper
from chengyun.faces.scenes.asking import InWords
from chengyun.packs import registry
from chengyun.packs.api import Setting
from chengyun.packs.models import PackFault
from chengyun.packs.queries import challenges, settings, switched_on
from chengyun.packs.queries.areas import is_off, off_paths
from chengyun.packs.registry import Pack
from chengyun.packs.services import setting as writing
from chengyun.people.policy import scope_for
from chengyun.places.models import Area, in_language

USE_DAYS = 30


@dataclass(frozen=True)
class Line(InWords):
    """A setting as the chosen area has it: its own value, or what it takes from above."""

    own: Any
    counts: Any


@never_cache
@require_GET
@officers_only
def show(request: OfficerRequest, pack: str) -> HttpResponse:
    """Settings and state of one pack."""
    require_keeper(request)
    held = _held(pack)
    areas = list(_areas(request))
    chosen = _chosen(areas, str(request.GET.get("area", "")))
    since = timezone.now() - timedelta(days=USE_DAYS)
    page = {
        "here": "packs",
        "pack": held,
        "title": in_language(held.manifest.title.zh, held.manifest.title.en),
        "summary": in_language(held.manifest.summary.zh, held.manifest.summary.en),
        "on": pack in switched_on(),
        "areas": _with_state(pack, areas),
        "chosen": chosen,
        "lines": [_line(pack, one, chosen) for one in held.settings],
        "faults": PackFault.objects.filter(pack=pack),
        "use": challenges.use_of(request.viewer, pack, since, 0, timezone.localdate()),
        "days": USE_DAYS,
    }
    return render(request, "scenes/keeping.html", page | pages.shell())


@require_POST
@officers_only
def save(request: OfficerRequest, pack: str) -> HttpResponse:
    """Write the settings of one area; an empty field goes back to what holds above it."""
    require_keeper(request)
    held, area = _held(pack), _area(request)
    for one in held.settings:
        try:
            writing.put(
                request.user, pack, area, one.key, str(request.POST.get(one.key, "")).strip()
            )
        except ValueError as fault:
            said = in_language(one.title_zh, one.title_en)
            messages.error(request, f"{said}: {fault}")
    messages.success(request, _("The settings of %(area)s are kept.") % {"area": area.title})
    return redirect(_back(pack, area))


@require_POST
@officers_only
def rest(request: OfficerRequest, pack: str) -> HttpResponse:
    """Let the pack rest in one area, or work there again."""
    require_keeper(request)
    area = _area(request)
    if area.parent_id is None:
        raise PermissionDenied
    off = request.POST.get("on") != "1"
    writing.rest(request.user, _held(pack).name, area, off)
    told = _("It rests in %(area)s; its data stays.") if off else _("It works in %(area)s again.")
    messages.success(request, told % {"area": area.title})
    return redirect(_back(pack, area))


def _held(name: str) -> Pack:
    found = registry.current().packs.get(name)
    if found is None:
        raise Http404
    return found


def _areas(request: OfficerRequest) -> Any:
    path = scope_for(request.viewer).area_path
    rows = Area.objects.filter(level__in=("district", "street")).defer("boundary").order_by("path")
    return rows.none() if path is None else rows.filter(path__under=path)


def _area(request: OfficerRequest) -> Area:
    found = _areas(request).filter(code=str(request.POST.get("area", ""))).first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _chosen(areas: list[Area], code: str) -> Area | None:
    return next((area for area in areas if area.code == code), areas[0] if areas else None)


def _with_state(pack: str, areas: list[Area]) -> list[tuple[Area, bool]]:
    off = off_paths()
    return [(area, is_off(pack, area.path, off)) for area in areas]


def _line(pack: str, one: Setting, chosen: Area | None) -> Line:
    if chosen is None:
        return Line(one, None, one.default)
    own = settings.set_here(pack, chosen.pk).get(one.key)
    return Line(one, own, settings.value_of(pack, one.key, chosen.path))


def _back(pack: str, area: Area) -> str:
    return f"{reverse('pack-keeping', args=[pack])}?area={area.code}"
