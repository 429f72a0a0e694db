"""JT/T 808-2013 and 2019: vehicle terminals over TCP.

`<phone>.lon`, `.lat` (degrees, as the terminal reports them: WGS-84 by its receiver unless its
maker says otherwise), `.speed` (km/h) and `.sos` (1 while the driver's alarm stands) are the
datastreams of a vehicle. A message is answered once its readings are durable.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chengyun.calendar.instants import micros
from chengyun.sensing.adapters.api import Adapter, Frame, Reading
from chengyun.sensing.adapters.framing import Cut, Stream, invalid
from chengyun.sensing.adapters.jt808_body import BODIES, MESSAGES, Fields
from chengyun.sensing.adapters.jt808_frame import MARK, Packet, cut, encode, parse, unescape, xor
from chengyun.sensing.adapters.lines import decode_with

ANSWER, REGISTERED = 0x8001, 0x8100
OK, UNSUPPORTED = 0, 3
REGISTRATION = 0x0100
SILENT = {0x0001, 0x0104, 0x0107, 0x0201, 0x0302, 0x0500, 0x0700}  # themselves answers
MAX_SETS = 16
MAX_HELD = 64 * 1024
OVERHEAD = 256
PATIENCE_US = 300 * 1_000_000


@dataclass
class _Set:
    """Sub-packages of one message, by their index."""

    since_us: int
    parts: dict[int, Packet] = field(default_factory=dict)


class Jt808Session:
    """One terminal's connection."""

    def __init__(self) -> None:
        self._stream = Stream(cut)
        self._serial = 0
        self._sets: OrderedDict[tuple[str, int, int, int], _Set] = OrderedDict()

    def feed(self, data: bytes, now_us: int) -> list[Frame]:
        return [*self._expire(now_us), *self._frames(self._stream.feed(data), now_us)]

    def close(self, now_us: int) -> list[Frame]:
        """What a connection leaves behind when it ends."""
        return self._frames(self._stream.close(), now_us)

    def whole(self, raw: bytes, now_us: int) -> Frame | None:
        """Bytes known to be one frame, such as a line of a log, which may be unescaped already."""
        inside = raw[1:-1]
        if len(raw) < 3 or raw[:1] != MARK or raw[-1:] != MARK:
            return None
        return self._frame(Cut(len(raw), inside), now_us)

    def _frames(self, cuts: list[Cut], now_us: int) -> list[Frame]:
        return [self._frame(cut, now_us) for cut in cuts]

    def _frame(self, cut: Cut, now_us: int) -> Frame:
        if cut.reason or cut.frame is None:
            return invalid(cut)
        packet = parse(cut.frame)
        if isinstance(packet, str):
            return _refused(cut, packet)
        return (
            self._part(packet, now_us) if packet.number else self._whole(packet, [packet], now_us)
        )

    def _part(self, packet: Packet, now_us: int) -> Frame:
        total, index = packet.number or (1, 1)
        first = (packet.serial - index + 1) & 0xFFFF
        key = (packet.phone, packet.id, total, first)
        held = (p for s in self._sets.values() for p in s.parts.values())
        if sum(len(p.body) + OVERHEAD for p in [packet, *held]) > MAX_HELD:
            return Frame(False, "too_many_parts", head_of(packet), packet.phone)
        waiting = self._sets.setdefault(key, _Set(now_us))
        waiting.parts[index] = packet
        if len(waiting.parts) < total:
            self._forget_oldest()
            told = {**head_of(packet), "body": packet.body.hex()}
            return Frame(True, "waits_for_parts", told, packet.phone)
        parts = [p for _, p in sorted(self._sets.pop(key).parts.items())]
        return self._whole(replace(packet, body=b"".join(p.body for p in parts)), parts, now_us)

    def _forget_oldest(self) -> None:
        if len(self._sets) > MAX_SETS:
            self._sets.popitem(last=False)

    def _expire(self, now_us: int) -> list[Frame]:
        """Forget messages that did not become whole in time."""
        old = [k for k, s in self._sets.items() if now_us - s.since_us > PATIENCE_US]
        lost = [(k, len(self._sets.pop(k).parts)) for k in old]
        return [
            Frame(False, "parts_missing", {"phone": k[0], "parts": n, "total": k[2]}, k[0])
            for k, n in lost
        ]

    def _whole(self, packet: Packet, parts: list[Packet], now_us: int) -> Frame:
        body = body_of(packet)
        if body is None:
            fields = {**head_of(packet), "body": packet.body.hex()}
            return Frame(False, "body", fields, packet.phone)
        fields = {**head_of(packet), **body}
        reply = b"".join(self._answer(part) for part in parts)
        return Frame(True, "", fields, packet.phone, readings(packet.phone, body, now_us), reply)

    def _answer(self, packet: Packet) -> bytes:
        if packet.id in SILENT or packet.id >= 0x8000:
            return b""
        self._serial = (self._serial + 1) & 0xFFFF
        serial = (packet.serial & 0xFFFF).to_bytes(2, "big")
        if packet.id == REGISTRATION:
            # The code that it will authenticate with. It keeps nobody out, and is not meant to.
            code = packet.phone.encode()
            return encode(packet, REGISTERED, self._serial, serial + bytes((OK,)) + code)
        result = OK if packet.id in MESSAGES else UNSUPPORTED
        told = serial + packet.id.to_bytes(2, "big") + bytes((result,))
        return encode(packet, ANSWER, self._serial, told)


