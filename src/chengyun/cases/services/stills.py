"""Last pictures of cameras: the newest of each, for a day, then thrown away."""

import secrets
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Medium
from chengyun.cases.files import intake, media
from chengyun.cases.models import CameraStill
from chengyun.cases.rules import Refusal
from chengyun.cases.services.attachments import release
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.sensing import queries
from chengyun.sensing.models import Source, Thing

KEPT = timedelta(hours=24)
MOST_MB = 4
TAKEN = ("image/jpeg", "image/png")
# Things that look: their kind in the register.
KINDS = ("camera", "people_counter")

UNKNOWN_KEY = Refusal("unknown_key", _("Send a source's key: Authorization: Bearer KEY."))
UNKNOWN_CAMERA = Refusal("unknown_camera", _("There is no such camera that this source may write."))
NO_STILL = Refusal("not_taken", _("A still is a JPEG or PNG picture."))
LARGE_STILL = Refusal("too_large", _("A still has at most 4 MB."))


def source_of(key: str) -> Source:
    """Who sends. Raises Refused: unknown_key."""
    found = queries.source_of(key)
    if found is None:
        raise Refused(UNKNOWN_KEY.code, UNKNOWN_KEY.message)
    return found


def keep(source: Source, camera: str, file: BinaryIO, at: datetime | None = None) -> CameraStill:
    """Take a picture as the last one of the thing with the key `camera`; the one before goes.

    Raises Refused: unknown_camera, empty_file, not_taken, too_large, broken_photo, too_many_pixels.
    """
    thing = _camera(source, camera)
    _look(file)
    taken = intake.take(file, thing.name)
    at = at or timezone.now()
    with transaction.atomic():
        before = CameraStill.objects.select_for_update().filter(thing=thing).first()
        facts = {
            "source": source, "key": secrets.token_urlsafe(16), "sha256": taken.sha256,
            "media_type": taken.media_type, "medium": taken.medium, "bytes": taken.bytes,
            "name": taken.name, "received_at": at,
        }  # fmt: skip
        made, _new = CameraStill.objects.update_or_create(thing=thing, defaults=facts)
    if before and before.sha256 != made.sha256:
        release(before.sha256)
    forget(at)
    return made


def forget(now: datetime | None = None) -> int:
    """Throw away what is older than `KEPT`; returns how many."""
    old = list(CameraStill.objects.filter(received_at__lt=(now or timezone.now()) - KEPT))
    CameraStill.objects.filter(pk__in=[one.pk for one in old]).delete()
    for one in old:
        release(one.sha256)
    return len(old)


def live() -> QuerySet[Any]:
    """Whose files are to be kept in the store."""
    return CameraStill.objects.all()


def _camera(source: Source, key: str) -> Thing:
    mine = not source.prefixes or key.startswith(tuple(source.prefixes))
    found = Thing.objects.filter(key=key, kind__in=KINDS).first() if mine else None
    if found is None:
        raise Refused(UNKNOWN_CAMERA.code, UNKNOWN_CAMERA.message)
    return found


def _look(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(media.HEAD)
    kind = media.recognise(head)
    refuse_if(None if head else intake.EMPTY_FILE)
    refuse_if(None if kind and kind.mime in TAKEN and kind.medium is Medium.PHOTO else NO_STILL)
    refuse_if(LARGE_STILL if file.seek(0, 2) > MOST_MB * intake.MB else None)
