"""Readings from a file: choose it, see what is in it, then send it. Nothing goes before that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import held_files, pages
from chengyun.people.choices import Role
from chengyun.people.policy import scope_for
from chengyun.sensing import uploading
from chengyun.sensing.services import upload_source
from chengyun.sensing.sheets import BadFile
from chengyun.sensing.uploading import Checked

FORM, PREVIEW, DONE = "desk/upload.html", "desk/upload_preview.html", "desk/upload_done.html"
MAY_UPLOAD = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
PAGE_ROWS = 200


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    _allowed(request)
    if request.method == "GET":
        return _form(request)
    content, name, status = held_files.chosen(request)
    if status != 200:
        return _form(request, name, status)
    try:
        _check(request, content)
    except BadFile as bad:
        return _form(request, str(bad), 422)
    return redirect("upload-preview", digest=held_files.keep(request, content, name))


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, digest: str) -> HttpResponse:
    """What is in the file: counts and every bad row. POST sends the good ones."""
    _allowed(request)
    path = held_files.path_of(request, digest)
    try:
        found = _check(request, path.read_bytes())
    except FileNotFoundError:
        raise Http404 from None
    except BadFile as bad:
        return _form(request, str(bad), 422)
    name = held_files.name_of(request, digest)
    if request.method == "POST":
        return _send(request, found, path, name)
    if "bad" in request.GET:
        return _bad_rows(found)
    shown = Paginator(found.problems, PAGE_ROWS).get_page(request.GET.get("page"))
    page = {"file": name, "digest": digest, "found": found, "problems": _told(shown), "page": shown}
    return render(request, PREVIEW, page | pages.shell())


def _send(request: OfficerRequest, found: Checked, path: Path, name: str) -> HttpResponse:
    sent = uploading.send(found.raw, uploading.through_held(upload_source()))
    if not sent.left:
        path.unlink(missing_ok=True)
    why = [uploading.told(reason)[0] for reason in sorted(set(sent.refused))]
    page = {"file": name, "found": found, "sent": sent, "why": why}
    return render(request, DONE, page | pages.shell(), status=503 if sent.left else 200)


def _allowed(request: OfficerRequest) -> None:
    if request.viewer.role not in MAY_UPLOAD:
        raise PermissionDenied


def _form(request: OfficerRequest, problem: str = "", status: int = 200) -> HttpResponse:
    page = {"problem": problem, "limit": settings.CONFIG.max_body_mb}
    return render(request, FORM, page | pages.shell(), status=status)


def _check(request: OfficerRequest, content: bytes) -> Checked:
    area = scope_for(request.viewer).area_path
    return uploading.check(content, ZoneInfo(settings.TIME_ZONE), area, uploading.gateway())


def _told(problems: Any) -> Iterator[dict[str, Any]]:
    for problem in problems:
        what, todo = uploading.told(problem.code)
        yield {**vars(problem), "what": what, "todo": todo}


def _bad_rows(found: Checked) -> HttpResponse:
    """All bad rows, so that they can be mended beside the file."""
    names = ("row", "column", "given", "what", "todo")
    return held_files.bad_rows([row[name] for name in names] for row in _told(found.problems))
