"""Tables of cases, units, officers and facilities: choose, see every bad row, then take in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import held_files, import_kinds, import_rows, pages
from chengyun.faces.desk.import_rows import Checked, Kind
from chengyun.people import audit
from chengyun.people.policy import is_whole
from chengyun.sensing.sheets import BadFile

FORM, PREVIEW = "desk/import.html", "desk/import_preview.html"
SHOWN = 200


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    kinds = _kinds(request)
    if request.method == "GET":
        return _form(request, kinds)
    kind = next((one for one in kinds if one.key == request.POST.get("kind")), None)
    content, file, status = held_files.chosen(request)
    if kind is None:
        return _form(request, kinds, _("Choose a file first."), 422)
    if status != 200:
        return _form(request, kinds, file, status)
    try:
        import_rows.check(kind, content)
    except BadFile as bad:
        return _form(request, kinds, str(bad), 422)
    digest = held_files.keep(request, content, file)
    return redirect("import-preview", name=kind.key, digest=digest)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, name: str, digest: str) -> HttpResponse:
    """What is in the file: counts and every bad row. POST takes the good ones in."""
    kinds = _kinds(request)
    kind = next((one for one in kinds if one.key == name), None)
    path = held_files.path_of(request, digest)
    if kind is None or not path.is_file():
        raise Http404
    try:
        found = import_rows.check(kind, path.read_bytes())
    except BadFile as bad:
        return _form(request, kinds, str(bad), 422)
    taken = found.may_be_taken(kind)
    if request.method == "POST" and taken:
        path.unlink(missing_ok=True)
        return _take(request, kind, found)
    if "bad" in request.GET:
        return bad_rows(found)
    return shown(request, kind, found, digest, {"again": reverse("import")})


def shown(
    request: OfficerRequest,
    kind: Kind,
    found: Checked,
    digest: str,
    more: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A file that was read, with every bad row; `more` has `again`, where another is chosen."""
    page: dict[str, Any] = {"kind": kind, "found": found, "problems": found.problems[:SHOWN]}
    page |= {"file": held_files.name_of(request, digest), "gone": None}
    page |= {"may_take": found.may_be_taken(kind), **more}
    return render(request, PREVIEW, page | pages.shell(), status=status)


def _take(request: OfficerRequest, kind: Kind, found: Checked) -> HttpResponse:
    with transaction.atomic():
        done = kind.take(found.good, request.user)
        counts = {"taken": done.taken, "known": done.known, "left_out": len(found.problems)}
        audit.note(request.user, "import", kind.key, **counts)
    page: dict[str, Any] = {"kind": kind, "done": done, "left_out": len(found.problems)}
    return render(request, PREVIEW, page | pages.shell())


def _kinds(request: OfficerRequest) -> list[Kind]:
    """What this officer may bring in; cases come for the whole district or not at all."""
    kinds = list(import_kinds.allowed(request.viewer.role))
    if not kinds or not is_whole(request.viewer.area_path):
        raise PermissionDenied
    return kinds


def _form(
    request: OfficerRequest, kinds: list[Kind], problem: str = "", status: int = 200
) -> HttpResponse:
    page = {"kinds": kinds, "problem": problem, "limit": settings.CONFIG.max_body_mb}
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    page |= {"chosen_kind": asked if asked in [one.key for one in kinds] else kinds[0].key}
    return render(request, FORM, page | pages.shell(), status=status)


def bad_rows(found: Checked) -> HttpResponse:
    """All bad rows as a table for Excel, so that they can be mended beside the file."""
    header = [_("Row"), _("Column"), _("Written"), _("What is wrong")]
    rows = ([str(row.row), row.column, row.given, row.what] for row in found.problems)
    return held_files.bad_rows(rows, header)
