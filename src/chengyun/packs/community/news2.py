"""NEWS2, the National Early Warning Score (Royal College of Physicians, London 2017). No database.

It says how urgently somebody qualified is to look, for adults; it says nothing of what ails
anybody. Not for children under 16 and not in pregnancy, where nothing is scored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from chengyun.packs.api import say

# (largest value, points), ascending; values between are whole but temperature, of one decimal.
Band = tuple[tuple[float, int], ...]
RESPIRATION: Band = ((8, 3), (11, 1), (20, 0), (24, 2), (inf, 3))
SPO2_1: Band = ((91, 3), (93, 2), (95, 1), (inf, 0))
# Scale 2: a target of 88–92 %, prescribed by a doctor; above it only oxygen counts.
SPO2_2_AIR: Band = ((83, 3), (85, 2), (87, 1), (inf, 0))
SPO2_2_OXYGEN: Band = ((83, 3), (85, 2), (87, 1), (92, 0), (94, 1), (96, 2), (inf, 3))
SYSTOLIC: Band = ((90, 3), (100, 2), (110, 1), (219, 0), (inf, 3))
PULSE: Band = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (inf, 3))
TEMPERATURE: Band = ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (inf, 2))
AIR = {"air": 0, "oxygen": 2}
ALERT = {"a": 0, "c": 3, "v": 3, "p": 3, "u": 3}
TITLES = {
    "respiration": ("呼吸", "Respiration"),
    "spo2": ("血氧", "SpO₂"),
    "air": ("吸入", "Breathes"),
    "systolic": ("收缩压", "Systolic"),
    "pulse": ("脉搏", "Pulse"),
    "conscious": ("意识", "Consciousness"),
    "temperature": ("体温", "Temperature"),
}
NAMES = {
    "air": ("空气", "air"),
    "oxygen": ("氧气", "oxygen"),
    "a": ("清醒", "alert"),
    "c": ("新发意识模糊", "new confusion"),
    "v": ("对声音有反应", "to voice"),
    "p": ("对疼痛有反应", "to pain"),
    "u": ("无反应", "unresponsive"),
}


@dataclass(frozen=True)
class Part:
    """One parameter, the value as measured and its points, 0 to 3."""

    key: str
    value: float | str
    points: int

    def __str__(self) -> str:
        told = say(*NAMES[self.value]) if isinstance(self.value, str) else f"{self.value:g}"
        return f"{say(*TITLES[self.key])} {told} → {self.points}"


@dataclass(frozen=True)
class Score:
    """The points of all seven; `scale2` says which scale of SpO2 was used."""

    parts: tuple[Part, ...]
    scale2: bool

    @property
    def total(self) -> int:
        """0 to 20."""
        return sum(one.points for one in self.parts)

    @property
    def threes(self) -> tuple[Part, ...]:
        """The parameters that alone ask for a doctor."""
        return tuple(one for one in self.parts if one.points == 3)

    @property
    def flag(self) -> str:
        """high (7 and more), urgent (5 and 6), single (any one 3), low (1 to 4) or none."""
        if self.total >= 7:
            return "high"
        if self.total >= 5:
            return "urgent"
        return "single" if self.threes else "low" if self.total else "none"


def points(value: float, band: Band) -> int:
    """The points of a value."""
    return next(told for most, told in band if value <= most)


def score(values: Mapping[str, Any]) -> Score | None:
    """The score of what was measured, by field; None where something is lacking, or for whom it
    is not made."""
    if lacking(values) or values.get("fit") != "adult":
        return None
    return Score(parts(values), values["scale"] == "two")


def lacking(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters that have no points yet."""
    return tuple(key for key in TITLES if any(values.get(k) in (None, "") for k in _inputs(key)))


def parts(values: Mapping[str, Any]) -> tuple[Part, ...]:
    """The points of what has been measured."""
    missing, scale2 = lacking(values), values.get("scale") == "two"
    told = (key for key in TITLES if key not in missing)
    return tuple(Part(key, values[key], _points(key, values, scale2)) for key in told)


def _inputs(key: str) -> tuple[str, ...]:
    return ("spo2", "scale", "air") if key == "spo2" else (key,)


def _points(key: str, values: Mapping[str, Any], scale2: bool) -> int:
    value = values[key]
    if key in ("air", "conscious"):
        return {"air": AIR, "conscious": ALERT}[key][value]
    if key == "spo2":
        return points(value, _scale(values["air"]) if scale2 else SPO2_1)
    return points(round(value, 1), BANDS[key])


def _scale(air: str) -> Band:
    return SPO2_2_OXYGEN if air == "oxygen" else SPO2_2_AIR


BANDS = {
    "respiration": RESPIRATION,
    "systolic": SYSTOLIC,
    "pulse": PULSE,
    "temperature": TEMPERATURE,
}
