"""A register as a list: narrowed, sorted, on the map, and taken out."""

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.files.serving import stream
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.export.page import in_language_of
from chengyun.faces.export.writers import FORMS
from chengyun.faces.scenes import listing
from chengyun.faces.scenes.door import may_write, register_of
from chengyun.faces.scenes.listing import Asked
from chengyun.packs import values
from chengyun.packs.queries import entries as reading
from chengyun.packs.queries.registers import Sheet, sheets
from chengyun.people import audit
from chengyun.people.gates import Doorman

PAGE_ROWS = 50
MOST_POINTS = 20_000
CHUNK = 1_000
# Colours of a layer by the place of the option; `scenes.css` has the same for the legend.
TONES = 6


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest, pack: str, register: str) -> HttpResponse:
    """The list with its filters, beside the map where entries have a place."""
    door, sheet = register_of(request, pack, register)
    wanted = listing.asked(sheet, request.GET.dict())
    found = Paginator(listing.found(door, sheet, wanted), PAGE_ROWS)
    shown = found.get_page(request.GET.get("page"))
    page = {
        "here": "scenes",
        "sheet": sheet,
        "title": values.title(sheet.register),
        "tabs": tabs(door, sheet),
        "asked": wanted,
        "sieves": _sieves(sheet, wanted),
        "stages": _stages(sheet, wanted),
        "columns": [_column(one, wanted) for one in listing.columns(sheet.register)],
        "name_column": _heading(_name_title(sheet), "name", wanted),
        "page": shown,
        "rows": listing.rows(sheet, list(shown)),
        "legend": _legend(door, sheet, wanted),
        "may_write": may_write(door, sheet),
        "query": urlencode(_query(wanted)),
    }
    return render(request, "scenes/list.html", page | pages.shell())


def tabs(door: Doorman, sheet: Sheet) -> list[dict[str, Any]]:
    """The registers of the same pack that the reader may see."""
    same = (one for one in sheets().values() if one.pack == sheet.pack)
    return [
        {
            "href": reverse("register", args=[one.pack, one.key]),
            "title": values.title(one.register),
            "here": one.key == sheet.key,
        }
        for one in same
        if door.passes(one.readers)
    ]


def _sieves(sheet: Sheet, wanted: Asked) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "title": values.title(one),
            "chosen": wanted.where.get(one.key, ""),
            "options": [(key, values.option(one, key)) for key, *_ in one.options],
        }
        for one in listing.sieves(sheet.register)
    ]


def _stages(sheet: Sheet, wanted: Asked) -> list[tuple[str, str, bool]]:
    stages = sheet.chain.stages if sheet.chain else ()
    here = wanted.where.get("stage", "")
    return [(one.key, values.title(one), one.key == here) for one in stages if not one.ends]


def _name_title(sheet: Sheet) -> str:
    return values.title(sheet.register.field(sheet.register.name))


def _column(one: Any, wanted: Asked) -> dict[str, Any]:
    told = values.title(one) + (_(" (%(unit)s)") % {"unit": one.unit} if one.unit else "")
    return _heading(told, one.key, wanted) | {"number": one.is_number}


def _heading(title: str, key: str, wanted: Asked) -> dict[str, Any]:
    """A heading that sorts; a second time the other way round."""
    up = wanted.sort == key
    sorted_ = "ascending" if up else "descending" if wanted.sort == f"-{key}" else ""
    query = urlencode(_query(wanted) | {"sort": f"-{key}" if up else key})
    return {"title": title, "query": query, "sorted": sorted_}


def _query(wanted: Asked) -> dict[str, str]:
    told = dict(wanted.where) | {"q": wanted.q, "ended": "1" if wanted.ended else ""}
    told["sort"] = "" if wanted.sort == "name" else wanted.sort
    return {key: value for key, value in told.items() if value}


