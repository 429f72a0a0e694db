"""Application data of GB/T 26875.3-2011: which type flag has which fields, and what they mean.

Annexes and §8 of the standard: sizes are bytes, numbers are low byte first, times are second,
minute, hour, day, month, year (from 2000) in China.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chengyun.sensing.adapters.china import cut_text, from_parts, shown

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class Unit:
    """A type flag: its name, who sends it, and the fields of each of its objects."""

    zh: str
    en: str
    way: str
    fields: tuple[str, ...]


SYSTEM = ("system_type", "system_address")
COMPONENT = (*SYSTEM, "component_type", "component_address")
RESERVED = ("reserved",)

UNITS = {
    1: Unit("建筑消防设施系统状态", "system state", UP, (*SYSTEM, "system_state", "time")),
    2: Unit("部件运行状态", "component state", UP, (*COMPONENT, "component_state", "text", "time")),
    3: Unit("部件模拟量值", "analog value", UP, (*COMPONENT, "analog", "time")),
    4: Unit("系统操作信息", "system operation", UP, (*SYSTEM, "operation", "operator", "time")),
    5: Unit("系统软件版本", "system version", UP, (*SYSTEM, "version")),
    6: Unit("系统配置情况", "system configuration", UP, (*SYSTEM, "long_text")),
    7: Unit("部件配置情况", "component configuration", UP, (*COMPONENT, "text")),
    8: Unit("系统时间", "system time", UP, (*SYSTEM, "time")),
    21: Unit("用户信息传输装置运行状态", "device state", UP, ("device_state", "time")),
    24: Unit("传输装置操作信息", "device operation", UP, ("device_operation", "operator", "time")),
    25: Unit("传输装置软件版本", "device version", UP, ("version",)),
    26: Unit("传输装置配置情况", "device configuration", UP, ("long_text",)),
    28: Unit("传输装置系统时间", "device time", UP, ("time",)),
    61: Unit("读系统状态", "ask system state", DOWN, SYSTEM),
    62: Unit("读部件运行状态", "ask component state", DOWN, COMPONENT),
    63: Unit("读部件模拟量值", "ask analog value", DOWN, COMPONENT),
    64: Unit("读系统操作信息", "ask system operation", DOWN, (*SYSTEM, "records", "time")),
    65: Unit("读系统软件版本", "ask system version", DOWN, SYSTEM),
    66: Unit("读系统配置情况", "ask system configuration", DOWN, SYSTEM),
    67: Unit("读部件配置情况", "ask component configuration", DOWN, COMPONENT),
    68: Unit("读系统时间", "ask system time", DOWN, SYSTEM),
    81: Unit("读传输装置运行状态", "ask device state", DOWN, RESERVED),
    84: Unit("读传输装置操作信息", "ask device operation", DOWN, ("records", "time")),
    85: Unit("读传输装置软件版本", "ask device version", DOWN, RESERVED),
    86: Unit("读传输装置配置情况", "ask device configuration", DOWN, RESERVED),
    88: Unit("读传输装置系统时间", "ask device time", DOWN, RESERVED),
    89: Unit("初始化传输装置", "initialise the device", DOWN, RESERVED),
    90: Unit("同步传输装置时钟", "set the device's clock", DOWN, ("time",)),
    91: Unit("查岗命令", "roll call", DOWN, ("timeout_minutes",)),
}

# Names of bits, lowest first; bit 0 says "normal" when set and "under test" when not.
COMPONENT_BITS = ("normal", "fire", "fault", "shielded", "supervised", "started", "feedback",
                  "delayed", "power_fault")  # fmt: skip
SYSTEM_BITS = ("normal", "fire", "fault", "shielded", "supervised", "started", "feedback",
               "delayed", "main_power_fault", "backup_power_fault", "bus_fault", "manual",
               "configuration_changed", "reset")  # fmt: skip
DEVICE_BITS = ("normal", "fire", "fault", "main_power_fault", "backup_power_fault",
               "centre_line_fault", "monitor_line_fault")  # fmt: skip
OPERATION_BITS = (
    "reset",
    "silence",
    "manual_alarm",
    "alarm_cleared",
    "self_test",
    "confirm",
    "test",
)
DEVICE_OPERATION_BITS = (*OPERATION_BITS[:5], "roll_call_answer", "test")


@dataclass(frozen=True)
class Analog:
    """An analog value: its name in the key, its unit and what one step is worth."""

    name: str
    unit: str
    step: float


ANALOGS = {
    1: Analog("count", "", 1),
    2: Analog("height", "m", 0.01),
    3: Analog("temperature", "℃", 0.1),
    4: Analog("pressure_mpa", "MPa", 0.1),
    5: Analog("pressure_kpa", "kPa", 0.1),
    6: Analog("gas", "%LEL", 0.1),
    7: Analog("seconds", "s", 1),
    8: Analog("voltage", "V", 0.1),
    9: Analog("current", "A", 0.1),
    10: Analog("flow", "L/s", 0.1),
    11: Analog("air_volume", "m³/min", 0.1),
    12: Analog("air_speed", "m/s", 1),
}

Fields = dict[str, Any]


class Short(ValueError):
    """Fewer bytes than the objects need."""


class Reader:
    """Application data, read from its head. Raises Short at its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Short
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(size), "little", signed=signed)


