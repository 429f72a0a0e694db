"""GB/T 26875.3-2011: fire alarm user devices (用户信息传输装置) over TCP.

A frame is `@@`, a control unit of 25 bytes, application data, the sum of all between in one byte,
`##`. A component is the datastream
`<device>.<system type>.<system address>.<component address>`, 1 while its fire alarm stands and
else 0, and `….fault` likewise; `….facility` is 0 while it is sound, 1 shielded and 2 in fault. Data
is confirmed (command 3) once it is durable; a frame with a wrong sum is denied (command 6), so that
the device sends it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chengyun.calendar.instants import micros
from chengyun.sensing.adapters.api import Adapter, Frame, Reading
from chengyun.sensing.adapters.china import moment_of, shown
from chengyun.sensing.adapters.framing import MORE, Cut, Stream, find_mark, invalid, leading
from chengyun.sensing.adapters.gb26875_units import UNITS, Fields, Short, moment, objects
from chengyun.sensing.adapters.lines import decode_with

MARK, END = b"@@", b"##"
# After the mark only serial and version (four bytes) can be @: no second is 64.
MARKS = len(MARK) + 4
HEAD, TAIL = 27, 3
LONGEST = 1024  # §7: application data of one frame
SEND, CONFIRM, DENY = 2, 3, 6
COMMANDS = {1: "control", 2: "send", 3: "confirm", 4: "request", 5: "answer", 6: "deny"}
FAULTS = {"fault", "power_fault", "main_power_fault", "backup_power_fault", "bus_fault",
          "centre_line_fault", "monitor_line_fault"}  # fmt: skip


def checksum(data: bytes) -> int:
    """Sum of the control unit and the application data, its lowest byte."""
    return sum(data) & 0xFF


def cut(buffer: bytes, skipping: bool, at_end: bool) -> Cut:
    """The next frame of a connection."""
    at, found = find_mark(buffer, MARK)
    if at:
        return Cut(at, rubbish=not skipping, skip_to_mark=skipping and not found)
    marks = leading(buffer, MARK)
    if marks > MARKS:
        return Cut(marks - MARKS, rubbish=True)
    if len(buffer) < HEAD:
        return _ended(buffer, at_end)
    length = int.from_bytes(buffer[24:26], "little")
    if length > LONGEST:
        return _refuse(buffer[:HEAD], "length")
    window = buffer[: HEAD + length + TAIL]
    if len(window) < HEAD + length + TAIL:
        return _ended(buffer, at_end)
    if window[-2:] != END:
        return _refuse(window, "end_mark")
    right = checksum(window[2:-TAIL]) == window[-TAIL]
    return Cut(len(window), window, "" if right else "checksum")


def _ended(buffer: bytes, at_end: bool) -> Cut:
    whole = buffer.endswith(END) and len(buffer) >= HEAD + TAIL
    return _refuse(buffer, "length" if whole else "cut_short") if at_end else MORE


def _refuse(window: bytes, reason: str) -> Cut:
    """Give up a frame: go on at the next `@@`, which may lie inside what its length claimed."""
    at, found = find_mark(window, MARK, 1)
    return Cut(at, window[:at], reason, skip_to_mark=not found)


@dataclass(frozen=True)
class Packet:
    """A frame whose sum is right."""

    serial: bytes
    version: bytes
    time: datetime | None
    source: bytes
    destination: bytes
    command: int
    app: bytes


def parse(frame: bytes) -> Packet:
    """The control unit and application data of a whole frame."""
    return Packet(
        frame[2:4], frame[4:6], moment(frame[6:12]), frame[12:18], frame[18:24],
        frame[26], frame[HEAD:-TAIL],
    )  # fmt: skip


def answer(packet: Packet, command: int, now_us: int) -> bytes:
    """Confirm or deny: the packet's serial and version, addresses turned round, no data."""
    now = moment_of(now_us)
    stamp = bytes((now.second, now.minute, now.hour, now.day, now.month, now.year % 100))
    ends = packet.destination + packet.source
    body = packet.serial + packet.version + stamp + ends + b"\x00\x00" + bytes((command,))
    return MARK + body + bytes((checksum(body),)) + END


