"""Lists as files: /desk/export/LIST.csv and .xlsx, with the filters of the page they are on."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.files.serving import stream
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import import_kinds, pages
from chengyun.faces.export import lists, writers
from chengyun.faces.export.tables import Table
from chengyun.faces.goals.files_page import FILES
from chengyun.people import audit
from chengyun.people.policy import Viewer, is_whole

CHUNK = 1_000


@require_GET
@officers_only
def index(request: OfficerRequest) -> HttpResponse:
    """Every list that the reader may take out."""
    tables = [t for t in lists.TABLES.values() if t.may(request.viewer) and not t.needs]
    may_import = any(import_kinds.allowed(request.viewer.role))
    page = {"tables": tables, "may_import": may_import and is_whole(request.viewer.area_path)}
    page["goals"] = [import_kinds.KINDS[name] for name in FILES if name in import_kinds.KINDS]
    return render(request, "desk/export.html", page | pages.shell())


@never_cache
@require_GET
@officers_only
def export(request: OfficerRequest, name: str, form: str) -> HttpResponse:
    """One list. What is out of the reader's scope is not in it; that it was made is recorded."""
    table = lists.TABLES.get(name)
    if table is None or form not in writers.FORMS or not table.may(request.viewer):
        raise Http404
    given = {key: text for key, value in request.GET.items() if (text := str(value).strip())}
    if not all(given.get(need) for need in table.needs):
        raise Http404
    rows = table.rows(request.viewer, given)
    # Words that were searched for may name a person.
    kept = {key: value for key, value in given.items() if key != "q"}
    audit.note(request.user, "export", table.key, form=form, rows=rows.count(), filters=kept)
    kind, pieces = writers.FORMS[form]
    title = str(table.title)
    header = [str(column.title) for column in table.columns]
    made = in_language_of(pieces(title, header, values(table, request.viewer, rows)))
    answer = StreamingHttpResponse(stream(request, made), content_type=kind)
    day = f"{timezone.localdate():%Y%m%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.key}-{day}.{form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, answer)


def values(table: Table, viewer: Viewer, rows: Any) -> Iterator[list[Any]]:
    """The cells of each row; rows come from the database a thousand at a time."""
    cells = [column.value for column in table.columns]
    for row in rows.iterator(CHUNK):
        yield [value(row, viewer) for value in cells]


def in_language_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece in the language of the request, which is over when they are made."""
    language = translation.get_language() or ""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
