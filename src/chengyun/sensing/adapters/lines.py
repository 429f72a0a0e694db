"""`chengyun decode`: a capture, or lines of hex, as one dict per frame."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from chengyun.sensing.adapters.api import Frame

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
BETWEEN = re.compile(r"0x|[\s:,;-]+", re.IGNORECASE)
SHOWN = 80


class Closing(Protocol):
    """A session that can be told that nothing more comes."""

    def feed(self, data: bytes, now_us: int) -> list[Frame]: ...

    def close(self, now_us: int) -> list[Frame]: ...


Whole = Callable[[bytes, int], Frame | None]


def decode_with(
    session: Callable[[], Closing], raw: bytes, *, binary: bool, whole: Whole | None = None
) -> Iterator[dict[str, Any]]:
    """Frames of `raw` as dicts: `valid`, `reason`, then the fields.

    Of a binary protocol, text is taken as a frame in hex per line; anything else as the bytes
    that a device sent. `whole` may know a line for one frame that a stream would cut in two.
    """
    reader = session()
    now_us = time.time_ns() // 1000
    if binary and is_text(raw):
        lines = raw.decode("utf-8-sig").splitlines()
        yield from (
            row for line in lines if line.strip() for row in _line(reader, whole, line, now_us)
        )
        return
    frames = [*reader.feed(raw.removeprefix(b"\xef\xbb\xbf"), now_us), *reader.close(now_us)]
    yield from (as_dict(frame) for frame in frames)


def is_text(raw: bytes) -> bool:
    """Whether these bytes were written for people: UTF-8 without control characters."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(raw)


def as_dict(frame: Frame) -> dict[str, Any]:
    """One line of output."""
    return {
        "valid": frame.valid,
        "reason": frame.reason or None,
        **frame.fields,
        "device": frame.device or None,
        "readings": [
            {"key": r.key, "time": r.time, "value": r.value, "quality": r.quality or None}
            for r in frame.readings
        ],
        "reply": frame.reply.hex() or None,
    }


def _line(reader: Closing, whole: Whole | None, line: str, now_us: int) -> list[dict[str, Any]]:
    """The frames of one line; a line in which none is sound is one wrong line."""
    try:
        raw = bytes.fromhex(BETWEEN.sub("", line))
    except ValueError:
        return [as_dict(Frame(False, "not_hex", {"text": line.strip()[:SHOWN]}))]
    one = whole(raw, now_us) if whole else None
    if one and one.valid:
        return [as_dict(one)]
    frames = [*reader.feed(raw, now_us), *reader.close(now_us)]
    if any(frame.valid for frame in frames):
        return [as_dict(frame) for frame in frames]
    return [as_dict(one or next(iter(frames), None) or _empty(raw))]


def _empty(raw: bytes) -> Frame:
    return Frame(False, "no_frame", {"raw": raw.hex()[:SHOWN]})
