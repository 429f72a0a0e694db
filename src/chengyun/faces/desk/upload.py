"""Readings from a file: choose it, see what is in it, then send it. Nothing goes before that."""

import csv
import hashlib
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.people.choices import Role
from chengyun.people.policy import scope_for
from chengyun.sensing import uploading
from chengyun.sensing.services import upload_source
from chengyun.sensing.sheets import BadFile
from chengyun.sensing.uploading import Checked

FORM, PREVIEW, DONE = "desk/upload.html", "desk/upload_preview.html", "desk/upload_done.html"
MAY_UPLOAD = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
PAGE_ROWS = 200
# A file that nobody has confirmed for a day is thrown away.
KEPT_S = 24 * 3600
NAMES = "uploads"


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    _allowed(request)
    if request.method == "GET":
        return _form(request)
    file = request.FILES.get("file")
    limit = settings.CONFIG.max_body_mb
    if file is None or file.size is None:
        return _form(request, _("Choose a file first."), 422)
    if file.size > limit * 1024 * 1024:
        return _form(
            request, _("The file is larger than %(mb)d MB. Split it.") % {"mb": limit}, 413
        )
    content = file.read()
    try:
        _check(request, content)
    except BadFile as bad:
        return _form(request, str(bad), 422)
    digest = keep(request, content)
    request.session[NAMES] = {digest: str(file.name)[:120]}
    return redirect("upload-preview", digest=digest)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, digest: str) -> HttpResponse:
    """What is in the file: counts and every bad row. POST sends the good ones."""
    _allowed(request)
    path = path_of(request, digest)
    try:
        found = _check(request, path.read_bytes())
    except FileNotFoundError:
        raise Http404 from None
    except BadFile as bad:
        return _form(request, str(bad), 422)
    name = request.session.get(NAMES, {}).get(digest, "")
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


def _folder() -> Path:
    folder = Path(settings.CONFIG.data) / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def path_of(request: OfficerRequest, digest: str) -> Path:
    """An officer's own file of these bytes: what was seen is what is sent."""
    return _folder() / f"{request.viewer.user_id}-{digest}"


def keep(request: OfficerRequest, content: bytes) -> str:
    """One file an officer: the next takes its place."""
    digest = hashlib.sha256(content).hexdigest()[:32]
    for old in _folder().iterdir():
        mine = old.name.startswith(f"{request.viewer.user_id}-")
        if mine or time.time() - old.stat().st_mtime > KEPT_S:
            old.unlink(missing_ok=True)
    path_of(request, digest).write_bytes(content)
    return digest


def _told(problems: Any) -> Iterator[dict[str, Any]]:
    for problem in problems:
        what, todo = uploading.told(problem.code)
        yield {**vars(problem), "what": what, "todo": todo}


def _bad_rows(found: Checked) -> HttpResponse:
    """All bad rows as a table for Excel, so that they can be mended beside the file."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([_("Row"), _("Column"), _("Written"), _("What is wrong"), _("What to do")])
    for row in _told(found.problems):
        table.writerow(
            [row["row"], _safe(row["column"]), _safe(row["given"]), row["what"], row["todo"]]
        )
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    return response


def _safe(cell: str) -> str:
    """What stands in someone's file must not become a formula in ours."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
