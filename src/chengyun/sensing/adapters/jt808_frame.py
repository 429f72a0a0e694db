"""The frame of JT/T 808, 2013 and 2019: 7e, header, body, XOR of both, 7e; 7d escapes.

JT/T 808 §4.4. The header of 2019 (bit 14 of the attributes) has a version byte and a phone of ten
BCD bytes instead of six; bit 13 announces sub-packages. Vendors' messages 0x5501 and 0x5502 (locks)
count their serial in one byte.
"""

from dataclasses import dataclass

from chengyun.sensing.adapters.framing import MORE, Cut, find_mark, leading

MARK = b"\x7e"
LONGEST = 4096  # escaped; a body has at most 1023 bytes
SHORT_SERIAL = (0x5501, 0x5502)
PARTED, V2019, ENCRYPTED = 1 << 13, 1 << 14, 7 << 10


def cut(buffer: bytes, skipping: bool, at_end: bool) -> Cut:
    """What stands between two marks. One that ends may also begin: a mark lost costs one frame."""
    at, found = find_mark(buffer, MARK)
    if at:
        return Cut(at, rubbish=not skipping, skip_to_mark=skipping and not found)
    if marks := leading(buffer, MARK) - 1:
        return Cut(marks)
    end = buffer.find(MARK, 1, LONGEST + 2)
    if end < 0 and len(buffer) >= LONGEST + 2:
        return Cut(LONGEST, buffer[:LONGEST], "too_long", skip_to_mark=True)
    if end < 0:
        return _rest(buffer) if at_end else MORE
    if not buffer[1:end].strip():
        return Cut(end)
    return Cut(end, buffer[1:end])


def _rest(buffer: bytes) -> Cut:
    """A mark with nothing behind it has ended the frame before."""
    rest = buffer[1:].strip()
    return Cut(len(buffer), buffer, "cut_short") if rest else Cut(len(buffer))


@dataclass(frozen=True)
class Packet:
    """A message. `number` is (total, index from 1) of a sub-package, else None."""

    id: int
    attributes: int
    version: int
    phone: str
    serial: int
    number: tuple[int, int] | None
    body: bytes
    check: int

    @property
    def is_2019(self) -> bool:
        return bool(self.attributes & V2019)

    @property
    def encrypted(self) -> bool:
        return bool(self.attributes & ENCRYPTED) and self.id not in SHORT_SERIAL


def unescape(raw: bytes) -> bytes | None:
    """7d02 is 7e and 7d01 is 7d; None where 7d is followed by anything else."""
    if raw.count(b"\x7d") != raw.count(b"\x7d\x01") + raw.count(b"\x7d\x02"):
        return None
    return raw.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")


def escape(raw: bytes) -> bytes:
    return raw.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def xor(data: bytes) -> int:
    """The check byte."""
    result = 0
    for byte in data:
        result ^= byte
    return result


def parse(inside: bytes) -> Packet | str:
    """The message between two marks, or the reason why it is none."""
    raw = unescape(inside)
    if raw is None:
        return "escape"
    if len(raw) < 5:
        return "length"
    if xor(raw):
        return "checksum"
    return _header(raw[:-1], raw[-1])


def _header(raw: bytes, check: int) -> Packet | str:
    id_, attributes = int.from_bytes(raw[:2], "big"), int.from_bytes(raw[2:4], "big")
    v2019 = bool(attributes & V2019) and id_ not in SHORT_SERIAL
    at = 5 if v2019 else 4
    phone_end = at + (10 if v2019 else 6)
    serial_end = phone_end + (1 if id_ in SHORT_SERIAL else 2)
    start = serial_end + (4 if attributes & PARTED else 0)
    if len(raw) - start != attributes & 0x3FF:
        return "length"
    total, index = (int.from_bytes(raw[i : i + 2], "big") for i in (serial_end, serial_end + 2))
    number = (total, index) if attributes & PARTED else None
    if number and not 1 <= index <= total:
        return "part_number"
    return Packet(
        id_, attributes, raw[4] if v2019 else 0, raw[at:phone_end].hex(),
        int.from_bytes(raw[phone_end:serial_end], "big"), number, raw[start:], check,
    )  # fmt: skip


def encode(packet: Packet, id_: int, serial: int, body: bytes) -> bytes:
    """A message to the sender of `packet`, in its version of the header."""
    attributes = len(body) | (V2019 if packet.is_2019 else 0)
    version = bytes((packet.version,)) if packet.is_2019 else b""
    head = id_.to_bytes(2, "big") + attributes.to_bytes(2, "big") + version
    raw = head + bytes.fromhex(packet.phone) + serial.to_bytes(2, "big") + body
    return MARK + escape(raw + bytes((xor(raw),))) + MARK
