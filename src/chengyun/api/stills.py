"""Last pictures of cameras over HTTP: a source sends them, officers of the area see them."""

from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest
from django.views.decorators.http import require_safe
from ninja import Router, Status
from ninja.errors import HttpError

from chengyun.api.auth import officer
from chengyun.cases.files import serving
from chengyun.cases.files.pictures import SIZES
from chengyun.cases.models import CameraStill
from chengyun.cases.queries import stills as still_queries
from chengyun.cases.services import Refused, stills
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused as Throttled
from chengyun.people.throttle import Throttle

router = Router()
PICTURES = Throttle("still", limit=30, seconds=60)
STATUS = {"unknown_key": 401, "unknown_camera": 404, "too_large": 413, "not_taken": 415}
MOST = stills.MOST_MB * 1024 * 1024


@router.post("/cameras/{path:camera}/still", auth=None, response={201: dict[str, Any]})
def send(request: HttpRequest, camera: str) -> Status[dict[str, Any]]:
    """The picture is the body: JPEG or PNG, at most 4 MB, with a source's key as bearer."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    try:
        source = stills.source_of(key.strip() if scheme.lower() == "bearer" else "")
        PICTURES.take(f"{source.pk}:{camera}")
        made = stills.keep(source, camera, BytesIO(_body(request)))
    except Throttled as error:
        raise HttpError(error.status, str(error)) from None
    except Refused as refused:
        raise HttpError(STATUS.get(refused.code, 422), str(refused.message)) from None
    return Status(201, {"bytes": made.bytes, "sha256": made.sha256})


@require_safe
def still(request: HttpRequest, key: str, size: str) -> serving.Answer:
    """GET /stills/ID/SIZE: a small version, for officers within their scope; 404 for all others."""
    user = officer(request)
    if user is None or size not in map(str, SIZES):
        raise Http404
    try:
        found = still_queries.get(viewer_of(user), key)
    except CameraStill.DoesNotExist:
        raise Http404 from None
    return serving.given(request, found, size)


def _body(request: HttpRequest) -> bytes:
    """No more of it than a still may have, and one byte that tells of the rest."""
    return request.read(MOST + 1)
