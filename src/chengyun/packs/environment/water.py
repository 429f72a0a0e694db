"""Pages of the rivers: sections by their worst item, and what lies upstream of one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chengyun.packs.api import (
    Block,
    Curve,
    District,
    EntryView,
    Figure,
    Figures,
    Line,
    Point,
    Points,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.environment import tracing
from chengyun.packs.environment.limits import CLASSES, ITEMS, Graded, grade

BASE = "/scenes/environment/"
UPSTREAM = f"{BASE}pages/env_upstream/?section="
ASKS = (
    Setting(key="section", title_zh="断面编号", title_en="Section", kind="text", default="",
            help_zh="从“河道断面”点入；不填为离目标最远的。",
            help_en="Come from the list; empty is the one furthest from its class."),
)  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """A section with its samples, newest first, and the class of the last one."""

    section: EntryView
    samples: tuple[EntryView, ...]
    graded: Graded | None

    @property
    def wanted(self) -> int:
        return int(self.section.values["wanted"])

    @property
    def met(self) -> bool | None:
        return None if self.graded is None else self.graded.place <= self.wanted

    @property
    def lamp(self) -> str:
        if self.graded is None:
            return ""
        return "good" if self.met else "watch" if self.graded.place == self.wanted + 1 else "bad"

    @property
    def furthest(self) -> float:
        """By how much its furthest item is over."""
        return self.graded.over[0][1] if self.graded and self.graded.over else 0.0


def stands(district: District) -> list[Stand]:
    """All sections, along their rivers."""
    by_section: dict[str, list[EntryView]] = defaultdict(list)
    for one in district.entries("env_sample"):
        by_section[str(one.values["section"])].append(one)
    rows = sorted(
        district.entries("env_section"), key=lambda s: (s.values["river"], s.values["km"])
    )
    return [_stand(one, by_section[one.key]) for one in rows]


def _stand(section: EntryView, samples: Sequence[EntryView]) -> Stand:
    order = sorted(samples, key=lambda one: str(one.values["day"]), reverse=True)
    wanted = int(section.values["wanted"])
    return Stand(section, tuple(order), grade(order[0].values, wanted) if order else None)


def item_title(key: str) -> str:
    """An item of GB 3838 in words."""
    return say(ITEMS[key].zh, ITEMS[key].en)


def over_text(graded: Graded | None) -> str:
    """The items over the class aimed at, with by how much."""
    told = graded.over if graded else ()
    return "、".join(f"{item_title(key)} {times:.2f}" for key, times in told)


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Every section: class of its last sample, class aimed at, items over."""
    rows = stands(district)
    yield Figures(items=figures(rows))
    yield Table(
        title=say("河道断面（GB 3838-2002，按最差项目定类）",
                  "Sections (GB 3838-2002, by the worst item)"),
        columns=(say("断面", "Section"), say("河道", "River"), say("里程（km）", "Kilometre"),
                 say("采样", "Sampled"), say("类别", "Class"), say("目标", "Aimed at"),
                 say("定类项目", "By"), say("超目标项目与倍数", "Over it, by how much")),
        rows=tuple(
            (one.section.name, one.section.values["river"], one.section.values["km"],
             date.fromisoformat(one.samples[0].values["day"]) if one.samples else None,
             one.graded.title if one.graded else None, CLASSES[one.wanted],
             item_title(one.graded.worst) if one.graded else "", over_text(one.graded))
            for one in rows
        ),
        hrefs=tuple(f"{UPSTREAM}{one.section.key}" for one in rows),
        empty=say("还没有登记断面。", "No sections yet."),
    )  # fmt: skip
    yield Points(items=tuple(
        Point(lon=one.section.lon, lat=one.section.lat, lamp=one.lamp,
              label=f"{one.section.name} {one.graded.title if one.graded else '–'}",
              href=f"{UPSTREAM}{one.section.key}")
        for one in rows if one.section.lon is not None and one.section.lat is not None
    ))  # fmt: skip


def figures(rows: Sequence[Stand]) -> tuple[Figure, ...]:
    """How many sections reach their class, how many are worse than V."""
    told = [one for one in rows if one.graded]
    met, worst = sum(bool(one.met) for one in told), [one for one in told if one.lamp == "bad"]
    foul = sum(one.graded.place == len(CLASSES) - 1 for one in told if one.graded)
    return (
        Figure(label=say("达标断面", "Sections in their class"), value=met,
               unit=f"/ {len(told)}", lamp="good" if met == len(told) else "watch",
               href=f"{BASE}pages/env_rivers/"),
        Figure(label=say("差两类及以上", "Two classes off and more"), value=len(worst),
               lamp="bad" if worst else "good"),
        Figure(label=say("劣 V 类", "Worse than V"), value=foul, lamp="bad" if foul else "good"),
    )  # fmt: skip


