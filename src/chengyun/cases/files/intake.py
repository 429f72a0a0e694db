"""From an uploaded file to one that is stored, checked and described; no case is touched yet."""

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Medium
from chengyun.cases.files import media, pictures, store
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import Refused, refuse_if

CHUNK = 256 * 1024
MB = 1024 * 1024
MAX_NAME = 120
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]")

NO_FILE = Refusal("no_file", _("Choose a file first."))
EMPTY_FILE = Refusal("empty_file", _("The file is empty."))
NOT_TAKEN = Refusal(
    "not_taken",
    _("This kind of file is not taken. Photos: JPEG, PNG or WebP; videos: MP4, MOV or WebM; "
      "recordings: MP3, M4A, OGG or WAV."),
)  # fmt: skip
NO_DOCUMENT = Refusal(
    "not_taken",
    _("This kind of file is not taken. Photos, videos, recordings, and documents as PDF, Word "
      "(docx) or Excel (xlsx) without macros."),
)  # fmt: skip
TOO_LARGE = Refusal("too_large", _("The file is too large."))
BROKEN_PHOTO = Refusal("broken_photo", _("The photo cannot be read; take or save it again."))
TOO_MANY_PIXELS = Refusal("too_many_pixels", _("The photo has more than 70 million pixels."))


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store, and what its bytes say of it. `place` is (lon, lat), WGS84."""

    medium: Medium
    media_type: str
    bytes: int
    sha256: str
    name: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


def limit_mb(medium: Medium) -> int:
    """How large a file of a medium may be, in megabytes."""
    return int(getattr(settings.CONFIG, f"max_{medium.value}_mb"))


def take(file: BinaryIO, name: str, documents: bool = False) -> Stored:
    """Check a file, make the small versions of a photo and store all of it. `documents`: PDF, Word
    and Excel are taken as well.

    Raises Refused: empty_file, not_taken, too_large, broken_photo, too_many_pixels.
    """
    kind = _kind(file, documents)
    size = _size(file)
    if size > limit_mb(kind.medium) * MB:
        raise _too_large(kind.medium)
    picture = _picture(file) if kind.medium is Medium.PHOTO else None
    sha256 = _digest(file)
    _keep(file, sha256, picture)
    facts = Stored(kind.medium, kind.mime, size, sha256, cleaned(name))
    return _described(facts, picture)


def cleaned(name: str) -> str:
    """A file's name without folders and without what cannot be seen, at most 120 characters."""
    return UNPRINTABLE.sub(" ", re.split(r"[/\\]", name)[-1]).strip()[-MAX_NAME:]


def _kind(file: BinaryIO, documents: bool) -> media.MediaType:
    file.seek(0)
    head = file.read(media.HEAD)
    refuse_if(None if head else EMPTY_FILE)
    kind = media.recognise(head) or (media.recognise_document(file) if documents else None)
    if kind is None:
        no = NO_DOCUMENT if documents else NOT_TAKEN
        raise Refused(no.code, no.message)
    return kind


def _size(file: BinaryIO) -> int:
    return file.seek(0, io.SEEK_END)


def _too_large(medium: Medium) -> Refused:
    told = {"medium": medium.label, "mb": limit_mb(medium)}
    return Refused(TOO_LARGE.code, _("%(medium)s: at most %(mb)d MB.") % told)


def _picture(file: BinaryIO) -> pictures.Picture:
    file.seek(0)
    try:
        return pictures.look(file, ZoneInfo(settings.TIME_ZONE), timezone.now())
    except pictures.TooManyPixels:
        raise Refused(TOO_MANY_PIXELS.code, TOO_MANY_PIXELS.message) from None
    except pictures.NotAPicture:
        raise Refused(BROKEN_PHOTO.code, BROKEN_PHOTO.message) from None


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _keep(file: BinaryIO, sha256: str, picture: pictures.Picture | None) -> None:
    """The original last: what has an original is complete."""
    place = store.current()
    for size, content in (picture.renditions if picture else {}).items():
        place.put(store.rendition(sha256, size), io.BytesIO(content))
    place.put(store.original(sha256), file)


def _described(facts: Stored, picture: pictures.Picture | None) -> Stored:
    if picture is None:
        return facts
    seen = {"width": picture.width, "height": picture.height}
    told = {"taken_at": picture.taken_at, "place": picture.place}
    return Stored(**{**vars(facts), **seen, **told})
