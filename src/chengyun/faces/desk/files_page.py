"""Files of a case on the desk: attaching, looking at one large, showing, erasing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import queries
from chengyun.cases.choices import Medium, Moment, Stage
from chengyun.cases.files import intake, media
from chengyun.cases.models import Attachment, Case
from chengyun.cases.nearby import metres_between
from chengyun.cases.queries import attachments as attachment_queries
from chengyun.cases.services import Refused, attachments, refused
from chengyun.faces import sent_files
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.people.policy import Viewer

# What a photo of a case shows most likely, by where the case stands.
AFTER = (Stage.CHECK, Stage.CLOSED)
ORDER = {moment: n for n, moment in enumerate(Moment.values)}
MOST_AT_ONCE = 20


def gallery(viewer: Viewer, case: Case) -> dict[str, Any]:
    """The files of a case as its page shows them, and what its form offers."""
    files = sorted(attachment_queries.of_case(viewer, case), key=lambda file: ORDER[file.moment])
    return {
        "files": files,
        "pair": pair(files),
        "moments": Moment.choices,
        "likely": Moment.AFTER if case.stage in AFTER else Moment.BEFORE,
        "accept": ",".join(media.ACCEPT.values()),
        "may_attach": viewer.role in attachments.MAY_ATTACH,
        "may_publish": viewer.role in attachments.MAY_SHOW and not case.confidential,
    }


def pair(files: Sequence[Attachment]) -> tuple[Attachment, Attachment] | None:
    """The newest photos of before and after handling, for beside each other; None without both."""
    photos = {file.moment: file for file in files if file.medium == Medium.PHOTO}
    if Moment.BEFORE in photos and Moment.AFTER in photos:
        return photos[Moment.BEFORE], photos[Moment.AFTER]
    return None


@require_POST
@officers_only
def attach(request: OfficerRequest, number: str) -> HttpResponse:
    """Put the chosen files on the case, all or none."""
    if not queries.visible(request.viewer).filter(number=number).exists():
        raise Http404
    told = attachments.Told(
        moment=_moment(request),
        public=request.POST.get("public") == "1",
        key=request.POST.get("key", ""),
    )
    try:
        made = attachments.attach(request.user, number, _sent(request), told)
    except Refused as no:
        messages.error(request, str(no.message))
    else:
        text = ngettext("%(n)d file attached.", "%(n)d files attached.", len(made))
        messages.success(request, text % {"n": len(made)})
    return redirect(f"/desk/cases/{number}/?{request.GET.urlencode()}#files")


def _sent(request: OfficerRequest) -> list[intake.Stored]:
    files = sent_files.taken(request, MOST_AT_ONCE)
    refused.refuse_if(None if files else intake.NO_FILE)
    return files


def _moment(request: HttpRequest) -> str:
    asked = request.POST.get("moment", "")
    return asked if asked in Moment.values else Moment.EVIDENCE.value


@never_cache
@require_GET
@officers_only
def look(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """One file large, with what is known of it and its neighbours a key away."""
    case, files = _files(request, number)
    keys = [file.key for file in files]
    if key not in keys:
        raise Http404
    at = keys.index(key)
    page = {
        "case": case,
        "file": files[at],
        "n": at + 1,
        "of": len(files),
        "before": keys[at - 1] if at else "",
        "after": keys[at + 1] if at + 1 < len(keys) else "",
        "metres": _metres(case, files[at]),
        "is_photo": files[at].medium == Medium.PHOTO,
        "may_publish": request.viewer.role in attachments.MAY_SHOW and not case.confidential,
        "may_erase": request.viewer.role in attachments.MAY_ERASE,
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/file.html", page | pages.shell())


def _files(request: OfficerRequest, number: str) -> tuple[Case, list[Attachment]]:
    try:
        case = queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise Http404 from None
    return case, gallery(request.viewer, case)["files"]


def _metres(case: Case, file: Attachment) -> int | None:
    """How far from the case's place the photo was taken."""
    if case.lon is None or case.lat is None or file.lon is None or file.lat is None:
        return None
    return round(metres_between(case.lon, case.lat, file.lon, file.lat))


@require_POST
@officers_only
def show(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Show a photo to those who reported the case, or no longer."""
    public = request.POST.get("public") == "1"
    try:
        attachments.show(request.user, key, public)
    except Refused as no:
        return _back(request, number, key, no)
    done = _("Residents can see it now.") if public else _("Residents no longer see it.")
    messages.success(request, done)
    return redirect("desk-file", number=number, key=key)


@require_POST
@officers_only
def erase(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Erase a file for good; it needs a reason."""
    try:
        attachments.erase(request.user, key, request.POST.get("reason", ""))
    except Refused as no:
        return _back(request, number, key, no)
    messages.success(request, _("The file has been erased; its digest stays in the ledger."))
    return redirect("desk-case", number=number)


def _back(request: OfficerRequest, number: str, key: str, no: Refused) -> HttpResponse:
    if no.code == attachments.UNKNOWN_FILE.code:
        raise Http404
    messages.error(request, str(no.message))
    return redirect("desk-file", number=number, key=key)
