"""Pages and reports that packs declare: for officers on the desk, for everybody in public."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.files.serving import stream
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.export.page import in_language_of
from chengyun.faces.export.writers import FORMS
from chengyun.faces.scenes import asking
from chengyun.faces.scenes.blocks import draw
from chengyun.faces.scenes.kin import kin
from chengyun.faces.scenes.shown import parts
from chengyun.packs import district, isolated
from chengyun.packs.api import Page, Report, Table
from chengyun.packs.queries import active
from chengyun.packs.queries.areas import is_off
from chengyun.packs.registry import Pack
from chengyun.packs.services import using
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.places.models import in_language

T = TypeVar("T", Page, Report)
# A page shows so many rows of a report; the file holds all.
SHOWN = 500


@never_cache
@require_GET
@officers_only
def page(request: OfficerRequest, pack: str, key: str) -> HttpResponse:
    """A page of a pack. 404 where the pack is off, or rests in the whole of the reader's area."""
    held = _pack(pack, request.viewer.area_path)
    found = _find(held.pages, key)
    if found.face != "desk":
        raise Http404
    using.opened(pack, timezone.localdate())
    told = asking.asks(found.asks, request.GET)
    hand = district.of_viewer(request.viewer, pack)
    blocks = parts(pack, f"page:{key}", found.show, hand, asking.values(told))
    more = {"page": found, "blocks": blocks, "asks": told, "kin": kin(held)}
    return _desk(request, held, "scenes/page.html", found, more)


@never_cache
@require_GET
@officers_only
def report(request: OfficerRequest, pack: str, key: str) -> HttpResponse:
    """A report of a pack as a table."""
    held = _pack(pack, request.viewer.area_path)
    found = _find(held.reports, key)
    using.opened(pack, timezone.localdate())
    told = asking.asks(found.asks, request.GET)
    outcome = _rows(request, held, found, told)
    rows = outcome.value or []
    block = Table(columns=_heads(found), rows=tuple(tuple(row) for row in rows[:SHOWN]))
    more = {
        "report": found,
        "blocks": draw([block]),
        "fault": outcome.fault,
        "asks": told,
        "total": len(rows),
        "shown": SHOWN,
        "kin": kin(held),
        "query": request.GET.urlencode(),
    }
    return _desk(request, held, "scenes/report.html", found, more)


@never_cache
@require_GET
@officers_only
def report_file(request: OfficerRequest, pack: str, key: str, form: str) -> HttpResponse:
    """The report as CSV or Excel; that it was taken out is recorded."""
    held = _pack(pack, request.viewer.area_path)
    found = _find(held.reports, key)
    if form not in FORMS:
        raise Http404
    outcome = _rows(request, held, found, asking.asks(found.asks, request.GET))
    if outcome.fault:
        raise Http404
    rows = outcome.value or []
    audit.note(request.user, "export", f"{pack}.{key}", form=form, rows=len(rows))
    kind, pieces = FORMS[form]
    made = in_language_of(pieces(_title(found), list(_heads(found)), rows))
    answer = StreamingHttpResponse(stream(request, made), content_type=kind)
    day = f"{timezone.localdate():%Y%m%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{pack}-{key}-{day}.{form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)


@require_GET
def public(request: HttpRequest, pack: str, key: str) -> HttpResponse:
    """A page for everybody: what it is handed knows no person and no strict register."""
    held = _pack(pack, "")
    found = _find(held.pages, key)
    if found.face != "public":
        raise Http404
    using.opened(pack, timezone.localdate())
    told = asking.asks(found.asks, request.GET)
    blocks = parts(pack, f"page:{key}", found.show, district.of_public(pack), asking.values(told))
    context = {"page": found, "title": _title(found), "summary": _summary(found), "blocks": blocks,
               "asks": told}  # fmt: skip
    return render(request, "scenes/public_page.html", context)


def _rows(
    request: OfficerRequest, held: Pack, found: Report, told: Sequence[asking.Ask]
) -> isolated.Outcome[list[Sequence[Any]]]:
    hand = district.of_viewer(request.viewer, held.name)

    def gather() -> list[Sequence[Any]]:
        return _checked(found.rows(hand, asking.values(told)), len(found.columns))

    return isolated.call(held.name, f"report:{found.key}", gather, budget_s=isolated.HOOK_S)


def _checked(rows: Iterable[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    kept: list[Sequence[Any]] = [tuple(row) for row in rows]
    for row in kept:
        if len(row) != width:
            raise ValueError(f"a row has {len(row)} cells where there are {width} columns")
    return kept


def _pack(name: str, path: str) -> Pack:
    held = active().packs.get(name)
    if held is None or (path and is_off(name, path)):
        raise Http404
    return held


def _find(rows: Sequence[T], key: str) -> T:
    for one in rows:
        if one.key == key:
            return one
    raise Http404


def _desk(
    request: OfficerRequest, held: Pack, template: str, found: Page | Report, more: dict[str, Any]
) -> HttpResponse:
    about = held.manifest.title
    context = {
        "here": "scenes",
        "pack": held,
        "pack_title": in_language(about.zh, about.en),
        "title": _title(found),
        "summary": _summary(found),
        "sees_faults": request.user.role == Role.ADMINISTRATOR,
    }
    return render(request, template, context | more | pages.shell())


def _title(one: Page | Report) -> str:
    return in_language(one.title_zh, one.title_en)


def _summary(one: Page | Report) -> str:
    return in_language(one.summary_zh, one.summary_en)


def _heads(found: Report) -> tuple[str, ...]:
    return tuple(in_language(column.title_zh, column.title_en) for column in found.columns)
