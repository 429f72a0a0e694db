"""Fire lanes: which are blocked, which buildings that shuts off, which are so again and again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    CaseView,
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
from chengyun.packs.fire.words import BASE, apart

KIND = ("fire_exit_blocked",)
BESIDE_M = 60.0  # a case is of the lane, a lane of the building, so near to it
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Blocked:
    """A place that engines cannot pass: told by an open case or by the lane's own sheet, which is
    what it is about."""

    about: CaseView | EntryView
    title: str
    lon: float
    lat: float
    since: datetime | None
    lane: EntryView | None
    case: CaseView | None
    buildings: tuple[EntryView, ...]


@dataclass(frozen=True)
class Offender:
    """A lane and its cases of the past year, newest first."""

    lane: EntryView
    cases: tuple[CaseView, ...]


def blocked(district: District) -> list[Blocked]:
    """What is blocked now, the longest first."""
    lanes, sheets = district.entries("fire_lane"), district.entries("building_sheet")
    found, told = [], set()
    for case in district.cases(KIND):
        if case.lon is None or case.lat is None:
            continue
        lane = _nearest(lanes, case.lon, case.lat)
        told.add(lane.key if lane else "")
        title = lane.name if lane else case.title
        found.append(Blocked(case, title, case.lon, case.lat, case.opened_at, lane, case,
                             shut_off(lane, case.lon, case.lat, sheets)))  # fmt: skip
    for lane in lanes:
        if lane.values["state"] == "blocked" and lane.key not in told:
            lon, lat = lane.lon or 0.0, lane.lat or 0.0
            found.append(Blocked(lane, lane.name, lon, lat, lane.changed_at, lane, None,
                                 shut_off(lane, lon, lat, sheets)))  # fmt: skip
    return sorted(found, key=lambda one: (one.since or district.now, one.title))


def _nearest(lanes: Sequence[EntryView], lon: float, lat: float) -> EntryView | None:
    rows = [(apart(lon, lat, one.lon, one.lat), one.key, one) for one in lanes]
    near = min(rows, default=None, key=lambda row: row[:2])
    return near[2] if near and near[0] <= BESIDE_M else None


def shut_off(
    lane: EntryView | None, lon: float, lat: float, sheets: Sequence[EntryView]
) -> tuple[EntryView, ...]:
    """The buildings that an engine does not come to: the lane's own, and those beside the place."""
    own = str(lane.values.get("building") or "") if lane else ""
    return tuple(
        one for one in sheets if one.key == own or apart(lon, lat, one.lon, one.lat) <= BESIDE_M
    )


def offenders(district: District, least: int) -> list[Offender]:
    """Lanes that were blocked so often in a year, the most often first."""
    lanes = district.entries("fire_lane")
    by: dict[str, list[CaseView]] = {}
    for case in district.cases(KIND, open=False, since=district.now - YEAR):
        if case.lon is not None and case.lat is not None:
            lane = _nearest(lanes, case.lon, case.lat)
            if lane:
                by.setdefault(lane.key, []).append(case)
    found = [Offender(lane, tuple(by[lane.key])) for lane in lanes
             if len(by.get(lane.key, ())) >= least]  # fmt: skip
    return sorted(found, key=lambda one: (-len(one.cases), one.lane.name))


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What is blocked, what it shuts off, and who does it again."""
    rows, least = blocked(district), int(district.setting("lane_repeat"))
    again = offenders(district, least)
    lanes = district.entries("fire_lane")
    narrow = [one for one in lanes if one.values["state"] == "narrow"]
    cut = {one.key for row in rows for one in row.buildings}
    yield Figures(items=(
        Figure(label=say("消防车通道", "Fire lanes"), value=len(lanes), href=f"{BASE}fire_lane/"),
        Figure(label=say("被占堵", "Blocked now"), value=len(rows), lamp="bad" if rows else "good"),
        Figure(label=say("到不了的建筑", "Buildings shut off"), value=len(cut),
               lamp="bad" if cut else "good"),
        Figure(label=say("净宽不足 4 米", "Under 4 metres"), value=len(narrow),
               lamp="watch" if narrow else "good"),
        Figure(label=say("一年内反复占堵", "Blocked again and again"), value=len(again),
               lamp="watch" if again else "good"),
    ))  # fmt: skip
    yield Table(
        title=say("正在占堵", "Blocked now"),
        columns=(say("通道", "Lane"), say("到不了的建筑", "Shuts off"), say("自", "Since"),
                 say("来源", "Told by"), say("管理单位", "Kept by")),
        rows=tuple(
            (one.title, say("、", ", ").join(b.name for b in one.buildings) or None, one.since,
             one.case.number if one.case else say("通道档案", "the lane's sheet"),
             one.lane.values.get("keeper", "") if one.lane else "")
            for one in rows
        ),
        hrefs=tuple(district.link(one.about) for one in rows),
        empty=say("没有被占堵的通道。", "No lane is blocked."),
    )  # fmt: skip
    yield Table(
        title=say(f"一年内 {least} 次及以上", f"{least} times and more in a year"),
        columns=(say("通道", "Lane"), say("次数", "Times"), say("最近一次", "Last"),
                 say("管理单位", "Kept by")),
        rows=tuple((one.lane.name, len(one.cases), one.cases[0].opened_at,
                    one.lane.values.get("keeper", "")) for one in again),
        hrefs=tuple(district.link(one.lane) for one in again),
        empty=say("没有。", "None."),
    )  # fmt: skip
    yield Text(text=say(
        "任何单位、个人不得占用、堵塞、封闭消防车通道（《消防法》第二十八条；处罚见第六十条）。"
        f"案件离通道、通道离建筑 {BESIDE_M:.0f} 米内视为同一处。",
        "Nobody may occupy, block or close a fire lane (Fire Protection Law, arts. 28, 60). "
        f"A case within {BESIDE_M:.0f} m of a lane is the lane's, a lane so near a building the "
        "building's."))  # fmt: skip
    yield Points(
        title=say("位置", "Where"),
        items=tuple(
            Point(lon=one.lon, lat=one.lat, label=one.title, lamp="bad",
                  href=district.link(one.about))
            for one in rows
        ),
    )  # fmt: skip
