"""What an adapter is: how the frames and messages of one kind of device become readings.

An adapter is pure: it is fed with bytes and the time, and does no I/O. Whatever a device sends,
it answers with frames or raises what is named here; it never raises anything else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

# Why a piece of a connection is no frame; and, of sound frames, why they gave no readings yet.
REASONS = {
    "rubbish": "bytes between frames",
    "cut_short": "the connection or the line ended before the frame did",
    "length": "the length that it claims is not the one that it has",
    "too_long": "longer than the protocol allows",
    "end_mark": "the end mark is not where the length says",
    "escape": "an escape byte that escapes nothing",
    "crc": "the CRC is wrong",
    "checksum": "the check byte is wrong",
    "no_cp": "the data part has no CP=&&…&&",
    "no_cn": "the data part has no command",
    "no_mn": "the data part has no device",
    "long_field": "a field of the head is longer than any standard allows",
    "data_short": "fewer bytes than its objects need",
    "body": "the body is not what its message id promises",
    "part_number": "a sub-packet outside of its own total",
    "too_many_parts": "more sub-packets wait than may",
    "parts_missing": "sub-packets that did not become whole in time",
    "waits_for_parts": "sound, and held until the others are there; not answered yet",
    "no_data_time": "sound, but its values have no time; not answered",
    "not_hex": "a line of text that is no hex (chengyun decode)",
    "no_frame": "a line without a frame (chengyun decode)",
}


@dataclass(frozen=True)
class Reading:
    """One value of one datastream, as the device names it.

    `key` is "<address>.<name>", `time` µs UTC, `quality` the device's own flag ("" without one).
    """

    key: str
    time: int
    value: float
    quality: str = ""


@dataclass(frozen=True)
class Frame:
    """What was cut out of a connection: a sound frame, or one that is not, with its `reason`.

    `reply` is sent once the `readings` are durable; `device` is its address; `fields` are what it
    carries, under the names that `chengyun decode` shows.
    """

    valid: bool
    reason: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    device: str = ""
    readings: tuple[Reading, ...] = ()
    reply: bytes = b""


class Session(Protocol):
    """One connection of one device. Holds at most 64 kB of what has not made a frame yet."""

    def feed(self, data: bytes, now_us: int) -> list[Frame]:
        """The frames that `data` completes, in order. Never raises."""
        ...


Read = Callable[[bytes, Mapping[str, Any], str, int], list[Reading]]
Decode = Callable[[bytes], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Adapter:
    """The constant ADAPTER of each file of this folder that is an adapter.

    `kind` is "tcp" (has `session` and its usual `port`), "message" (has `read`: payload, options
    of the source, the topic below `in/<source>/`, now in µs; raises `sensing.intake.Malformed`)
    or "file". `decode` gives one dict per frame for `chengyun decode`.
    """

    key: str
    title_zh: str
    title_en: str
    kind: str
    port: int = 0
    session: Callable[[], Session] | None = None
    read: Read | None = None
    decode: Decode | None = None
