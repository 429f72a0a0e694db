"""Frames for the tests of adapters: the standards' own, and builders for the rest."""

import json
from collections.abc import Iterator
from typing import Any

from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Frame
from chengyun.sensing.adapters.hj212_frame import encode
from chengyun.sensing.adapters.jt808_frame import escape, xor
from tests.data import shared

NOW_US = 1_782_864_000_000_000

# HJ 212-2017, the example of the standard.
HJ_EXAMPLE = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80\r\n"
)
HJ_HEAD = "QN=20260701080000{n:03d};ST=22;CN={cn};PW=123456;MN=Y801;Flag={flag};"


def hj212(
    cp: str, *, cn: str = "2011", flag: int = 5, n: int = 0, parts: str = "", mn: str = "Y801"
) -> bytes:
    """A packet of a station, with a right length and CRC."""
    head = HJ_HEAD.format(cn=cn, flag=flag, n=n).replace("Y801", mn)
    return encode(f"{head}{parts}CP=&&{cp}&&")


def gb26875(app: bytes, *, command: int = 2, serial: int = 7) -> bytes:
    """A packet of the fire alarm device 0000000000a1."""
    stamp = bytes((0, 0, 8, 1, 7, 26))
    ends = bytes.fromhex("a10000000000") + bytes.fromhex("060504030201")
    body = serial.to_bytes(2, "little") + b"\x01\x01" + stamp + ends
    body += len(app).to_bytes(2, "little") + bytes((command,)) + app
    return b"@@" + body + bytes((sum(body) & 0xFF,)) + b"##"


def jt808(
    id_: int, body: bytes, *, phone: str = "013800138000", serial: int = 1, part: bytes = b""
) -> bytes:
    """A message of a terminal; a phone of twenty digits makes it one of 2019."""
    v2019 = len(phone) == 20
    attributes = len(body) | (1 << 14 if v2019 else 0) | (1 << 13 if part else 0)
    head = id_.to_bytes(2, "big") + attributes.to_bytes(2, "big") + (b"\x01" if v2019 else b"")
    raw = head + bytes.fromhex(phone) + serial.to_bytes(2, "big") + part + body
    return b"\x7e" + escape(raw + bytes((xor(raw),))) + b"\x7e"


def place(alarm: int = 0, status: int = 3, time: str = "260701080000", speed: int = 365) -> bytes:
    """The body of a location report in Xuhui."""
    head = alarm.to_bytes(4, "big") + status.to_bytes(4, "big")
    where = (31_190_000).to_bytes(4, "big") + (121_430_000).to_bytes(4, "big")
    return head + where + b"\x00\x04" + speed.to_bytes(2, "big") + b"\x00\x5a" + bytes.fromhex(time)


def real(protocol: str) -> Iterator[tuple[bytes, bool]]:
    """Frames of the shared file with whether they are sound."""
    names = {"hj212": "hj212-2017", "gb26875": "gb26875.3", "jt808": "jt808"}
    held = json.loads((shared("frames") / "frames.json").read_text())
    for frame in held[names[protocol]]:
        text = frame.get("frame")
        yield (text.encode() if text else bytes.fromhex(frame["hex"])), frame["valid"]


def fed(protocol: str, *pieces: bytes) -> list[Frame]:
    """The frames of one connection that got these pieces, and ended."""
    make: Any = discover()[protocol].session
    session = make()
    frames = [frame for piece in pieces for frame in session.feed(piece, NOW_US)]
    return [*frames, *session.close(NOW_US)]


def values(frame: Frame) -> dict[str, float]:
    return {reading.key: reading.value for reading in frame.readings}


SAMPLES = {
    "hj212": [
        HJ_EXAMPLE,
        hj212("DataTime=20260701080000;a34004-Rtd=35.5,a34004-Flag=N;a34002-Rtd=71,a34002-Flag=D"),
        hj212("DataTime=20260701080000;a34004-Avg=35,a34004-Min=30,a34004-Max=41", cn="2051", n=1),
        hj212("", cn="9015", n=2),
    ],
    "gb26875": [
        gb26875(bytes.fromhex("020101030ad90006000200") + "Ａ区１层".encode("gbk").ljust(31, b"\0")
                + bytes((0, 0, 8, 1, 7, 26))),
        gb26875(bytes.fromhex("0301010328010203040320030009020715")[:-1] + bytes((1, 7, 26))),
        gb26875(b"\x1c\x01" + bytes((0, 0, 8, 1, 7, 26)), serial=8),
    ],
    "jt808": [
        jt808(0x0200, place()),
        jt808(0x0002, b"", serial=2),
        jt808(0x0200, place(alarm=1), phone="00000000013800138000", serial=0x7E7D),
        jt808(0x0102, b"code", serial=4),
    ],
}  # fmt: skip
