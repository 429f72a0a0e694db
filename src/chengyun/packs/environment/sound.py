"""The noise page: who is over the limit of zone and hour, and one station hour by hour."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    Curve,
    District,
    Figure,
    Figures,
    Line,
    Live,
    Point,
    Points,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.environment import episodes, limits, looking

PAGE = "/scenes/environment/pages/env_noise/?device="
READ, SHOWN = 4000, 20
ASKS = (
    Setting(key="device", title_zh="设备编号", title_en="Device", kind="text", default="",
            help_zh="点表中一行看逐时等效声级；不填为此刻最超标的。",
            help_en="Choose a row to see it hour by hour; empty is the one furthest over now."),
)  # fmt: skip


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Stations over now, then one of them: Leq by hour beside the limit, day and night."""
    zones, lives = looking.Zones.of(district), district.latest("noise")
    rows = sorted(
        ((over(zones, one), one) for one in lives), key=lambda row: (-row[0], row[1].stream)
    )
    loud = [(by, one) for by, one in rows if by > 0]
    night = not limits.by_day(district.now.astimezone().hour)
    yield Figures(items=(
        Figure(label=say("在线点位", "Stations on line"), value=len(lives)),
        Figure(label=say("此刻高于时段限值", "Over the limit of this hour"), value=len(loud),
               note=say("瞬时值，仅作筛查", "single values: a screening"),
               lamp="watch" if loud else "good"),
        Figure(label=say("时段", "It is"), value=say("夜间 22–6 时", "night, 22 to 6") if night
               else say("昼间 6–22 时", "day, 6 to 22")),
    ))  # fmt: skip
    yield _table(zones, loud[:SHOWN])
    yield Points(title=say("噪声地图", "Noise map"), items=tuple(
        Point(lon=one.lon, lat=one.lat, label=f"{one.thing} {one.value:.0f}",
              lamp="bad" if by > limits.NIGHT_PEAK else "watch" if by > 0 else "good")
        for by, one in rows[:300] if one.lon is not None and one.lat is not None
    ))  # fmt: skip
    told = str(asked.get("device") or "").strip()
    wanted = [one for _, one in rows if looking.device_of(one.stream) == told]
    chosen = next(iter(wanted if told else (one for _, one in rows)), None)
    if chosen is None:
        yield Text(text=say("近两小时没有噪声数据。", "No noise was heard in the last two hours."))
        return
    yield from _one(district, zones, chosen)


def over(zones: looking.Zones, one: Live) -> float:
    """dB over the limit of its zone at its hour; below 0 within."""
    return one.value - zones.limit("noise", one.stream, one.area, one.at)


def _table(zones: looking.Zones, loud: Sequence[tuple[float, Live]]) -> Table:
    return Table(
        title=say("高于限值的点位", "Stations over the limit"),
        columns=(say("点位", "Station"), say("功能区", "Zone"), "dB(A)",
                 say("限值", "Limit"), say("超出", "Over by")),
        rows=tuple(
            (one.thing, zone_title(zones, one), round(one.value, 1), round(one.value - by),
             round(by, 1))
            for by, one in loud
        ),
        hrefs=tuple(f"{PAGE}{looking.device_of(one.stream)}" for _, one in loud),
        empty=say("没有点位高于本时段限值。", "No station is over the limit of this hour."),
    )  # fmt: skip


def zone_title(zones: looking.Zones, one: Live) -> str:
    """Its zone in words: that of sites, or its class."""
    device = looking.device_of(one.stream)
    if device in zones.sites:
        return say("工地场界 GB 12523", "site boundary, GB 12523")
    return say(f"{zones.zone(device, one.area)} 类", f"class {zones.zone(device, one.area)}")


def _one(district: District, zones: looking.Zones, chosen: Live) -> Iterator[Block]:
    """Leq by hour of the last day; Ld and Ln are means of energy over the hours heard."""
    readings = district.history(chosen.stream, district.now - timedelta(hours=24), READ)
    hours = episodes.by_hour(readings, lambda at: at.astimezone())
    day = [v for at, v in readings if limits.by_day(at.astimezone().hour)]
    night = [v for at, v in readings if not limits.by_day(at.astimezone().hour)]
    device = looking.device_of(chosen.stream)
    by_day, by_night = (
        limits.noise_limit(zones.zone(device, chosen.area), hour, device in zones.sites)
        for hour in (12, 0)
    )
    yield Figures(
        title=chosen.thing,
        items=(_level("Ld", day, by_day), _level("Ln", night, by_night)),
    )
    if len(hours) > 1:
        yield Curve(title=say("逐时等效声级 Leq", "Leq by hour"), unit="dB(A)",
                    band=(0, by_night), lines=(
                        Line(label="Leq", points=tuple((at, level) for at, level, _ in hours)),
                    ))  # fmt: skip
    yield Table(
        columns=(say("时", "Hour"), "Leq", say("限值", "Limit"), say("读数", "Readings")),
        rows=tuple(
            (f"{at:%m-%d %H}", round(level, 1), by_day if limits.by_day(at.hour) else by_night, n)
            for at, level, n in hours
        ),
    )


def _level(name: str, heard: Sequence[float], limit: float) -> Figure:
    level = episodes.leq(heard)
    lamp = "" if level is None else "bad" if level > limit else "good"
    value = None if level is None else round(level, 1)
    return Figure(label=name, value=value, unit="dB(A)", lamp=lamp,
                  note=say(f"限值 {limit:g}，读数 {len(heard)}",
                           f"limit {limit:g}, of {len(heard)} readings"))  # fmt: skip
