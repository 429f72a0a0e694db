"""HJ 212-2017 and HJ 212-2025: environmental monitoring stations over TCP.

`<MN>.<factor>` is a datastream; its value comes from real-time data, statistics have names of
their own (`hj212_data.readings`). A packet that asks for an answer gets it once its readings are
durable; sent again, it is answered again and taken once.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from chengyun.sensing.adapters import hj212_data as data
from chengyun.sensing.adapters.api import Adapter, Frame, Reading
from chengyun.sensing.adapters.china import shown
from chengyun.sensing.adapters.framing import Cut, Stream, invalid
from chengyun.sensing.adapters.hj212_frame import (
    CRC,
    HEAD,
    PARTED,
    Packet,
    crc16,
    cut,
    encode,
    number,
    parse,
)
from chengyun.sensing.adapters.lines import decode_with

HEAD_NAMES = ("QN", "ST", "CN", "PW", "MN", "Flag")
REMEMBERED = 256
MAX_SETS = 64
MAX_WAITING = 64 * 1024
OVERHEAD = 512
PATIENCE_US = 600 * 1_000_000


@dataclass
class _Set:
    """Sub-packets of one transmission; those without a DataTime wait for the one that has it."""

    since_us: int
    data_time: str = ""
    waiting: dict[str, Packet] = field(default_factory=dict)


class Hj212Session:
    """One station's connection."""

    def __init__(self) -> None:
        self._stream = Stream(cut)
        self._taken: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._sets: OrderedDict[tuple[str, ...], _Set] = OrderedDict()

    def feed(self, data: bytes, now_us: int) -> list[Frame]:
        return [*self._expire(now_us), *self._frames(self._stream.feed(data), now_us)]

    def close(self, now_us: int) -> list[Frame]:
        """What a connection leaves behind when it ends."""
        return self._frames(self._stream.close(), now_us)

    def _frames(self, cuts: list[Cut], now_us: int) -> list[Frame]:
        return [self._frame(cut, now_us) for cut in cuts]

    def _frame(self, cut: Cut, now_us: int) -> Frame:
        if cut.reason or cut.frame is None:
            return _refused(cut)
        packet = parse(cut.frame)
        if isinstance(packet, str):
            return invalid(replace(cut, reason=packet))
        return self._take(packet, now_us)

    def _take(self, packet: Packet, now_us: int) -> Frame:
        if packet.get("QN") and _identity(packet) in self._taken:
            told = {**fields_of(packet), "duplicate": True}
            return Frame(True, "", told, packet.get("MN"), (), answer(packet))
        if packet.flag & PARTED or packet.get("PNUM"):
            return self._part(packet, now_us)
        return self._whole([packet], "")

    def _part(self, packet: Packet, now_us: int) -> Frame:
        """A sub-packet counts by itself as soon as its DataTime is known."""
        waiting = self._set_of(packet, now_us)
        params, factors = packet.content
        waiting.data_time = params.get("DataTime", waiting.data_time)
        if factors and not waiting.data_time:
            return self._hold(packet, waiting)
        earlier = list(waiting.waiting.values())
        waiting.waiting.clear()
        return self._whole([packet, *earlier], waiting.data_time)

    def _set_of(self, packet: Packet, now_us: int) -> _Set:
        key = (packet.get("MN"), packet.get("QN"), packet.get("CN"))
        found = self._sets.setdefault(key, _Set(now_us))
        if len(self._sets) > MAX_SETS:
            self._sets.popitem(last=False)
        return found

    def _hold(self, packet: Packet, waiting: _Set) -> Frame:
        held = (p for s in self._sets.values() for p in s.waiting.values())
        if sum(p.length + OVERHEAD for p in [packet, *held]) > MAX_WAITING:
            return Frame(False, "too_many_parts", fields_of(packet), packet.get("MN"))
        waiting.waiting[packet.get("PNO")] = packet
        return Frame(True, "waits_for_parts", fields_of(packet), packet.get("MN"))

    def _expire(self, now_us: int) -> list[Frame]:
        """Forget transmissions that did not become whole in time."""
        old = [k for k, s in self._sets.items() if now_us - s.since_us > PATIENCE_US]
        lost = [(k, len(self._sets.pop(k).waiting)) for k in old]
        return [
            Frame(False, "parts_missing", {"mn": mn, "qn": qn, "cn": cn, "parts": n}, mn)
            for (mn, qn, cn), n in lost
            if n
        ]

    def _whole(self, packets: list[Packet], data_time: str) -> Frame:
        """The frame of the first packet, with the readings and answers of all."""
        told = fields_of(packets[0])
        made = [readings_of(packet, data_time) for packet in packets]
        if any(one is None for one in made):
            return Frame(True, "no_data_time", told, packets[0].get("MN"))
        for packet in packets:
            self._remember(packet)
        readings = tuple(reading for one in made for reading in one or ())
        reply = b"".join(answer(packet) for packet in packets)
        return Frame(True, "", told, packets[0].get("MN"), readings, reply)

    def _remember(self, packet: Packet) -> None:
        self._taken[_identity(packet)] = None
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)