class Gb26875Session:
    """One user device's connection."""

    def __init__(self) -> None:
        self._stream = Stream(cut)

    def feed(self, data: bytes, now_us: int) -> list[Frame]:
        return [_frame(cut, now_us) for cut in self._stream.feed(data)]

    def close(self, now_us: int) -> list[Frame]:
        """What a connection leaves behind when it ends."""
        return [_frame(cut, now_us) for cut in self._stream.close()]


def _frame(cut: Cut, now_us: int) -> Frame:
    if cut.frame is None or cut.reason:
        return _refused(cut, now_us)
    packet = parse(cut.frame)
    try:
        fields = fields_of(packet)
    except Short:
        deny = answer(packet, DENY, now_us) if packet.command == SEND else b""
        return replace(invalid(replace(cut, reason="data_short")), reply=deny)
    reply = answer(packet, CONFIRM, now_us) if packet.command == SEND else b""
    fields["checksum"] = cut.frame[-TAIL]
    return Frame(True, "", fields, fields["source"], readings(fields, now_us), reply)


def _refused(cut: Cut, now_us: int) -> Frame:
    """Only a wrong sum is denied: of anything else the sender and the serial are not known."""
    told = invalid(cut)
    if cut.reason != "checksum" or not cut.frame:
        return told
    sums = {"checksum": cut.frame[-TAIL], "checksum_computed": checksum(cut.frame[2:-TAIL])}
    packet = parse(cut.frame)
    deny = answer(packet, DENY, now_us) if packet.command == SEND else b""
    return replace(told, fields={**told.fields, **sums}, reply=deny)


def fields_of(packet: Packet) -> Fields:
    """A packet under the names that `chengyun decode` shows. Raises Short."""
    kind = packet.app[0] if packet.app else None
    unit = UNITS.get(kind) if kind is not None else None
    count = packet.app[1] if unit and len(packet.app) > 1 else 0
    if unit and len(packet.app) < 2:
        raise Short
    return {
        "serial": int.from_bytes(packet.serial, "little"),
        "version": f"{packet.version[0]}.{packet.version[1]}",
        "time": shown(packet.time),
        "source": packet.source[::-1].hex(),
        "destination": packet.destination[::-1].hex(),
        "command": packet.command,
        "command_name": COMMANDS.get(packet.command),
        "type": kind,
        "type_name": unit.en if unit else None,
        "count": count,
        "objects": objects(unit, count, packet.app[2:]) if unit else [],
        "data": packet.app.hex(),
        "length": len(packet.app),
    }


def readings(fields: Fields, now_us: int) -> tuple[Reading, ...]:
    """Fire, fault, order and analog values of the objects. An alarm whose time cannot be read is
    now."""
    return tuple(one for item in fields["objects"] for one in _of(fields, item, now_us))


def _of(fields: Fields, item: Fields, now_us: int) -> Iterator[Reading]:
    at = micros(datetime.fromisoformat(item["time"])) if item.get("time") else now_us
    key = ".".join((fields["source"], *_place(fields["type"], item)))
    if fields["type"] in (1, 2, 21):
        states = set(item["states"])
        yield Reading(key, at, float("fire" in states))
        fault = bool(states & FAULTS)
        yield Reading(f"{key}.fault", at, float(fault))
        yield Reading(f"{key}.facility", at, 2.0 if fault else float("shielded" in states))
    if fields["type"] == 3 and item["analog_name"]:
        yield Reading(f"{key}.{item['analog_name']}", at, float(item["value"]))


def _place(kind: int, item: Fields) -> tuple[str, ...]:
    names = ("system_type", "system_address", "component_address")
    return ("device",) if kind == 21 else tuple(str(item[name]) for name in names if name in item)


def decode(raw: bytes) -> Iterator[dict[str, Any]]:
    """One dict per frame of a capture or of lines of hex."""
    return decode_with(Gb26875Session, raw, binary=True)


ADAPTER = Adapter(
    "gb26875", "GB/T 26875.3 消防远程监控", "GB/T 26875.3 fire alarm", "tcp", 9875,
    session=Gb26875Session, decode=decode,
)  # fmt: skip
