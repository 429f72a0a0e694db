"""Which device belongs to which estate, and what an alarm there asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from chengyun.packs.api import AlarmView, EntryView, Live

REACH = 200
DEGREE_M = 111_320.0
# Property, what it is called, unit, digits, and the field of the estate that says how many.
SENSORS = (
    ("charger_temp", "充电设施温度", "Charging", "℃", 1, "chargers"),
    ("tank_turbidity", "水箱浊度", "Water tanks", "NTU", 2, "tanks"),
    ("lift_fault", "电梯", "Lifts", "", 0, "lifts"),
    ("camera_fault", "摄像头", "Cameras", "", 0, "cameras"),
)
# What 0 and 1 say where a device tells of nothing else.
SAID = {
    "lift_fault": (("正常", "runs"), ("故障", "out of order")),
    "camera_fault": (("有画面", "sees"), ("无画面", "no picture")),
}


@dataclass(frozen=True)
class Meaning:
    """What an alarm of a rule means for those who live there: rank 1 is the gravest."""

    rank: int
    zh: str
    en: str
    why_zh: str
    why_en: str
    who_zh: str
    who_en: str


SMOKE = ("可能起火", "May be a fire", "消防、物业值班", "Fire, property manager")
FAULT = ("失去监测，出事时不会知道", "Unwatched meanwhile", "设备维护单位", "Maintenance")
MEANINGS = {
    "smoke_high": Meaning(1, "烟雾报警", "Smoke", *SMOKE),
    "gas_high": Meaning(1, "燃气报警", "Gas", "可能爆燃", "May explode", "燃气、消防", "Gas, fire"),
    "charger_hot": Meaning(1, "充电棚过热", "Charging shed hot", *SMOKE),
    "lift_out": Meaning(1, "电梯停运", "Lift out", "先问是否困人", "First ask: anybody inside?",
                        "电梯应急、物业值班", "Lift service, property manager"),
    "tank_turbid": Meaning(2, "水箱浊度超标", "Tank water turbid", "全楼在饮用",
                           "The house drinks it", "供水、物业", "Water, property manager"),
    "charger_silent": Meaning(3, "充电棚失联", "Charger silent", *FAULT),
    "lift_silent": Meaning(3, "电梯终端失联", "Lift terminal silent", *FAULT),
    "smoke_silent": Meaning(3, "烟感失联", "Smoke detector silent", *FAULT),
    "gas_silent": Meaning(3, "燃气探测失联", "Gas detector silent", *FAULT),
    "tank_silent": Meaning(4, "水箱终端失联", "Tank sensor silent", *FAULT),
    "camera_dark": Meaning(4, "摄像头无画面", "Camera dark", *FAULT),
    "camera_silent": Meaning(4, "摄像头失联", "Camera silent", *FAULT),
}  # fmt: skip


def metres(one: EntryView, lon: float, lat: float) -> float:
    """How far a place is from an estate; plane enough within a district."""
    if one.lon is None or one.lat is None:
        return float("inf")
    east = (lon - one.lon) * cos(radians(lat))
    return hypot(east, lat - one.lat) * DEGREE_M


def home_of(estates: Iterable[EntryView], lon: float, lat: float) -> EntryView | None:
    """The nearest estate within whose reach a place lies; None for none."""
    told = ((metres(one, lon, lat), one.key, one) for one in estates)
    near = [(far, key, one) for far, key, one in told if far <= reach(one)]
    return min(near)[2] if near else None


def reach(one: EntryView) -> float:
    """How far its devices may be, metres."""
    return float(one.values.get("reach") or REACH)


def alarms_by_estate(
    alarms: Iterable[AlarmView], estates: Sequence[EntryView]
) -> list[tuple[EntryView, AlarmView]]:
    """The alarms that stand within an estate, each with its estate."""
    told = ((home_of(estates, one.lon, one.lat), one) for one in alarms)
    return [(home, one) for home, one in told if home]


def devices(live: Iterable[Live], home: EntryView, estates: Sequence[EntryView]) -> list[Live]:
    """The devices of an estate: near it, and no nearer to another."""
    near = (one for one in live if metres(home, one.lon, one.lat) <= reach(home))
    return [one for one in near if home_of(estates, one.lon, one.lat) == home]
