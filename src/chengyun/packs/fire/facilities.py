"""Fire facilities out of order: how many, which, in which building, since when.

A component of GB/T 26875.3 says that it is sound (0), shielded (1) or in fault (2). 消防法 art. 16:
facilities are kept in working order; art. 28: nobody may stop them; art. 60: penalties.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chengyun.packs.api import (
    AlarmView,
    Bar,
    Bars,
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Table,
    Text,
    say,
)
from chengyun.packs.fire.words import apart

PROPERTY, RULES = "fire_facility", ("fire_facility_out",)
SHIELDED, FAULT = 1, 2
SHOWN, MAPPED, FEW = 60, 200, 10
# A facility belongs to the building whose sheet stands nearest within so many metres.
BUILDING_M = 60.0


@dataclass(frozen=True)
class Out:
    """A facility whose alarm stands. value is what it told last, building the nearest sheet."""

    alarm: AlarmView
    value: float
    building: EntryView | None

    @property
    def fault(self) -> bool:
        return self.value >= FAULT

    @property
    def state(self) -> str:
        return say("故障", "in fault") if self.fault else say("屏蔽", "shielded")

    @property
    def place(self) -> str:
        return self.building.name if self.building else ""

    def hours(self, now: datetime) -> int:
        return max(0, int((now - self.alarm.onset_at).total_seconds() // 3600))


@dataclass(frozen=True)
class Standing:
    """Facilities that told their state within two hours, how many of them are sound, and all that
    are out of order, the longest first, also those that only told of the change."""

    heard: int
    well: int
    out: Sequence[Out]

    @property
    def sound(self) -> float | None:
        """消防设施完好率: per cent of those heard of; cut off, never rounded up."""
        return 1000 * self.well // self.heard / 10 if self.heard else None

    @property
    def faults(self) -> int:
        return sum(one.fault for one in self.out)


def standing(district: District) -> Standing:
    """The facilities as they stand now."""
    lives = {one.stream: one for one in district.latest(PROPERTY)}
    alarms = {one.stream: one for one in district.alarms(RULES)}
    sheets = district.entries("building_sheet") if alarms else []
    well = sum(one.value < SHIELDED and key not in alarms for key, one in lives.items())
    found = [
        Out(one, max(lives[key].value, SHIELDED) if key in lives else one.value,
            nearest(sheets, one.lon, one.lat))
        for key, one in alarms.items()
    ]  # fmt: skip
    return Standing(
        len(lives), well, sorted(found, key=lambda one: (one.alarm.onset_at, one.alarm.stream))
    )


def nearest(sheets: Sequence[EntryView], lon: float, lat: float) -> EntryView | None:
    """The building sheet that stands nearest, within `BUILDING_M`."""
    near = [
        (metres, one.key, one)
        for one in sheets
        if one.lon is not None and (metres := apart(lon, lat, one.lon, one.lat)) <= BUILDING_M
    ]
    return min(near)[2] if near else None


def around(found: Standing, lon: float, lat: float, metres: float) -> list[tuple[Out, float]]:
    """Those out of order within so many metres, the nearest first."""
    rows = [(one, apart(lon, lat, one.alarm.lon, one.alarm.lat)) for one in found.out]
    return sorted((row for row in rows if row[1] <= metres), key=lambda row: row[1])


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What share is sound, what is not, and where."""
    found, now = standing(district), district.now
    target = float(district.setting("sound_target"))
    places = Counter(one.place for one in found.out if one.place)
    yield Figures(items=(
        Figure(label=say("消防设施完好率", "Facilities sound"), value=found.sound, unit="%",
               lamp="" if found.sound is None else "good" if found.sound >= target else "bad"),
        Figure(label=say("两小时内有状态的部件", "Heard of in two hours"), value=found.heard),
        Figure(label=say("故障", "In fault"), value=found.faults,
               lamp="bad" if found.faults else "good"),
        Figure(label=say("屏蔽", "Shielded"), value=len(found.out) - found.faults,
               lamp="watch" if len(found.out) > found.faults else "good"),
        Figure(label=say("最久停用（小时）", "Out the longest (hours)"),
               value=found.out[0].hours(now) if found.out else None),
    ))  # fmt: skip
    yield Text(text=say(
        "完好率是两小时内报过状态的部件中，既不故障也不屏蔽的比例；没有联网的、久无状态的不在其中。"
        "单位应当保持消防设施完好有效（《消防法》第十六条），任何人不得擅自停用（第二十八条）。",
        "Sound are those neither in fault nor shielded, of the components that told their state "
        "within two hours; what is not connected or silent is not in it. Facilities are to be kept "
        "in order (消防法 art. 16), and nobody may stop them (art. 28)."))  # fmt: skip
    yield table(district, found.out, say(f"停用的设施（{len(found.out)}）",
                                         f"Out of order ({len(found.out)})"))  # fmt: skip
    if places:
        yield Bars(
            title=say("停用设施最多的建筑", "Buildings with the most out of order"),
            items=tuple(Bar(label=name, value=n) for name, n in places.most_common(FEW)),
        )
    yield Points(
        title=say("停用的消防设施", "Facilities out of order"),
        items=tuple(
            Point(lon=one.alarm.lon, lat=one.alarm.lat, label=f"{one.alarm.thing} {one.state}",
                  lamp="bad" if one.fault else "watch")
            for one in found.out[:MAPPED]
        ),
    )  # fmt: skip


def table(district: District, rows: Sequence[Out], title: str) -> Table:
    """Those out of order; a row leads to the sheet of its building."""
    shown = rows[:SHOWN]
    return Table(
        title=title,
        columns=(say("设施", "Facility"), say("建筑", "Building"), say("状态", "State"),
                 say("起于", "Since"), say("小时", "Hours"), say("案件", "Case")),
        rows=tuple((one.alarm.thing, one.place, one.state, one.alarm.onset_at,
                    one.hours(district.now), one.alarm.case) for one in shown),
        hrefs=tuple(district.link(one.building) if one.building else "" for one in shown),
        empty=say("没有故障或屏蔽的设施。", "None is in fault or shielded."),
    )  # fmt: skip