def _refused(cut: Cut) -> Frame:
    told = invalid(cut)
    if cut.reason != "crc" or not cut.frame:
        return told
    right = {"crc": cut.frame[-CRC:].decode(), "crc_computed": f"{crc16(cut.frame[HEAD:-CRC]):04X}"}
    return replace(told, fields={**told.fields, **right})


def _identity(packet: Packet) -> tuple[str, ...]:
    """MN, QN, CN and PNO; the CRC too, for devices that give every packet the same QN."""
    return (*(packet.get(name) for name in ("MN", "QN", "CN", "PNO")), packet.crc.upper())


def readings_of(packet: Packet, data_time: str) -> tuple[Reading, ...] | None:
    """The readings of a packet; None when it has values and no time that can be read."""
    params, factors = packet.content
    moment = data.data_time({"DataTime": data_time, **params})
    if moment is None:
        read = data.COMMANDS.get(packet.get("CN"), data.UNKNOWN).read
        return None if factors and read else ()
    return data.readings(packet.get("MN"), packet.get("CN"), moment, factors)


def answer(packet: Packet) -> bytes:
    """What the host says (ST=91) to a packet that asks for an answer; nothing to one that does not.

    9014 to data, 9013 to a notice, 9011 with QnRtn to a request that no host carries out.
    """
    command = data.COMMANDS.get(packet.get("CN"), data.UNKNOWN)
    if not packet.asks or not command.answer:
        return b""
    code = data.UNKNOWN_CN if command is data.UNKNOWN else data.REFUSED
    cp = f"QnRtn={code}" if command.answer == data.REQUEST else ""
    ours = {"ST": "91", "CN": command.answer, "Flag": str(packet.flag & ~3)}
    head = {name: ours.get(name, packet.get(name)) for name in HEAD_NAMES}
    told = ";".join(f"{name}={value}" for name, value in head.items() if value)
    return encode(f"{told};CP=&&{cp}&&")


def fields_of(packet: Packet) -> dict[str, Any]:
    """A packet under the names that `chengyun decode` shows."""
    params, factors = packet.content
    command = data.COMMANDS.get(packet.get("CN"), data.UNKNOWN)
    return {
        **{name.lower(): packet.get(name) or None for name in HEAD_NAMES[:-1]},
        "flag": packet.flag if packet.get("Flag") else None,
        "version": packet.version,
        "command": command.en or None,
        "pnum": number(packet.get("PNUM")),
        "pno": number(packet.get("PNO")),
        "data_time": shown(data.data_time(params)),
        "factors": factors,
        "withheld": data.withheld(factors),
        "cp": params,
        "length": packet.length,
        "crc": packet.crc,
    }


def decode(raw: bytes) -> Iterator[dict[str, Any]]:
    """One dict per frame of a capture or of lines of text."""
    return decode_with(Hj212Session, raw, binary=False)


ADAPTER = Adapter(
    "hj212", "HJ 212 污染物自动监测", "HJ 212 environmental monitoring", "tcp", 9212,
    session=Hj212Session, decode=decode,
)  # fmt: skip
