"""Giving a stored file out: in parts where asked, and so that no browser takes it for a page."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Protocol
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)

from chengyun.cases.choices import Medium
from chengyun.cases.files import media, store
from chengyun.cases.files.pictures import SIZES

ORIGINAL = "original"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# A file is shown or played and can do nothing else: no script, no frame, no address of ours.
POLICY = "default-src 'none'; sandbox"
Answer = HttpResponse | StreamingHttpResponse
SAVED_ONLY = (Medium.PHOTO, Medium.DOCUMENT)


class File(Protocol):
    """What is known of a stored file, of a case or of something else."""

    key: str
    sha256: str
    bytes: int
    media_type: str
    medium: str
    name: str


def respond(request: HttpRequest, file: File, size: str) -> Answer:
    """A file the caller may have: `size` is "original" or one of `pictures.SIZES` for a photo.

    Raises FileNotFoundError if the store has lost it.
    """
    tag = f'"{file.sha256[:32]}-{size}"'
    if request.headers.get("If-None-Match") == tag:
        return _dressed(HttpResponseNotModified(), file, size, tag)
    answer = _original(request, file, tag) if size == ORIGINAL else _small(request, file, int(size))
    return _dressed(answer, file, size, tag)


def given(request: HttpRequest, file: File, size: str) -> Answer:
    """`respond` in a size that there is. Raises Http404."""
    small = file.medium == Medium.PHOTO and size in map(str, SIZES)
    if not small and size != ORIGINAL:
        raise Http404
    try:
        return respond(request, file, size)
    except FileNotFoundError:
        raise Http404 from None


def stream(request: HttpRequest, chunks: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """Chunks as the server wants them; under ASGI a plain iterator would be held whole."""
    return _one_by_one(chunks) if isinstance(request, ASGIRequest) else chunks


async def _one_by_one(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    step = sync_to_async(lambda: next(chunks, None))
    while (chunk := await step()) is not None:
        yield chunk


def _small(request: HttpRequest, file: File, size: int) -> Answer:
    chunks = store.current().read(store.rendition(file.sha256, size))
    return HttpResponse(b"".join(chunks), content_type="image/jpeg")


def _original(request: HttpRequest, file: File, tag: str) -> Answer:
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    span = _span(asked, file.bytes)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.bytes}"})
    if not store.current().has(store.original(file.sha256)):
        raise FileNotFoundError(file.sha256)
    start, end = span
    chunks = store.current().read(store.original(file.sha256), start, end)
    answer = StreamingHttpResponse(stream(request, chunks), content_type=file.media_type)
    answer.headers["Content-Length"] = str(end - start + 1)
    if end - start + 1 < file.bytes:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {start}-{end}/{file.bytes}"
    return answer


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for, both counted in; all of it for what is no plain range;
    None where nothing lies there (RFC 9110, 14.1.2)."""
    match = RANGE.fullmatch(asked.strip())
    if match is None or match[1] == match[2] == "":
        return 0, size - 1
    if match[1] == "":
        wanted = min(int(match[2]), size)
        return (size - wanted, size - 1) if wanted else None
    start, end = int(match[1]), min(int(match[2] or size), size - 1)
    return (start, end) if start <= end else None


def _dressed(answer: Answer, file: File, size: str, tag: str) -> Answer:
    # Photos as they came are only ever saved: what is shown is painted anew. So are documents.
    as_file = size == ORIGINAL and file.medium in SAVED_ONLY
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": _disposition(file, size, as_file),
        # Asked for anew each time, so that what was hidden is hidden; unchanged bytes are not sent.
        "Cache-Control": "private, no-cache",
        "ETag": tag,
    }
    if size == ORIGINAL:
        headers["Accept-Ranges"] = "bytes"
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def _disposition(file: File, size: str, as_file: bool) -> str:
    ending = media.BY_MIME[file.media_type].ending if size == ORIGINAL else "jpg"
    plain = f"{file.key}.{ending}"
    way = "attachment" if as_file else "inline"
    stem = file.name.rpartition(".")[0] or file.name or file.key
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{stem}.{ending}', safe='')}"
