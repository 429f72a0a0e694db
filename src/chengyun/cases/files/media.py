"""Which files are taken, told by their bytes and never by their name."""

from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import filetype

from chengyun.cases.choices import Medium

# `filetype` needs no more than the beginning of a file.
HEAD = 8192
M4A = b"M4A "


@dataclass(frozen=True)
class MediaType:
    """A kind of file that is taken, and what its name ends with when it is given out."""

    mime: str
    medium: Medium
    ending: str


TYPES = (
    MediaType("image/jpeg", Medium.PHOTO, "jpg"),
    MediaType("image/png", Medium.PHOTO, "png"),
    MediaType("image/webp", Medium.PHOTO, "webp"),
    MediaType("video/mp4", Medium.VIDEO, "mp4"),
    MediaType("video/quicktime", Medium.VIDEO, "mov"),
    MediaType("video/webm", Medium.VIDEO, "webm"),
    MediaType("audio/mpeg", Medium.AUDIO, "mp3"),
    MediaType("audio/mp4", Medium.AUDIO, "m4a"),
    MediaType("audio/ogg", Medium.AUDIO, "ogg"),
    MediaType("audio/wav", Medium.AUDIO, "wav"),
)
OFFICE = "application/vnd.openxmlformats-officedocument."
# Taken only where a form asks for them (`intake.take(documents=True)`): never shown, only saved.
DOCUMENTS = (
    MediaType("application/pdf", Medium.DOCUMENT, "pdf"),
    MediaType(f"{OFFICE}wordprocessingml.document", Medium.DOCUMENT, "docx"),
    MediaType(f"{OFFICE}spreadsheetml.sheet", Medium.DOCUMENT, "xlsx"),
)
BY_MIME = {one.mime: one for one in (*TYPES, *DOCUMENTS)}
# What `filetype` calls otherwise.
SAME = {"video/x-m4v": "video/mp4", "audio/x-wav": "audio/wav"}
# For the `accept` of a form: telephones turn their HEIC photos into JPEG when it is not named.
ACCEPT = {
    Medium.PHOTO: "image/jpeg,image/png,image/webp",
    Medium.VIDEO: "video/mp4,video/quicktime,video/webm",
    Medium.AUDIO: "audio/mpeg,audio/mp4,audio/ogg,audio/wav",
}
ACCEPT_DOCUMENTS = ",".join(f".{one.ending}" for one in DOCUMENTS)


def recognise(head: bytes) -> MediaType | None:
    """The kind of a file by its first `HEAD` bytes, or None if it is none that is taken."""
    # A recording that also says it could be played as MP4 is still a recording.
    if head[4:12] == b"ftyp" + M4A:
        return BY_MIME["audio/mp4"]
    mime = filetype.guess_mime(head[:HEAD]) or ""
    found = BY_MIME.get(SAME.get(mime, mime))
    return found if found in TYPES else None


def recognise_document(file: BinaryIO) -> MediaType | None:
    """PDF, Word or Excel by what is in it; None for others and for what carries macros."""
    file.seek(0)
    if file.read(5) == b"%PDF-":
        return BY_MIME["application/pdf"]
    try:
        with ZipFile(file) as parts:
            return _office(set(parts.namelist()))
    except (BadZipFile, NotImplementedError):
        return None


def _office(names: set[str]) -> MediaType | None:
    if "[Content_Types].xml" not in names or any(n.endswith("vbaProject.bin") for n in names):
        return None
    main = {"word/document.xml": DOCUMENTS[1], "xl/workbook.xml": DOCUMENTS[2]}
    return next((kind for name, kind in main.items() if name in names), None)
