"""Packs in the desk: the scenes that are installed, what each brings, which are on."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases.models import Case
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.keeping import require_keeper_of_all
from chengyun.packs import isolated, queries, registry, services
from chengyun.packs.registry import Pack
from chengyun.people import audit
from chengyun.places.models import in_language


@dataclass(frozen=True)
class Line:
    """A pack as the page shows it. `wanted_by` are packs that are on and need it."""

    pack: Pack
    on: bool
    open_cases: int
    wanted_by: list[str]
    faults: int = 0

    @property
    def title(self) -> str:
        return _words(self.pack, "title")

    @property
    def summary(self) -> str:
        return _words(self.pack, "summary")


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest) -> HttpResponse:
    """Every pack, and those that could not be loaded with the reason."""
    require_keeper_of_all(request)
    found = registry.current()
    page = {"here": "packs", "lines": _lines(found.packs.values()), "broken": dict(found.broken)}
    return render(request, "desk/packs.html", page | pages.shell())


@require_POST
@officers_only
def switch(request: OfficerRequest, name: str) -> HttpResponse:
    """Switch a pack on or off; its data stays."""
    require_keeper_of_all(request)
    on = request.POST.get("on") == "1"
    known = _lines(registry.current().packs.values())
    line = next((one for one in known if one.pack.name == name), None)
    if line is None or not queries.is_installed(name):
        raise Http404
    if not on and line.wanted_by:
        told = {"name": line.title, "others": ", ".join(line.wanted_by)}
        messages.error(request, _("%(name)s stays on: %(others)s needs it.") % told)
        return redirect("packs")
    services.switch(name, on)
    audit.note(request.user, "pack", name, did="on" if on else "off")
    said = _("%(name)s is on.") if on else _("%(name)s is off; its data stays.")
    messages.success(request, said % {"name": line.title})
    return redirect("packs")


def _lines(known: Collection[Pack]) -> list[Line]:
    on = queries.switched_on()
    failing = Counter(fault.pack for fault in isolated.standing())
    return [
        Line(p, p.name in on, _open_cases(p), _wanted_by(p, known, on), failing[p.name])
        for p in known
    ]


def _open_cases(pack: Pack) -> int:
    return Case.objects.filter(type__pack=pack.name, closed_at=None).order_by().count()


def _wanted_by(pack: Pack, known: Collection[Pack], on: set[str]) -> list[str]:
    needing = (p for p in known if p.name in on and pack.name in p.manifest.needed())
    return [_words(p, "title") for p in needing]


def _words(pack: Pack, name: str) -> str:
    words = getattr(pack.manifest, name)
    return in_language(words.zh, words.en)
