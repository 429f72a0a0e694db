"""The frame of HJ 212: `##`, the length of the data part, the data part, its CRC, CR LF.

HJ 212-2017 §6.3 and Annex A; HJ 212-2025 keeps frame and CRC and says 2 in the version bits of
Flag. The data part is `QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;PNUM=…;PNO=…;CP=&&…&&`.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from chengyun.sensing.adapters.china import text
from chengyun.sensing.adapters.framing import MORE, Cut, find_mark, leading
from chengyun.sensing.adapters.hj212_data import Factors, split

MARK = b"##"
# A line ends and another begins inside a frame: its length was a lie.
NEXT_LINE = b"\n##"
HEAD = 6
CRC = 4
LONGEST_FIELD = 64
HEX = re.compile(rb"[0-9A-Fa-f]{4}")
NEEDED = ("CN", "MN")
VERSIONS = {0: "2005", 1: "2017", 2: "2025"}
ASKS, PARTED = 1, 2


def _shifted(register: int) -> int:
    for _ in range(8):
        register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register


# The register is shifted down by a byte before it meets the next one: 256 cases are all.
SHIFTED = tuple(_shifted(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """Annex A: the register's high byte meets each byte of the data, polynomial A001."""
    register = 0xFFFF
    for byte in data:
        register = SHIFTED[(register >> 8) ^ byte]
    return register


def encode(data: str) -> bytes:
    """A whole frame around a data part."""
    raw = data.encode("gb18030")
    return b"##%04d%s%04X\r\n" % (len(raw), raw, crc16(raw))


def cut(buffer: bytes, skipping: bool, at_end: bool) -> Cut:
    """The next frame of a connection; a frame is taken only with a right length and CRC."""
    at, found = find_mark(buffer, MARK)
    if skipping and not (found and at == 0):
        return _skip(buffer, at, found)
    if at:
        return Cut(at, rubbish=True)
    marks = leading(buffer, MARK)
    if marks > len(MARK):
        return Cut(marks - len(MARK), rubbish=True)
    if len(buffer) < HEAD:
        return _ended(buffer, at_end)
    if not buffer[2:HEAD].isdigit():
        return _refuse(buffer, buffer[:HEAD], "length")
    return _judge(buffer, HEAD + int(buffer[2:HEAD]) + CRC, at_end)


def _judge(buffer: bytes, size: int, at_end: bool) -> Cut:
    window = buffer[:size]
    if len(window) < size and NEXT_LINE not in window:
        return _ended(buffer, at_end)
    reason = _fault(window)
    if reason:
        return _refuse(buffer, window, reason)
    return Cut(size, window)


def _fault(window: bytes) -> str:
    data, crc = window[HEAD:-CRC], window[-CRC:]
    if NEXT_LINE in window or not HEX.fullmatch(crc):
        return "length"
    return "" if int(crc, 16) == crc16(data) else "crc"


def _ended(buffer: bytes, at_end: bool) -> Cut:
    whole = buffer.endswith(b"\n") or bool(re.search(rb"&&[0-9A-Fa-f]{4}\s*$", buffer))
    return _refuse(buffer, buffer, "length" if whole else "cut_short") if at_end else MORE


def _refuse(buffer: bytes, window: bytes, reason: str) -> Cut:
    """Give up a frame: go on at the next mark, or after the end of its line."""
    marked, found = find_mark(window, MARK, len(MARK))
    line = window.find(b"\n") + 1
    size = min(marked, line or marked)
    ended = found or line
    return Cut(size, window[:size], reason, skip_to_mark=not ended)


def _skip(buffer: bytes, at: int, found: bool) -> Cut:
    line = buffer.find(b"\n", 0, at) + 1
    return Cut(line) if line else Cut(at, skip_to_mark=not found)


@dataclass(frozen=True)
class Packet:
    """A data part, read. `cp` is what stands between `CP=&&` and `&&`."""

    head: dict[str, str]
    cp: str
    length: int
    crc: str

    def get(self, name: str) -> str:
        return self.head.get(name, "")

    @cached_property
    def content(self) -> tuple[dict[str, str], Factors]:
        """Parameters and factors of its CP."""
        return split(self.cp)

    @cached_property
    def flag(self) -> int:
        """0 where it is missing, as in HJ/T 212-2005 without replies."""
        return number(self.get("Flag")) or 0

    @property
    def asks(self) -> bool:
        """Whether the sender wants an answer (Flag's lowest bit)."""
        return bool(self.flag & ASKS)

    @property
    def version(self) -> str:
        return VERSIONS.get(self.flag >> 2, str(self.flag >> 2))


def number(digits: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    sound = digits.isascii() and digits.isdigit() and len(digits) < 10
    return int(digits) if sound else None


def parse(frame: bytes) -> Packet | str:
    """The packet of a frame whose CRC is right, or the reason why it is none."""
    data = text(frame[HEAD:-CRC])
    head, mark, rest = data.partition("CP=&&")
    if not mark or not rest.endswith("&&"):
        return "no_cp"
    pairs = (item.partition("=") for item in head.split(";") if "=" in item)
    fields = {name.strip(): value.strip() for name, _, value in pairs}
    missing = [name for name in NEEDED if not fields.get(name)]
    if missing:
        return f"no_{missing[0].lower()}"
    if any(len(value) > LONGEST_FIELD for value in fields.values()):
        return "long_field"
    return Packet(fields, rest[:-2], len(frame) - HEAD - CRC, frame[-CRC:].decode())