def upstream(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """One section: its year, and the outfalls above it with every term of their score."""
    rows, told = stands(district), str(asked.get("section") or "").strip()
    worst = max(rows, key=lambda one: one.furthest, default=None)
    one = next((row for row in rows if row.section.key == told), None) if told else worst
    if one is None:
        yield Text(text=say("没有这个断面。", "There is no such section."))
        return
    item = one.graded.over[0][0] if one.graded and one.graded.over else "ammonia"
    item = item if item != "oxygen" else "permanganate"  # what eats oxygen, not oxygen itself
    yield Text(title=one.section.name, text=say(
        f"按{item_title(item)}看上游。得分 = 负荷占比 × 沿程剩余 × 100，只说明先查哪里，不是证据；"
        "感潮河道倒流时上游在另一侧，请按当日流向判断。",
        f"Looked at by {item_title(item)}. Score = share of load × what is left × 100: where to "
        "look first, no proof. Where the tide turns a river round, upstream is the other side.",
    ))  # fmt: skip
    yield from _course(one, item)
    yield _above(rows, one, item)
    yield _outfalls(district, one, item)


def _course(one: Stand, item: str) -> Iterator[Block]:
    points = tuple(
        (datetime.fromisoformat(f"{row.values['day']}T04:00").replace(tzinfo=UTC),
         float(row.values[item]))
        for row in reversed(one.samples) if row.values.get(item) not in (None, "")
    )  # fmt: skip
    if len(points) > 1:
        limit = ITEMS[item].limits[min(one.wanted, 4)]
        yield Curve(lines=(Line(label=item_title(item), points=points),), unit="mg/L",
                    band=(0, limit), title=say("一年来", "Over a year"))  # fmt: skip


def _above(rows: Sequence[Stand], one: Stand, item: str) -> Table:
    """Sections above it on the same river: what comes in already."""
    above = [
        row for row in rows
        if row.section.values["river"] == one.section.values["river"]
        and row.section.values["km"] < one.section.values["km"]
    ]  # fmt: skip
    return Table(
        title=say("上游断面（来水）", "Sections above: what comes in"),
        columns=(say("断面", "Section"), say("相距（km）", "km above"), say("类别", "Class"),
                 item_title(item)),
        rows=tuple(
            (row.section.name, round(one.section.values["km"] - row.section.values["km"], 2),
             row.graded.title if row.graded else None,
             row.samples[0].values.get(item) if row.samples else None)
            for row in reversed(above)
        ),
        empty=say("上游没有登记断面，来水情况不明。", "None above: what comes in is not known."),
    )  # fmt: skip


def _outfalls(district: District, one: Stand, item: str) -> Table:
    found = candidates(district, one.section, item)
    return Table(
        title=say("上游排口：得分 = 负荷占比 × 沿程剩余 × 100",
                  "Outfalls above: score = share of load × what is left × 100"),
        columns=(
            say("排口", "Outfall"), say("得分", "Score"), say("上游（km）", "km above"),
            say("水量（m³/d）", "Flow (m³/d)"), say("浓度（mg/L）", "mg/L"),
            say("负荷（kg/d）", "Load (kg/d)"), say("负荷占比", "Share of load"),
            say("行程（h）", "Way (h)"), say("沿程剩余", "What is left"),
        ),
        rows=tuple(
            (up.outfall.name, round(up.score, 1), round(up.above_km, 2), up.outfall.flow,
             up.outfall.strength, round(up.load, 2), f"{up.share:.2f}", round(up.hours, 1),
             f"{up.left:.2f}")
            for up in found
        ),
        hrefs=tuple(f"{BASE}env_source/{up.outfall.key}/" for up in found),
        empty=say("上游没有登记排口。", "No outfall on record above."),
    )  # fmt: skip


def candidates(district: District, section: EntryView, item: str) -> list[tracing.Upstream]:
    """Outfalls of the same river above a section that give off an item."""
    rows = district.entries("env_source", kind="outfall")
    outfalls = [
        tracing.Outfall(one.key, one.name, float(one.values["km"]), float(one.values["flow"]),
                        float(one.values[item]))
        for one in rows
        if one.values.get("river") == section.values["river"]
        and all(one.values.get(key) is not None for key in ("km", "flow", item))
    ]  # fmt: skip
    speed = section.values.get("speed") or district.setting("river_speed", section.area)
    decay = float(district.setting("decay", section.area))
    return tracing.upstream(
        tracing.Reach(float(section.values["km"]), decay, float(speed)), outfalls
    )