def _refused(cut: Cut, reason: str) -> Frame:
    told = invalid(replace(cut, reason=reason))
    raw = unescape(cut.frame or b"")
    if reason != "checksum" or not raw:
        return told
    checks = {"checksum": raw[-1], "checksum_computed": xor(raw[:-1])}
    return replace(told, fields={**told.fields, **checks})


def head_of(packet: Packet) -> Fields:
    """The header under the names that `chengyun decode` shows."""
    total, index = packet.number or (None, None)
    return {
        "message_id": f"0x{packet.id:04x}",
        "message": MESSAGES.get(packet.id),
        "phone": packet.phone,
        "serial": packet.serial,
        "version": "2019" if packet.is_2019 else "2013",
        "encrypted": packet.encrypted,
        "parts": total,
        "part": index,
        "length": packet.attributes & 0x3FF,
        "checksum": packet.check,
    }


def body_of(packet: Packet) -> Fields | None:
    """What the body says; as hex where its message is not read; None where it is wrong."""
    read = BODIES.get(packet.id)
    if read is None or packet.encrypted:
        return {"body": packet.body.hex()}
    return read(packet.body, packet.is_2019)


def readings(phone: str, body: Fields, now_us: int) -> tuple[Reading, ...]:
    """Readings of every location of a message."""
    locations = body.get("locations", [body] if "alarm" in body else [])
    return tuple(one for where in locations for one in _of(phone, where, now_us))


def _of(phone: str, where: Fields, now_us: int) -> Iterator[Reading]:
    """A place without time or fix is none; a cry for help counts even then, as of now."""
    told = where["time"]
    at = micros(datetime.fromisoformat(told)) if told else now_us
    if told and where["positioned"]:
        yield Reading(f"{phone}.lon", at, where["lon"])
        yield Reading(f"{phone}.lat", at, where["lat"])
        yield Reading(f"{phone}.speed", at, where["speed_kmh"])
    yield Reading(f"{phone}.sos", at, float("sos" in where["alarms"]))


def decode(raw: bytes) -> Iterator[dict[str, Any]]:
    """One dict per frame of a capture or of lines of hex."""
    session = Jt808Session()
    return decode_with(lambda: session, raw, binary=True, whole=session.whole)


ADAPTER = Adapter(
    "jt808", "JT/T 808 车载终端", "JT/T 808 vehicle terminals", "tcp", 9808,
    session=Jt808Session, decode=decode,
)  # fmt: skip
