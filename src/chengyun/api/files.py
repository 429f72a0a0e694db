"""Files of cases over HTTP: sending them for officers and reporters, and giving them out."""

from typing import Any

from django.http import Http404, HttpRequest
from django.views.decorators.http import require_safe
from ninja import File, Form, Router, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile as Sent

from chengyun.api.auth import OFFICER, officer, viewer
from chengyun.cases import queries as cases
from chengyun.cases.choices import Moment
from chengyun.cases.files import intake, serving
from chengyun.cases.models import Attachment, Case, Report
from chengyun.cases.queries import attachments as files
from chengyun.cases.services import Refused, attachments
from chengyun.people.models import User
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused as Throttled
from chengyun.people.throttle import Throttle

router = Router()
UPLOADS = Throttle("upload", limit=60, seconds=3600)
UNKNOWN = ("unknown_case", "unknown_report", "unknown_file")


class About(Schema):
    """What comes with a file: `key` is made by the sender, the same key twice is one file."""

    moment: Moment = Moment.EVIDENCE
    public: bool = False
    step: str = ""
    key: str = ""


class OfReport(Schema):
    key: str = ""


class Shown(Schema):
    public: bool


@router.get("/cases/{number}/attachments", auth=OFFICER)
def of_case(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """The files of a case."""
    try:
        found = cases.get(viewer(request), number)
    except Case.DoesNotExist:
        raise HttpError(404, "there is no such case among yours") from None
    return [files.as_dict(one) for one in files.of_case(viewer(request), found)]


@router.post("/cases/{number}/attachments", auth=OFFICER, response={201: dict[str, Any]})
def attach(
    request: HttpRequest, number: str, about: Form[About], file: File[Sent]
) -> Status[dict[str, Any]]:
    """Attach one file (multipart) to a case."""
    actor: User = request.auth  # type: ignore[attr-defined]
    if not cases.visible(viewer_of(actor)).filter(number=number).exists():
        raise HttpError(404, "there is no such case among yours")
    told = attachments.Told(about.moment, about.public, about.step, about.key)
    try:
        (made,) = attachments.attach(actor, number, [_taken(file)], told)
    except Refused as refused:
        raise _error(refused) from None
    return Status(201, files.as_dict(made))


@router.post("/reports/{follow}/attachments", auth=None, response={201: dict[str, Any]})
def attach_to_report(
    request: HttpRequest, follow: str, about: Form[OfReport], file: File[Sent]
) -> Status[dict[str, Any]]:
    """A reporter's own file, by the secret of the follow link."""
    if not Report.objects.filter(follow=follow).exclude(case=None).exists():
        raise HttpError(404, "there is no such report")
    try:
        UPLOADS.take(request.META.get("REMOTE_ADDR", ""))
        told = attachments.Told(Moment.BEFORE, key=about.key)
        (made,) = attachments.attach_to_report(follow, [_taken(file)], told)
    except Throttled as error:
        raise HttpError(error.status, str(error)) from None
    except Refused as refused:
        raise _error(refused) from None
    return Status(201, {"id": made.key, "bytes": made.bytes, "sha256": made.sha256})


@router.post("/attachments/{key}/public", auth=OFFICER)
def show(request: HttpRequest, key: str, body: Shown) -> dict[str, Any]:
    """Show a photo to those who reported the case, or no longer."""
    try:
        made = attachments.show(request.auth, key, body.public)  # type: ignore[attr-defined]
    except Refused as refused:
        raise _error(refused) from None
    return files.as_dict(made)


@require_safe
def attachment(request: HttpRequest, key: str, size: str) -> serving.Answer:
    """GET /attachments/ID/SIZE: the bytes, for officers within their scope; 404 for all others."""
    user = officer(request)
    if user is None:
        raise Http404
    try:
        found = files.get(viewer_of(user), key)
    except Attachment.DoesNotExist:
        raise Http404 from None
    return serving.given(request, found, size)


def _taken(file: Sent) -> intake.Stored:
    return intake.take(file.file, file.name or "")  # type: ignore[arg-type]


def _error(refused: Refused) -> HttpError:
    status = {"not_yours": 403, "too_large": 413, "not_taken": 415}.get(refused.code, 422)
    return HttpError(404 if refused.code in UNKNOWN else status, str(refused.message))
