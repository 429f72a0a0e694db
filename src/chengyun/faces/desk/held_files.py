"""Files that officers chose and have not confirmed yet: what was seen is what is taken."""

import hashlib
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from chengyun.faces.access import OfficerRequest
from chengyun.faces.export import writers

# A file that nobody has confirmed for a day is thrown away.
KEPT_S = 24 * 3600
NAMES = "uploads"


def folder() -> Path:
    """Where they lie; for this machine's user alone."""
    made = Path(settings.CONFIG.data) / "uploads"
    made.mkdir(exist_ok=True, mode=0o700)
    return made


def path_of(request: OfficerRequest, digest: str) -> Path:
    """An officer's own file of these bytes."""
    # An address may be longer than a file's name may be; a digest never is.
    return folder() / f"{request.viewer.user_id}-{digest[:64]}"


def keep(request: OfficerRequest, content: bytes, name: str) -> str:
    """One file an officer: the next takes its place. Gives the digest it is known by."""
    digest = hashlib.sha256(content).hexdigest()[:32]
    for old in folder().iterdir():
        mine = old.name.startswith(f"{request.viewer.user_id}-")
        if mine or time.time() - old.stat().st_mtime > KEPT_S:
            old.unlink(missing_ok=True)
    path_of(request, digest).write_bytes(content)
    request.session[NAMES] = {digest: name[:120]}
    return digest


def name_of(request: OfficerRequest, digest: str) -> str:
    """What the officer's file was called."""
    return str(request.session.get(NAMES, {}).get(digest, ""))


def chosen(request: OfficerRequest) -> tuple[bytes, str, int]:
    """The file that was sent, or (empty) why it cannot be looked at and the status to say so."""
    file = request.FILES.get("file")
    limit = settings.CONFIG.max_body_mb
    if file is None or file.size is None:
        return b"", _("Choose a file first."), 422
    if file.size > limit * 1024 * 1024:
        return b"", _("The file is larger than %(mb)d MB. Split it.") % {"mb": limit}, 413
    return file.read(), str(file.name), 200


def bad_rows(rows: Iterable[Sequence[str]], header: Sequence[str] = ()) -> HttpResponse:
    """Rows, columns, what is written, what is wrong and what to do, as a table for Excel."""
    usual = (_("Row"), _("Column"), _("Written"), _("What is wrong"), _("What to do"))
    body = b"".join(writers.csv_pieces(header or usual, rows))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    return response
