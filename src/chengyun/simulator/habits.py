"""How simulated officers choose: what they do at each stage, how long it takes, what they say."""

from dataclasses import dataclass
from zlib import crc32

PERSONAS = frozenset({"zhoumin", "chenli", "wangfang", "liqiang", "zhaoguohua", "admin"})
LEFT_TO_PEOPLE = 5  # every fifth case …
LEFT_FOR_S = 360.0  # … waits this long (real seconds) for the person at the desk
HANDS_OFF_S = 120.0  # after a person has acted
LATE_SHARE, LATE_FACTOR = 0.06, 9.0


@dataclass(frozen=True)
class Step:
    """Work at one stage: who, within how many story seconds, and what, with its share."""

    roles: tuple[str, ...]
    seconds: tuple[float, float]
    actions: tuple[tuple[str, float], ...]


STEPS = {
    "reported": Step(("duty_officer", "dispatcher"), (12, 60), (("file", 0.96), ("reject", 0.04))),
    "verification": Step(("grid_officer", "duty_officer"), (40, 160), (("confirm", 1.0),)),
    "filed": Step(("dispatcher", "duty_officer"), (10, 50), (("dispatch", 1.0),)),
    "dispatched": Step(("handler", "dispatcher"), (15, 80), (("accept", 0.93), ("return", 0.07))),
    "handling": Step(
        ("handler", "grid_officer"),
        (80, 420),
        (("handle", 0.95), ("return", 0.02), ("extend", 0.03)),
    ),
    "check": Step(
        ("duty_officer", "dispatcher", "grid_officer"),
        (20, 110),
        (("close", 0.92), ("check_fail", 0.08)),
    ),
}  # fmt: skip

REASONS = {
    "return": (
        "不属于本单位职责,建议派相关部门。",
        "位置在小区内部,应由物业先行处置。",
        "现场已由其他单位在处理。",
    ),
    "check_fail": (
        "现场仍有残留,未清理干净。",
        "照片与现场不符,需重新处置。",
        "问题反复出现,未彻底解决。",
    ),
    "reject": ("经核实现场无此情况。", "与已有案件重复。"),
    "extend": ("需要更换配件,等待到货。", "涉及多家单位,正在协调。"),
    "": ("按流程办理。",),
}
RESULTS = (
    "已到现场处置完毕,隐患消除。", "已清理干净并告知责任方。", "已修复,现场恢复正常。",
    "已劝离并教育当事人。", "设备已更换,测试正常。", "已通知产权单位,当场整改。",
)  # fmt: skip
# Where a dispatcher sends a case that has no unit yet; "" is the street office of the place.
UNITS = {
    "smoke_alarm": "fire", "gas_leak": "gas", "charger_overheat": "fire", "flooding": "water",
    "air_pollution": "environment", "noise": "urban-enforcement", "manhole": "construction",
    "fire_facility_out": "fire",
    "lift_fault": "lift", "bin_overflow": "greening", "crowding": "police",
    "sensor_fault": "cityops", "exposed_garbage": "", "illegal_parking": "police",
    "street_vending": "urban-enforcement", "streetlight": "power", "road_damage": "construction",
    "construction_dust": "construction", "greenery": "greening", "clutter": "", "other": "",
}  # fmt: skip


def luck(*parts: object) -> float:
    """A number in [0, 1) that depends on its parts alone, so a rerun decides the same."""
    return crc32("|".join(map(str, parts)).encode()) / 2**32


def pick(options: tuple[str, ...], *parts: object) -> str:
    return options[int(luck(*parts) * len(options))]


def wanted(stage: str, number: str, turn: int) -> tuple[str, ...]:
    """The actions an officer would take here, first choice first."""
    step, draw = STEPS[stage], luck(number, stage, turn, "what")
    first, total = step.actions[0][0], 0.0
    for action, share in step.actions:
        total += share
        if draw < total:
            return (action, first)
    return (first,)


def delay_s(stage: str, number: str, turn: int) -> float:
    """Story seconds until somebody gets to it; now and then far too many."""
    low, high = STEPS[stage].seconds
    late = LATE_FACTOR if luck(number, "late") < LATE_SHARE else 1.0
    return (low + (high - low) * luck(number, stage, turn, "when")) * late
