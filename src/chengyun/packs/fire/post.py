"""The command post of one incident: is it a fire, who comes how soon, where is water, what is shut,
what is known of the building, how far everybody is. One page, and a panel of the wall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    CaseStep,
    CaseView,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.fire import alarms, evidence, facilities, lanes, reach, water
from chengyun.packs.fire.evidence import KINDS, Seen
from chengyun.packs.fire.playbooks import FIRE
from chengyun.packs.fire.registers import BUILDING
from chengyun.packs.fire.words import apart, off_path, word
from chengyun.packs.fire.words import page as page_of

HOSE_M, BUILDING_M, LANE_M, WAY_M = 150.0, 120.0, 150.0, 25.0
STATIONS, HYDRANTS, BUILDINGS, OTHERS = 6, 6, 3, 20
LOOKED_AT = 40  # so many hydrants, usable or not
ASKS = (
    Setting(key="case", title_zh="案件编号", title_en="Case", kind="text", default="",
            help_zh="不填为最可能是火的一件。", help_en="Empty is the likeliest fire."),
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """What is known of an incident, read as it is asked for."""

    district: District
    case: CaseView
    lon: float
    lat: float
    around: evidence.Around | None = None

    @cached_property
    def seen(self) -> Seen | None:
        return evidence.of_case(self.district, self.case, self.around)

    @cached_property
    def blocked(self) -> list[lanes.Blocked]:
        return lanes.blocked(self.district)

    @cached_property
    def arrivals(self) -> list[reach.Arrival]:
        """By road, around what is blocked."""
        shut = [(one.lon, one.lat) for one in self.blocked]
        return reach.arrivals(self.district, (self.lon, self.lat), shut)

    @cached_property
    def hydrants(self) -> list[water.Near]:
        held = self.district.nearest("hydrant", (self.lon, self.lat), LOOKED_AT)
        return water.nearest([one.entry for one in held], self.lon, self.lat, HYDRANTS)

    @cached_property
    def in_the_way(self) -> list[tuple[lanes.Blocked, float]]:
        """What is blocked at the place, or on the way of the first brigade, with metres to it."""
        first = next(iter(reach.brigade(self.arrivals)), None)
        path = first.trip.path if first else ()
        rows = [(one, apart(self.lon, self.lat, one.lon, one.lat)) for one in self.blocked]
        near = [
            (one, metres) for one, metres in rows
            if metres <= LANE_M or off_path(one.lon, one.lat, path) <= WAY_M
        ]  # fmt: skip
        return sorted(near, key=lambda row: (row[1], row[0].title))

    @cached_property
    def buildings(self) -> list[tuple[EntryView, float]]:
        held = self.district.nearest("building_sheet", (self.lon, self.lat), BUILDINGS)
        return [(one.entry, one.metres) for one in held if one.metres <= BUILDING_M]

    @cached_property
    def steps(self) -> Sequence[CaseStep]:
        return self.district.course(self.case.number)


def post(
    district: District, case: CaseView | None, around: evidence.Around | None = None
) -> Post | None:
    """None without a case, or of one without a place."""
    if case is None or case.lon is None or case.lat is None:
        return None
    return Post(district, case, case.lon, case.lat, around)


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """One incident; without a choice, the one that is likeliest a fire."""
    number = str(asked.get("case") or "").strip()
    held = post(district, district.case(number)) if number else _first(district)
    if held is None:
        said = (say("没有这件案件，或它没有位置。", "There is no such case, or it has no place.")
                if number else say("现在没有火警。", "There is no fire alarm now."))  # fmt: skip
        yield Text(text=said)
        yield from _others(district, "")
        return
    yield _head(held)
    if held.seen:
        yield alarms.terms(held.seen)
        yield Text(text=say(*alarms.WARNING))
    yield _stations(held)
    if held.arrivals:
        yield Text(text=reach.by_road([one.trip for one in held.arrivals]))
    yield _water(held)
    yield _lanes(held)
    yield _buildings(held)
    yield _facilities(held)
    yield _tasks(held)
    yield _map(held)
    yield from _others(district, held.case.number)


def _first(district: District) -> Post | None:
    """The open incident that is likeliest a fire, else the newest."""
    around = evidence.around(district)
    rows = [one for one in evidence.standing(district, around) if one.alarm.case]
    for one in rows:
        found = post(district, district.case(one.alarm.case), around)
        if found:
            return found
    held = district.cases(KINDS[:1]) or district.cases(KINDS)
    cases = [one for one in held if one.lon is not None]
    return post(district, cases[0], around) if cases else None


def _head(held: Post) -> Figures:
    limit = float(held.district.setting("arrive_min"))
    first = next(iter(reach.brigade(held.arrivals)), None)
    close = [one for one in held.hydrants if one.metres <= HOSE_M]
    seen = held.seen
    return Figures(
        title=f"{held.case.title} {held.case.number}".strip(),
        items=(
            Figure(label=say("真警可能性", "Likelihood"),
                   value=alarms.percent(seen.found.share) if seen else None,
                   lamp=alarms.lamp(seen.found.share) if seen else "",
                   note="" if seen else say("不是烟感报的", "no smoke detector told of it"),
                   href=held.district.link(held.case)),
            Figure(label=say("最近的救援站", "Nearest brigade"),
                   value=round(first.minutes, 1) if first else None, unit=say("分钟", "min"),
                   note=first.station.name if first else "",
                   lamp=("good" if first.minutes <= limit else "bad") if first else "bad"),
            Figure(label=say(f"{HOSE_M:.0f} 米内可用消火栓", f"Hydrants, {HOSE_M:.0f} m"),
                   value=len(close), lamp="good" if close else "bad",
                   href=page_of("fire_water")),
            Figure(label=say("途中、现场占堵", "Lanes blocked"), value=len(held.in_the_way),
                   lamp="bad" if held.in_the_way else "good", href=page_of("fire_lanes")),
        ),
    )  # fmt: skip


def _stations(held: Post) -> Table:
    limit = float(held.district.setting("arrive_min"))
    rows = held.arrivals[:STATIONS]
    return Table(
        title=say("谁先到（接到指令起，含出动）", "Who is there first (from the order)"),
        columns=(say("救援站", "Station"), say("到场（分）", "There in (min)"),
                 say(f"{limit:g} 分钟标准", f"{limit:g} min"), say("路程（m）", "Metres"),
                 say("力量", "Can send"), say("按", "By")),
        rows=tuple(
            (one.station.name, round(one.minutes, 1), say("达标", "in time") if one.minutes <= limit
             else say("超时", "later"),
             round(one.trip.metres), reach.force(one.station),
             say("道路", "road") if one.trip.by_road else say("直线估算", "crow, estimated"))
            for one in rows
        ),
        hrefs=tuple(held.district.link(one.station) for one in rows),
        empty=say("没有在岗的救援站可以沿道路到达。", "No station on duty comes here by road."),
    )  # fmt: skip


def _water(held: Post) -> Table:
    return Table(
        title=say("最近的可用消火栓", "Nearest hydrants that give water"),
        columns=(say("编号", "Number"), say("距离（m）", "Metres"), say("压力 MPa", "MPa"),
                 say("流量 L/s", "L/s"), say("提示", "Note"), say("位置", "Where")),
        rows=tuple(
            (one.entry.name, round(one.metres), one.entry.values.get("pressure"),
             one.entry.values.get("flow"), water.trouble(one.entry),
             one.entry.values.get("road", ""))
            for one in held.hydrants
        ),
        hrefs=tuple(held.district.link(one.entry) for one in held.hydrants),
        empty=say("没有登记可用的消火栓。", "No usable hydrant is on record."),
    )  # fmt: skip


def _lanes(held: Post) -> Table:
    return Table(
        title=say("途中和现场被占堵的通道", "Lanes blocked on the way and at the place"),
        columns=(say("通道", "Lane"), say("距现场（m）", "Metres off"),
                 say("到不了的建筑", "Shuts off"), say("自", "Since")),
        rows=tuple(
            (one.title, round(metres),
             say("、", ", ").join(b.name for b in one.buildings) or None, one.since)
            for one, metres in held.in_the_way
        ),
        hrefs=tuple(held.district.link(one.about) for one, _ in held.in_the_way),
        empty=say("没有。到场时间已绕开全区被占堵的地点。",
                  "None. The minutes go around whatever is blocked in the district."),
    )  # fmt: skip


def _buildings(held: Post) -> Table:
    gas = BUILDING.field("gas").options
    return Table(
        title=say("建筑（住户名单等密封内容在卡片上逐条打开，留痕）",
                  "The building (who needs help is sealed: open it on the sheet, on record)"),
        columns=(say("建筑", "Building"), say("距离（m）", "Metres"), say("层数", "Floors"),
                 say("消防电梯", "Fire lift"), say("燃气", "Gas"), say("总阀", "Valve"),
                 say("钥匙、门禁", "Keys"), say("控制室", "Control room"),
                 say("需协助撤离", "Need help to leave")),
        rows=tuple(
            (one.name, round(metres), _floors(one), bool(one.values.get("lift")),
             word(gas, one.values.get("gas")), one.values.get("gas_valve", ""),
             one.values.get("keys", ""), one.values.get("control", ""),
             one.values.get("help_count"))
            for one, metres in held.buildings
        ),
        hrefs=tuple(held.district.link(one) for one, _ in held.buildings),
        empty=say(f"{BUILDING_M:.0f} 米内没有建筑灭火救援卡。",
                  f"No building sheet within {BUILDING_M:.0f} m."),
    )  # fmt: skip


def _facilities(held: Post) -> Table:
    """What cannot be counted on there."""
    found = facilities.around(
        facilities.standing(held.district), held.lon, held.lat, facilities.BUILDING_M
    )
    return facilities.table(
        held.district,
        [one for one, _ in found],
        say(f"{facilities.BUILDING_M:.0f} 米内停用的消防设施（{len(found)}）",
            f"Facilities out of order within {facilities.BUILDING_M:.0f} m ({len(found)})"),
    )  # fmt: skip


def _floors(one: EntryView) -> str:
    up, down = one.values.get("floors"), one.values.get("basements")
    said = say(f"地上 {up}", f"{up} up")
    return f"{said}{say(f'、地下 {down}', f', {down} down')}" if down else said


ACTED = {
    "task_accept": ("出动", "On the way"),
    "task_arrive": ("到场", "There"),
    "task_done": ("完成", "Done"),
    "task_decline": ("不接", "Declined"),
    "task_cancel": ("取消", "Cancelled"),
}


def _tasks(held: Post) -> Block:
    """The playbook's steps and how far each is, as the ledger tells."""
    if not any(one.playbook == FIRE.key for one in held.steps):
        return Text(title=say("联动", "Together"), text=say(
            "还没有启动“火灾处置联动”。现场确认是火后，在案件页启动："
            "消防、交警、供电、燃气、医疗、街道各接任务。",
            "“A fire, together” has not begun. Once somebody has seen that it burns, begin it on "
            "the case: brigade, police, power, gas, health, sub-district each get a task.",
        ))  # fmt: skip
    last = {one.step: one for one in held.steps if one.step and one.action in ACTED}
    began = next(one.at for one in held.steps if one.playbook == FIRE.key)
    return Table(
        title=say(f"联动任务（{began.astimezone():%H:%M} 启动）",
                  f"Tasks (begun at {began.astimezone():%H:%M})"),
        columns=(say("任务", "Task"), say("进展", "How far"), say("时刻", "At")),
        rows=tuple(
            (say(step.title_zh, step.title_en), *_far(last.get(step.key))) for step in FIRE.steps
        ),
    )  # fmt: skip


