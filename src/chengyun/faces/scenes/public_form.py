"""A form that everyone may fill in: what it writes is an entry; it is limited as reports are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.public import gate, stamps
from chengyun.faces.scenes.inputs import inputs, typed
from chengyun.faces.spots import spot_of
from chengyun.packs import values
from chengyun.packs.api import Form, NewEntry
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.packs.services import entries as writing
from chengyun.packs.services.entries import Hand
from chengyun.people.gates import Doorman
from chengyun.people.privacy import masked_text
from chengyun.people.refused import Refused
from chengyun.places.models import in_language


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pack: str, key: str) -> HttpResponse:
    """The form, and thanks once it is sent. Raises Http404 for one that is not public."""
    sheet, form = _found(pack, key)
    if request.method == "GET":
        return gate.mark(request, _shown(request, sheet, form))
    return gate.mark(request, _sent(request, sheet, form))


def _found(pack: str, key: str) -> tuple[Sheet, Form]:
    for sheet in sheets().values():
        for form in sheet.forms:
            if (sheet.pack, form.key, form.public) == (pack, key, True):
                return sheet, form
    raise Http404


def _sent(request: HttpRequest, sheet: Sheet, form: Form) -> HttpResponse:
    who, post = gate.sender(request), request.POST
    begun = stamps.begun(post.get("stamp", "")) or timezone.now()
    verdict = gate.judge(who, begun, danger=False)
    if verdict is gate.Verdict.WAIT or post.get("website"):
        return render(request, "public/wait.html", {"here": "report"}, status=429)
    if verdict is gate.Verdict.CHECK and not gate.proved(who, post.dict()):
        return _shown(request, sheet, form, asks=True)
    fields = _fields(sheet, form)
    told = typed(fields, post)
    faults = values.read(fields, told).faults
    if faults:
        return _shown(request, sheet, form, faults=faults)
    try:
        writing.add(Hand(Doorman(None)), sheet, _entry(sheet, form, told, post))
    except Refused as refused:
        return _shown(request, sheet, form, problem=str(refused))
    gate.count(who)
    return render(request, "scenes/public_thanks.html", {"title": values.title(form)})


def _entry(sheet: Sheet, form: Form, told: dict[str, Any], post: Any) -> NewEntry:
    """What strangers write is masked like their reports; what is sealed stays as it is."""
    sealed = {one.key for one in sheet.register.sealed_fields}
    open_ = {
        key: masked_text(value) if isinstance(value, str) and key not in sealed else value
        for key, value in told.items()
    }
    spot = spot_of(post)
    lon, lat = (spot.lon, spot.lat) if spot else (None, None)
    return NewEntry(values=open_ | dict(form.fill), lon=lon, lat=lat)


def _fields(sheet: Sheet, form: Form) -> tuple[Any, ...]:
    filled = {key for key, _ in form.fill}
    asked = (one.key for one in sheet.register.typed_fields if one.key not in filled)
    keys = form.fields or tuple(asked)
    return tuple(sheet.register.field(key) for key in keys)


def _shown(
    request: HttpRequest,
    sheet: Sheet,
    form: Form,
    faults: dict[str, str] | None = None,
    problem: str = "",
    asks: bool = False,
) -> HttpResponse:
    fields, who = _fields(sheet, form), gate.sender(request)
    post = request.POST if request.method == "POST" else None
    page: dict[str, Any] = {
        "here": "report",
        "title": values.title(form),
        "intro": in_language(form.intro_zh, form.intro_en),
        "inputs": inputs(fields, typed(fields, post) if post else {}, faults or {}, None),
        "lon": post.get("lon", "") if post else "",
        "lat": post.get("lat", "") if post else "",
        "stamp": post.get("stamp", "") if post else stamps.new(),
        "problem": problem,
        "asked": asks,
    }
    if asks or (post is None and gate.busy(who)):
        page["challenge"] = gate.challenge(who)
        page["sum_closed"] = gate.SUMS.full(who.address)
    return render(request, "scenes/public_form.html", page, status=422 if post else 200)
