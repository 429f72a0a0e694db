"""The page of today: the air, exceedances of late, HJ 212 monitors."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Live,
    Point,
    Points,
    Table,
    say,
)
from chengyun.packs.environment import looking
from chengyun.packs.environment.registers import FOUND, ITEMS

BASE = "/scenes/environment/"
TRACE = f"{BASE}pages/env_trace/?episode="
UNITS = {"pm25": "µg/m³", "pm10": "µg/m³", "noise": "dB(A)"}
SHOWN, LATE = 20, timedelta(minutes=10)


def word(options: Sequence[tuple[str, str, str]], key: object) -> str:
    """An option in words."""
    return next((say(zh, en) for told, zh, en in options if told == key), "")


def today(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Figures of now, exceedances of late, HJ 212 stations."""
    zones, lives = looking.Zones.of(district), district.latest("pm25")
    over = _over(zones, "pm25", lives)
    rows = newest_first(district)
    yield Figures(items=_figures(district, lives, over, rows))
    yield episodes_table(district, rows[:SHOWN])
    yield Points(
        title=say("此刻超标的站点", "Stations over the limit now"),
        items=tuple(
            Point(lon=one.lon, lat=one.lat, lamp="bad", label=f"{one.thing} {one.value:.0f}")
            for one in over[:200]
            if one.lon is not None and one.lat is not None
        ),
    )
    yield _stations(district, zones, lives)


def _over(zones: looking.Zones, item: str, lives: Sequence[Live]) -> list[Live]:
    found = [one for one in lives if one.value > zones.limit(item, one.stream, one.area, one.at)]
    return sorted(found, key=lambda one: -one.value)


def median(values: Sequence[float]) -> float | None:
    """The middle one."""
    return sorted(values)[len(values) // 2] if values else None


def newest_first(district: District) -> list[EntryView]:
    """Exceedances, newest first, those that have been looked into as well."""
    rows = looking.everything(district, "env_episode")
    return sorted(rows, key=lambda one: str(one.values["onset"]), reverse=True)


def _figures(
    district: District, lives: Sequence[Live], over: Sequence[Live], rows: Sequence[EntryView]
) -> tuple[Figure, ...]:
    middle, blow = median([one.value for one in lives]), looking.wind_now(district)
    waiting = [one for one in rows if one.stage == "over"]
    return (
        Figure(label=say("细颗粒物中位数", "PM2.5, median"), unit="µg/m³",
               value=None if middle is None else round(middle)),
        Figure(label=say("此刻超过日均限值的站点", "Stations over the 24 h limit now"),
               value=len(over), note=say("分钟值对 24 小时均值限值，仅作筛查",
                                         "minute values against a 24 h limit: a screening")),
        Figure(label=say("风（来向）", "Wind, from"), unit=f"{blow.speed:.1f} m/s" if blow else "",
               value=f"{blow.from_deg:.0f}°" if blow else None),
        Figure(label=say("待溯源", "Source wanted"), value=len(waiting),
               lamp="watch" if waiting else "good", href=f"{BASE}env_episode/?stage=over"),
        Figure(label=say("在办执法案件", "Enforcement cases"),
               value=len(district.entries("env_case")), href=f"{BASE}env_case/"),
    )  # fmt: skip


def episodes_table(district: District, rows: Sequence[EntryView]) -> Table:
    """Onset, length, peak, limit; each leads to its tracing."""
    return Table(
        title=say("超标过程", "Exceedances"),
        columns=(
            say("过程", "Exceedance"), say("项目", "Item"), say("开始", "Onset"),
            say("持续（分钟）", "Minutes"), say("峰值", "Peak"), say("限值", "Limit"),
            say("超标倍数", "Times over"), say("结论", "Found"),
        ),
        rows=tuple(
            (one.name, word(ITEMS, one.values["item"]), looking.moment(one.values["onset"]),
             one.values.get("minutes"), one.values.get("peak"), one.values.get("limit"),
             times_over(one), word(FOUND, one.values.get("found")))
            for one in rows
        ),
        hrefs=tuple(f"{TRACE}{one.key}" for one in rows),
        empty=say("没有超标过程。", "Nothing was over its limit."),
    )  # fmt: skip


def times_over(one: EntryView) -> float | None:
    """How far the peak lies over the limit; of noise, which is a logarithm, nothing."""
    peak, limit = one.values.get("peak"), one.values.get("limit")
    if not peak or not limit or one.values.get("item") == "noise":
        return None
    return round(float(peak) / float(limit) - 1, 2)


def _stations(district: District, zones: looking.Zones, lives: Sequence[Live]) -> Table:
    """What HJ 212 devices told last; those that are late first."""
    coarse = {looking.device_of(one.stream): one for one in district.latest("pm10")}
    known = [one for one in lives if looking.device_of(one.stream) in coarse]
    rows = sorted(known, key=lambda one: one.at)[:SHOWN]
    return Table(
        title=say("HJ 212 扬尘在线设备（最久未上报的在前）",
                  "HJ 212 monitors, the longest unheard first"),
        columns=(say("设备", "Device"), say("PM2.5", "PM2.5"), say("PM10", "PM10"),
                 say("最近上报", "Last heard"), say("状态", "State")),
        rows=tuple(
            (one.thing, round(one.value), round(coarse[looking.device_of(one.stream)].value),
             one.at,
             say("迟报", "late") if district.now - one.at > LATE else say("在线", "on line"))
            for one in rows
        ),
        empty=say("近两小时没有上报。", "Nothing in the last two hours."),
    )  # fmt: skip