def _far(one: CaseStep | None) -> tuple[str, Any]:
    return (say(*ACTED[one.action]), one.at) if one else (say("已派出，未接", "Called"), None)


def _map(held: Post) -> Points:
    here = Point(lon=held.lon, lat=held.lat, label=held.case.title or held.case.number, lamp="bad")
    link = held.district.link
    wet = [
        Point(lon=one.entry.lon or 0.0, lat=one.entry.lat or 0.0, lamp="good",
              label=f"{one.entry.name} {one.metres:.0f} m", href=link(one.entry))
        for one in held.hydrants
    ]  # fmt: skip
    shut = [
        Point(lon=one.lon, lat=one.lat, lamp="watch", label=one.title,
              href=link(one.about))
        for one, _ in held.in_the_way
    ]  # fmt: skip
    near = [
        Point(lon=one.lon or 0.0, lat=one.lat or 0.0, label=one.name, href=link(one))
        for one, _ in held.buildings
    ]
    return Points(title=say("现场、水源、占堵、建筑", "The place, water, what is shut, buildings"),
                  items=(here, *wet, *shut, *near))  # fmt: skip


def _others(district: District, shown: str) -> Iterator[Block]:
    cases = [one for one in district.cases(KINDS) if one.number != shown][:OTHERS]
    if cases:
        yield Table(
            title=say("其他火警、燃气、充电案件", "Other cases of smoke, gas and chargers"),
            columns=(say("案件", "Case"), say("内容", "What"), say("自", "Since")),
            rows=tuple((one.number, one.title, one.opened_at) for one in cases),
            hrefs=tuple(page_of("fire_command", case=one.number) for one in cases),
        )


def panel(district: District, case: CaseView) -> Iterator[Block]:
    """For the wall's command mode: what decides the first minutes."""
    held = post(district, case)
    if held is None:
        yield Text(text=say("案件没有位置。", "The case has no place."))
        return
    figures = _head(held).items
    yield Figures(items=figures)
    if held.seen:
        yield Text(text=alarms.because(held.seen))
    yield Bars(
        title=say("到场", "There in"), unit=say("分钟", "min"),
        items=tuple(
            Bar(label=one.station.name, value=round(one.minutes, 1),
                lamp="" if one.minutes <= float(district.setting("arrive_min")) else "watch")
            for one in held.arrivals[:3]
        ),
    )  # fmt: skip
    if held.buildings:
        one, metres = held.buildings[0]
        gas = BUILDING.field("gas").options
        yield Text(text=say("，", ", ").join(part for part in (
            f"{one.name} {metres:.0f} m", _floors(one),
            say("有消防电梯", "fire lift") if one.values.get("lift")
            else say("无消防电梯", "no fire lift"),
            say("燃气：", "gas: ") + word(gas, one.values["gas"]) if one.values.get("gas") else "",
        ) if part))  # fmt: skip
