"""The page of sites: their PM10 beside that of the background."""

from collections.abc import Iterator, Mapping
from typing import Any

from chengyun.packs.api import Block, District, Figure, Figures, Point, Points, Table, say
from chengyun.packs.environment import looking


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Sites ranked by their PM10 over that of the nearest background station."""
    rows, from_ = looking.dust(district), float(district.setting("dust_more"))
    worst = [one for one in rows if one.more >= from_]
    yield Figures(items=(
        Figure(label=say("在线工地", "Sites on line"), value=len(rows)),
        Figure(label=say("高于关注值", "At or over the mark"), value=len(worst),
               note=say(f"比背景高 {from_:g} µg/m³", f"{from_:g} µg/m³ over the background"),
               lamp="bad" if worst else "good"),
    ))  # fmt: skip
    yield Table(
        title=say("工地 PM10 与背景站之差", "PM10 of sites over the background"),
        columns=(say("工地", "Site"), "PM10", say("背景站", "Background station"),
                 say("背景 PM10", "Its PM10"), say("差值", "Difference"), say("时间", "At")),
        rows=tuple(
            (one.source.name if one.source else one.live.thing, round(one.live.value),
             one.background.thing, round(one.background.value), round(one.more), one.live.at)
            for one in rows[:30]
        ),
        hrefs=tuple(district.link(one.source) if one.source else "" for one in rows[:30]),
        empty=say("没有在线工地，或没有登记背景站（监测点位的用途选“环境背景”）。",
                  "No site on line, or no station of role background."),
    )  # fmt: skip
    yield Points(items=tuple(
        Point(lon=one.live.lon, lat=one.live.lat, label=f"{one.live.thing} {one.more:+.0f}",
              lamp="bad" if one.more >= from_ else "good")
        for one in rows if one.live.lon is not None and one.live.lat is not None
    ))  # fmt: skip
