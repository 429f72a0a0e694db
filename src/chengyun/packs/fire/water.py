"""Hydrants: which would give water now, which are below pressure, which nobody has looked at.

GB 55036-2022, 3.0.3 and GB 50974-2014, 7.2.8: 0.14 MPa at ordinary times; in a fire 15 L/s and
0.10 MPa from the ground.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Table,
    Text,
    Unvisited,
    say,
)
from chengyun.packs.fire.registers import HYDRANT
from chengyun.packs.fire.words import BASE, apart, word

WORKING_MPA, FIRE_MPA, FLOW = 0.14, 0.10, 15.0
SHOWN, MAPPED = 40, 120
STATES = HYDRANT.field("state").options


def usable(one: EntryView) -> bool:
    """True if an engine may count on it: sound, and what was measured is enough for a fire."""
    pressure, flow = one.values.get("pressure"), one.values.get("flow")
    return (
        one.values.get("state") in ("sound", "weak")
        and (pressure is None or float(pressure) >= FIRE_MPA)
        and (flow is None or float(flow) >= FLOW)
    )


def lamp(one: EntryView) -> str:
    """bad: gives no water for a fire; watch: below the pressure of ordinary times."""
    if not usable(one):
        return "bad"
    pressure = one.values.get("pressure")
    return "watch" if pressure is not None and float(pressure) < WORKING_MPA else "good"


def trouble(one: EntryView) -> str:
    """What is wrong with it, in words; "" for nothing."""
    pressure, flow = one.values.get("pressure"), one.values.get("flow")
    told = []
    if one.values.get("state") in ("blocked", "broken"):
        told.append(word(STATES, one.values["state"]))
    if pressure is not None and float(pressure) < WORKING_MPA:
        limit = FIRE_MPA if float(pressure) < FIRE_MPA else WORKING_MPA
        told.append(say(f"压力低于 {limit:.2f} MPa", f"below {limit:.2f} MPa"))
    elif one.values.get("state") == "weak":
        told.append(word(STATES, "weak"))
    if flow is not None and float(flow) < FLOW:
        told.append(say(f"流量低于 {FLOW:.0f} L/s", f"below {FLOW:.0f} L/s"))
    return say("、", ", ").join(told)


@dataclass(frozen=True)
class Near:
    """A hydrant and how far it is, in metres as a hose lies."""

    entry: EntryView
    metres: float


def nearest(held: Sequence[EntryView], lon: float, lat: float, most: int = 5) -> list[Near]:
    """The nearest that give water, the nearest first."""
    found = [Near(one, apart(lon, lat, one.lon, one.lat)) for one in held if usable(one)]
    return sorted(found, key=lambda one: (one.metres, one.entry.key))[:most]


def troubled(district: District, area: str = "") -> list[EntryView]:
    """The hydrants with something wrong, by name: asked for by that, since most are well."""
    where = {"area": area} if area else {}
    asked: tuple[dict[str, Any], ...] = (
        {"state__in": ("weak", "blocked", "broken")},
        {"pressure__lt": WORKING_MPA},
        {"flow__lt": FLOW},
    )
    found = [one for more in asked for one in district.entries("hydrant", **more, **where)]
    return sorted({one.key: one for one in found}.values(), key=lambda one: (one.name, one.key))


def share(district: District, area: str = "") -> float | None:
    """Per cent that give water; None without any."""
    whole = district.count("hydrant", **({"area": area} if area else {})).get("", 0)
    dry = sum(not usable(one) for one in troubled(district, area))
    return round(100 * (whole - dry) / whole, 1) if whole else None


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Hydrants by what is wrong with them; those that nobody has looked at."""
    held, bad = district.count("hydrant").get("", 0), troubled(district)
    days = int(district.setting("hydrant_days"))
    unlooked = district.unvisited("hydrant", district.now - timedelta(days=days + 1), SHOWN)
    dry = [one for one in bad if not usable(one)]
    whole = round(100 * (1 - len(dry) / held), 1) if held else None
    target = float(district.setting("usable_target"))
    yield Figures(items=(
        Figure(label=say("消火栓", "Hydrants"), value=held, href=f"{BASE}hydrant/"),
        Figure(label=say("可用率", "Usable"), value=whole, unit="%",
               lamp="" if whole is None else "good" if whole >= target else "bad"),
        Figure(label=say("不可用", "Give no water"), value=len(dry),
               lamp="bad" if dry else "good"),
        Figure(label=say("压力不足 0.14 MPa", "Below 0.14 MPa"),
               value=sum(map(_below, bad)), lamp="watch" if any(map(_below, bad)) else "good"),
        Figure(label=say(f"超过 {days} 天未查看", f"Not looked at for {days} days"),
               value=unlooked.count, lamp="watch" if unlooked.count else "good"),
    ))  # fmt: skip
    yield Text(text=say(
        "市政消火栓平时运行工作压力不应小于 0.14 MPa；火灾时最不利点出流量不应小于 15 L/s，"
        "供水压力从地面算起不应小于 0.10 MPa"
        "（GB 55036-2022 第 3.0.3 条、GB 50974-2014 第 7.2.8 条）。"
        "没有测过压力的按可用计。",
        "A public hydrant has 0.14 MPa at ordinary times; in a fire 15 L/s and 0.10 MPa from the "
        "ground at the worst one (GB 55036-2022, 3.0.3; GB 50974-2014, 7.2.8). One that was not "
        "measured counts as "
        "usable."))  # fmt: skip
    yield _wrong(district, sorted(bad, key=lambda one: (lamp(one) != "bad", one.name)))
    yield _forgotten(district, unlooked)
    yield Points(
        title=say("不可用和压力不足的消火栓", "Hydrants that give no water or too little"),
        items=tuple(
            Point(lon=one.lon or 0.0, lat=one.lat or 0.0, label=f"{one.name} {trouble(one)}",
                  lamp=lamp(one), href=district.link(one))
            for one in bad[:MAPPED] if one.lon is not None
        ),
    )  # fmt: skip


def _below(one: EntryView) -> bool:
    pressure = one.values.get("pressure")
    return pressure is not None and float(pressure) < WORKING_MPA


def _wrong(district: District, rows: Sequence[EntryView]) -> Table:
    return Table(
        title=say(f"有问题的消火栓（{len(rows)}）", f"What is wrong ({len(rows)})"),
        columns=(say("编号", "Number"), say("问题", "What"), say("压力 MPa", "MPa"),
                 say("流量 L/s", "L/s"), say("位置", "Where"), say("管理单位", "Kept by")),
        rows=tuple(
            (one.name, trouble(one), one.values.get("pressure"), one.values.get("flow"),
             one.values.get("road", ""), one.values.get("owner", ""))
            for one in rows[:SHOWN]
        ),
        hrefs=tuple(district.link(one) for one in rows[:SHOWN]),
        empty=say("没有。", "None."),
    )  # fmt: skip


def _forgotten(district: District, told: Unvisited) -> Table:
    return Table(
        title=say(f"超期未查看（{told.count}）", f"Not looked at ({told.count})"),
        columns=(say("编号", "Number"), say("地区", "Area"), say("已过天数", "Days"),
                 say("位置", "Where")),
        rows=tuple((one.name, one.area_title, (district.now - since).days,
                    one.values.get("road", ""))
                   for one, since in told.longest),
        hrefs=tuple(district.link(one) for one, _ in told.longest),
        empty=say("都按期查看。", "All were looked at in time."),
    )  # fmt: skip