def _legend(door: Doorman, sheet: Sheet, wanted: Asked) -> list[dict[str, Any]]:
    """The values of the layer with how many there are; each narrows the list to it."""
    layer = sheet.register.layer
    if not layer:
        return []
    one = sheet.register.field(layer)
    others = {key: value for key, value in wanted.where.items() if key != layer}
    rest = Asked(others, wanted.q, wanted.sort, wanted.ended)
    counts = reading.counted(listing.found(door, sheet, rest), layer)
    return [
        {
            "key": key,
            "title": values.option(one, key),
            "tone": i % TONES,
            "total": counts.get(key, 0),
            "here": wanted.where.get(layer) == key,
            "query": urlencode(
                _query(rest) | ({} if wanted.where.get(layer) == key else {layer: key})
            ),
        }
        for i, (key, *_zh_en) in enumerate(one.options)
    ]


@never_cache
@require_GET
@officers_only
def points(request: OfficerRequest, pack: str, register: str) -> HttpResponse:
    """The same list as GeoJSON points, at most twenty thousand."""
    door, sheet = register_of(request, pack, register)
    if not sheet.register.point:
        raise Http404
    wanted = listing.asked(sheet, request.GET.dict())
    rows = listing.found(door, sheet, wanted).filter(lon__isnull=False)
    layer = sheet.register.layer
    tones = _tones(sheet) if layer else {}
    facts = rows.values_list("key", "name", "lon", "lat", "values")[:MOST_POINTS]
    features = [
        _feature(str(key), name, lon, lat, tones.get(told.get(layer), 0))
        for key, name, lon, lat, told in facts
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _tones(sheet: Sheet) -> dict[str, int]:
    options = sheet.register.field(sheet.register.layer).options
    return {key: i % TONES for i, (key, *_zh_en) in enumerate(options)}


def _feature(key: str, name: str, lon: float, lat: float, tone: int) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"key": key, "name": name, "tone": tone},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


@never_cache
@require_GET
@officers_only
def file(request: OfficerRequest, pack: str, register: str, form: str) -> HttpResponse:
    """The list as CSV or Excel, without what is sealed; that it was made is recorded."""
    door, sheet = register_of(request, pack, register)
    if form not in FORMS:
        raise Http404
    wanted = listing.asked(sheet, request.GET.dict())
    rows = listing.found(door, sheet, wanted)
    kept = {**wanted.where, "ended": wanted.ended}
    audit.note(request.user, "export", sheet.key, form=form, rows=rows.count(), filters=kept)
    kind, pieces = FORMS[form]
    title = values.title(sheet.register)
    made = pieces(title, _headings(sheet), _lines(sheet, rows))
    answer = StreamingHttpResponse(stream(request, in_language_of(made)), content_type=kind)
    day = f"{timezone.localdate():%Y%m%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{sheet.key}-{day}.{form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)


def _headings(sheet: Sheet) -> list[str]:
    fields = [values.title(one) for one in sheet.register.open_fields]
    stage = [_("Stage"), _("Due")] if sheet.chain else []
    return [*fields, *stage, _("Area"), _("Area code"), "lon", "lat", _("Key")]


def _lines(sheet: Sheet, rows: Any) -> Iterator[list[Any]]:
    """The cells of each entry; links by the name they go by."""
    fields = sheet.register.open_fields
    names = reading.names_in({one.register for one in fields if one.kind == "link"})
    for entry in rows.iterator(CHUNK):
        told = [_plain(one, entry.values.get(one.key), names) for one in fields]
        stage = [listing.stage_title(sheet, entry.stage), entry.due] if sheet.chain else []
        area = (entry.area.title, entry.area.code) if entry.area else ("", "")
        yield [*told, *stage, *area, entry.lon, entry.lat, str(entry.key)]


def _plain(one: Any, value: Any, names: dict[str, str]) -> Any:
    """Numbers stay numbers."""
    return value if one.is_number else listing.cell(one, value, names).text
