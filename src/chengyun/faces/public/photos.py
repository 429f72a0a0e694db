"""A resident's photos: with the report, from the page that follows it, and on that page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chengyun.cases import services
from chengyun.cases.choices import Medium, Moment
from chengyun.cases.files import media, serving
from chengyun.cases.files.intake import Stored
from chengyun.cases.files.pictures import SIZES
from chengyun.cases.models import Attachment, Report
from chengyun.cases.queries import attachments as attachment_queries
from chengyun.cases.queries.follow import follow
from chengyun.cases.services import attachments
from chengyun.cases.services.attachments import MOST_OF_REPORT, Told
from chengyun.faces import sent_files
from chengyun.people.throttle import Throttle

UPLOADS = Throttle("photos", limit=30, seconds=3600)
FORM = {"accept": media.ACCEPT[Medium.PHOTO], "most": MOST_OF_REPORT}


def take_report(told: services.ReportIn, files: Sequence[Stored]) -> Report:
    """Take in a report with the photos of its draft, both or neither. Raises Refused."""
    with transaction.atomic():
        made = services.take_report(told)
        if files and not made.attachments.exists():
            attachments.attach_to_report(made.follow, files, Told(Moment.BEFORE))
        return made


def of(report: Report) -> dict[str, Any]:
    """What the follow page shows: photos by moment, and how many more may be sent."""
    photos = list(attachment_queries.shown_to(report))
    groups = [(m.label, [p for p in photos if p.moment == m]) for m in Moment]
    own = report.attachments.count()
    open_ = report.case is not None and report.case.is_open
    return {
        "photos": [(label, some) for label, some in groups if some],
        "more": MOST_OF_REPORT - own if open_ else 0,
        **FORM,
    }


@require_POST
def add(request: HttpRequest, token: str) -> HttpResponse:
    """More photos to a report that is being handled."""
    _report(token)
    address = str(request.META.get("REMOTE_ADDR", ""))
    if UPLOADS.full(address):
        messages.error(request, _("That is too many within an hour; try again later."))
        return redirect("follow", token=token)
    try:
        UPLOADS.count(address)
        files = sent_files.taken(request, MOST_OF_REPORT)
        told = Told(Moment.BEFORE, key=request.POST.get("key", ""))
        attachments.attach_to_report(token, files, told)
    except services.Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Thank you; the photos are with your report."))
    return redirect("follow", token=token)


@require_safe
def photo(request: HttpRequest, token: str, key: str, size: int) -> serving.Answer:
    """A photo that the reporter may see, painted anew; never the file as it came."""
    if size not in SIZES:
        raise Http404
    try:
        found = attachment_queries.shown_to(_report(token)).get(key=key)
        return serving.respond(request, found, str(size))
    except (Attachment.DoesNotExist, FileNotFoundError):
        raise Http404 from None


def _report(token: str) -> Report:
    try:
        return follow(token).report
    except Report.DoesNotExist:
        raise Http404 from None