def _plain(name: str, size: int = 1) -> Callable[[Reader], Fields]:
    return lambda reader: {name: reader.number(size)}


def _bits(name: str, size: int, names: tuple[str, ...]) -> Callable[[Reader], Fields]:
    def read(reader: Reader) -> Fields:
        value = reader.number(size)
        return {name: value, f"{name}s": [n for i, n in enumerate(names) if value >> i & 1]}

    return read


def _time(reader: Reader) -> Fields:
    return {"time": shown(moment(reader.take(6)))}


def moment(raw: bytes) -> Any:
    """A time of six bytes; None where there is no such time."""
    second, minute, hour, day, month, year = raw
    return from_parts(2000 + year, month, day, hour, minute, second)


def _version(reader: Reader) -> Fields:
    major, minor = reader.take(2)
    return {"version": f"{major}.{minor}"}


def _analog(reader: Reader) -> Fields:
    kind, value = reader.number(1), reader.number(2, signed=True)
    known = ANALOGS.get(kind)
    worth = round(value * known.step, 2) if known else value
    return {
        "analog_type": kind,
        "analog_name": known.name if known else None,
        "value": worth,
        "unit": known.unit if known else None,
    }


READERS: dict[str, Callable[[Reader], Fields]] = {
    "system_type": _plain("system_type"),
    "system_address": _plain("system_address"),
    "component_type": _plain("component_type"),
    "component_address": _plain("component_address", 4),
    "system_state": _bits("state", 2, SYSTEM_BITS),
    "component_state": _bits("state", 2, COMPONENT_BITS),
    "device_state": _bits("state", 1, DEVICE_BITS),
    "operation": _bits("operation", 1, OPERATION_BITS),
    "device_operation": _bits("operation", 1, DEVICE_OPERATION_BITS),
    "operator": _plain("operator"),
    "records": _plain("records"),
    "reserved": _plain("reserved"),
    "timeout_minutes": _plain("timeout_minutes"),
    "text": lambda reader: {"text": cut_text(reader.take(31))},
    "long_text": lambda reader: {"text": cut_text(reader.take(reader.number(1)))},
    "version": _version,
    "analog": _analog,
    "time": _time,
}


def objects(unit: Unit, count: int, data: bytes) -> list[Fields]:
    """The objects of application data after type and count. Raises Short."""
    reader = Reader(data)
    return [_object(unit, reader) for _ in range(count)]


def _object(unit: Unit, reader: Reader) -> Fields:
    found: Fields = {}
    for name in unit.fields:
        found |= READERS[name](reader)
    return found
