"""Tables of the standard to and from Excel: choose a file, see what it would change, then write."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.cases.standards import books, kinds, readers
from chengyun.cases.standards.filed import FileKind, Judged
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import held_files, pages
from chengyun.faces.desk.standards_words import shown
from chengyun.sensing.sheets import BadFile

FORM, PREVIEW = "desk/standard_file.html", "desk/standard_file_preview.html"
PAGE_ROWS = 200
SHOWN_CHANGES = 200


@never_cache
@require_GET
@officers_only
def download(request: OfficerRequest, what: str) -> HttpResponse:
    """All of a kind as an Excel file of the form in which it is read."""
    kind = _kind(what)
    response = HttpResponse(kinds.written(kind, request.viewer), content_type=books.MEDIA_TYPE)
    name = f"{what}-{timezone.localdate():%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest, what: str) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    kind = _allowed(request, what)
    if request.method == "GET":
        return _form(request, kind)
    content, name, status = held_files.chosen(request)
    if status != 200:
        return _form(request, kind, name, status)
    try:
        kinds.judged(kind, content, request.viewer)
    except BadFile as bad:
        return _form(request, kind, str(bad), 422)
    digest = held_files.keep(request, content, name)
    return redirect("standards-preview", what=what, digest=digest)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, what: str, digest: str) -> HttpResponse:
    """What the file would change, and every row that cannot be used. POST writes the others."""
    kind = _allowed(request, what)
    path = held_files.path_of(request, digest)
    try:
        judged = kinds.judged(kind, path.read_bytes(), request.viewer)
    except FileNotFoundError:
        raise Http404 from None
    except BadFile as bad:
        return _form(request, kind, str(bad), 422)
    name = held_files.name_of(request, digest)
    if request.method == "POST":
        return _write(request, kind, judged, name, path)
    if "bad" in request.GET:
        names = ("row", "column", "given", "what", "todo")
        return held_files.bad_rows([row[n] for n in names] for row in _told(judged.problems))
    return render(request, PREVIEW, _page(request, kind, judged, name) | pages.shell())


def _page(request: OfficerRequest, kind: FileKind, judged: Judged, name: str) -> dict[str, Any]:
    some = Paginator(judged.problems, PAGE_ROWS).get_page(request.GET.get("page"))
    return {
        "here": "standards",
        "kind": kind,
        "file": name,
        "found": judged,
        "problems": _told(some),
        "page": some,
        "changes": [_moved(kind, change) for change in judged.to_write[:SHOWN_CHANGES]],
        "more": max(0, len(judged.to_write) - SHOWN_CHANGES),
    }


def _moved(kind: FileKind, change: Any) -> dict[str, Any]:
    heads = {column.key: column.head for column in kind.columns}
    names = [name for name in change.after if name in heads and change.after[name] != ""]
    lines = [
        (heads[name], shown(name, change.before.get(name)), shown(name, change.after[name]))
        for name in names
    ]
    return {"row": change.row, "what": change.what, "title": change.title, "lines": lines}


def _write(
    request: OfficerRequest, kind: FileKind, judged: Judged, name: str, path: Any
) -> HttpResponse:
    n = kind.write(judged, request.user, name)
    path.unlink(missing_ok=True)
    said = ngettext("%(n)d row was written.", "%(n)d rows were written.", n) % {"n": n}
    messages.success(request, said)
    return redirect("components" if kind.key == "components" else "standards")


def _kind(what: str) -> FileKind:
    if what not in kinds.FILES:
        raise Http404
    return kinds.FILES[what]


def _allowed(request: OfficerRequest, what: str) -> FileKind:
    kind = _kind(what)
    if not kind.may(request.user):
        raise PermissionDenied
    return kind


def _form(
    request: OfficerRequest, kind: FileKind, problem: str = "", status: int = 200
) -> HttpResponse:
    page = {
        "here": "standards",
        "kind": kind,
        "problem": problem,
        "limit": settings.CONFIG.max_body_mb,
        "names": {key: one.title for key, one in kinds.FILES.items() if one.may(request.user)},
    }
    return render(request, FORM, page | pages.shell(), status=status)


def _told(problems: Any) -> Iterator[Mapping[str, Any]]:
    for problem in problems:
        what, todo = readers.told(problem.code)
        yield {**vars(problem), "what": what, "todo": todo}
