"""A table of entries: choose it, see every bad row, then take it in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import held_files, pages
from chengyun.faces.scenes import import_rows
from chengyun.faces.scenes.door import hand_of, may_write, register_of
from chengyun.packs import values
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import importing
from chengyun.people import audit
from chengyun.people.gates import Doorman
from chengyun.people.refused import Refused
from chengyun.sensing.sheets import BadFile

SHOWN = 200


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest, pack: str, register: str) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    door, sheet = _writer(request, pack, register)
    if request.method == "GET":
        return _form(request, sheet)
    content, told, status = held_files.chosen(request)
    if not content:
        return _form(request, sheet, told, status)
    try:
        import_rows.check(door, sheet, content)
    except BadFile as bad:
        return _form(request, sheet, str(bad), 422)
    digest = held_files.keep(request, content, told)
    return redirect("register-preview", pack=pack, register=register, digest=digest)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, pack: str, register: str, digest: str) -> HttpResponse:
    """What is in the file: counts and every bad row. POST takes the good ones in."""
    door, sheet = _writer(request, pack, register)
    path = held_files.path_of(request, digest)
    if not path.is_file():
        raise Http404
    try:
        found = import_rows.check(door, sheet, path.read_bytes())
    except BadFile as bad:
        return _form(request, sheet, str(bad), 422)
    page: dict[str, Any] = {"found": found, "file": held_files.name_of(request, digest)}
    if request.method == "POST" and found.good:
        try:
            page["done"] = _take(request, door, sheet, found)
            path.unlink(missing_ok=True)
        except Refused as refused:
            page["problem"] = str(refused)
    elif "bad" in request.GET:
        header = [_("Row"), _("Column"), _("Written"), _("What is wrong")]
        rows = ([str(row.row), row.column, row.given, row.what] for row in found.problems)
        return held_files.bad_rows(rows, header)
    page |= {"problems": found.problems[:SHOWN]}
    return _render(request, sheet, "scenes/import_preview.html", page)


def _take(
    request: OfficerRequest, door: Doorman, sheet: Sheet, found: import_rows.Checked
) -> importing.Taken:
    with transaction.atomic():
        done = importing.take(hand_of(door), sheet, found.good)
        counts = {"added": done.added, "changed": done.changed, "left_out": len(found.problems)}
        audit.note(request.user, "import", sheet.key, **counts)
    return done


def _writer(request: OfficerRequest, pack: str, register: str) -> tuple[Doorman, Sheet]:
    door, sheet = register_of(request, pack, register)
    if not may_write(door, sheet):
        raise PermissionDenied
    return door, sheet


def _form(
    request: OfficerRequest, sheet: Sheet, problem: str = "", status: int = 200
) -> HttpResponse:
    columns = import_rows.names(sheet.register)
    needed = {one.key for one in sheet.register.fields if one.needed} | {sheet.register.name}
    needed |= {"lon", "lat"} if sheet.register.point else set()
    page = {
        "problem": problem,
        "columns": [(key, all_[1], key in needed) for key, all_ in columns.items()],
    }
    return _render(request, sheet, "scenes/import.html", page, status)


def _render(
    request: OfficerRequest, sheet: Sheet, template: str, page: dict[str, Any], status: int = 200
) -> HttpResponse:
    about = {"here": "scenes", "sheet": sheet, "register_title": values.title(sheet.register)}
    return render(request, template, page | about | pages.shell(), status=status)
