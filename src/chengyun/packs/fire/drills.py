"""Drills: who has to hold one by when, how they went, what they found.

机关、团体、企业、事业单位消防安全管理规定 (公安部令第 61 号) art. 40: key places every half year at
least, others every year.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Table,
    Text,
    say,
)
from chengyun.packs.fire.words import BASE, SCENARIOS, word

EVERY = {"key": 183, "usual": 365}
SOON = timedelta(days=30)
SHOWN = 40
STEPS = (
    ("alarm_s", "报警", "Told"),
    ("micro_s", "微型站到场", "Micro station"),
    ("water_s", "出水", "Water"),
    ("out_s", "疏散完毕", "All out"),
)


@dataclass(frozen=True)
class Duty:
    """A place that has to hold drills: its last one, the next one planned, and when one is due."""

    building: EntryView
    last: date | None
    planned: date | None
    due: date

    def days_left(self, today: date) -> int:
        return (self.due - today).days


def day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def every(district: District) -> list[EntryView]:
    """All drills, those that are over too."""
    return [*district.entries("fire_drill"), *district.entries("fire_drill", ended=True)]


def duties(district: District, area: str = "") -> list[Duty]:
    """Every building of the register but homes, which have no such duty, the most overdue first.

    One that never held a drill is due so long after it came under care.
    """
    last: dict[str, date] = {}
    planned: dict[str, date] = {}
    for one in every(district):
        place, held = str(one.values["building"]), day(one.values.get("held_on"))
        plan = day(one.values["plan_on"])
        if held:
            last[place] = max(held, last.get(place, held))
        elif one.ended_at is None and plan:
            planned[place] = min(plan, planned.get(place, plan))
    where = {"area": area} if area else {}
    found = [
        _duty(one, last.get(one.key), planned.get(one.key), district.today)
        for one in district.entries("building_sheet", **where)
        if one.values["use"] != "homes"
    ]
    return sorted(found, key=lambda one: (one.due, one.building.name))


def _duty(one: EntryView, last: date | None, planned: date | None, today: date) -> Duty:
    begun = last or (one.added_at.date() if one.added_at else today)
    return Duty(one, last, planned, begun + timedelta(days=EVERY[str(one.values["grade"])]))


def in_time(rows: Sequence[Duty], today: date) -> float | None:
    """Per cent of places whose drill is not overdue; None without any."""
    return round(100 * sum(one.due >= today for one in rows) / len(rows), 1) if rows else None


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Who is overdue, what is planned, how drills went."""
    rows, today, drills = duties(district), district.today, every(district)
    late = [one for one in rows if one.due < today]
    share = in_time(rows, today)
    soon = [one for one in rows if today <= one.due <= today + SOON]
    waiting = [one for one in drills if one.stage == "held"]
    yield Figures(items=(
        Figure(label=say("应演练单位", "Places with the duty"), value=len(rows),
               href=f"{BASE}building_sheet/"),
        Figure(label=say("按期率", "In time"), value=share, unit="%",
               lamp="" if share is None else "good" if share >= 95 else "bad"),
        Figure(label=say("已超期", "Overdue"), value=len(late), lamp="bad" if late else "good"),
        Figure(label=say("30 天内到期", "Due in 30 days"), value=len(soon),
               lamp="watch" if soon else "good"),
        Figure(label=say("已演练、待评估", "Held, to be assessed"), value=len(waiting),
               href=f"{BASE}fire_drill/"),
    ))  # fmt: skip
    yield Text(text=say(
        "消防安全重点单位至少每半年、其他单位至少每年组织一次演练"
        "（《机关、团体、企业、事业单位消防安全管理规定》第四十条）。住宅不在此列。",
        "Key places hold a drill every half year at least, others every year (Order 61 of the "
        "Ministry of Public Security, art. 40). Homes have no such duty."))  # fmt: skip
    ahead = [one for one in rows if one.due <= today + SOON]
    yield Table(
        title=say("超期和即将到期", "Overdue, and due soon"),
        columns=(say("单位", "Place"), say("等级", "Care"), say("上次演练", "Last"),
                 say("应于", "Due"), say("剩余（天）", "Days left"), say("已计划", "Planned")),
        rows=tuple(
            (one.building.name, say("重点", "Key") if one.building.values["grade"] == "key"
             else say("一般", "Usual"), one.last, one.due, one.days_left(today), one.planned)
            for one in ahead[:SHOWN]
        ),
        hrefs=tuple(district.link(one.building) for one in ahead[:SHOWN]),
        empty=say("没有。", "None."),
    )  # fmt: skip
    yield _went(district, drills)


def _went(district: District, drills: Sequence[EntryView]) -> Table:
    """The drills that were held, newest first, with the time to each step."""
    held = [one for one in drills if one.values.get("held_on")]
    held.sort(key=lambda one: (str(one.values["held_on"]), one.name), reverse=True)
    return Table(
        title=say("演练情况", "How drills went"),
        columns=(say("演练", "Drill"), say("日期", "Day"), say("情景", "Scenario"),
                 say("人数", "People"),
                 *(say(f"{zh}（秒）", f"{en} (s)") for _, zh, en in STEPS),
                 say("问题", "Findings")),
        rows=tuple(
            (one.name, day(one.values["held_on"]), word(SCENARIOS, one.values["scenario"]),
             one.values.get("people"), *(one.values.get(key) for key, _, _ in STEPS),
             len(findings(one)))
            for one in held[:SHOWN]
        ),
        hrefs=tuple(district.link(one) for one in held[:SHOWN]),
        empty=say("还没有演练。", "No drill yet."),
    )  # fmt: skip


def findings(one: EntryView) -> list[str]:
    """What was found, a line each."""
    return [line.strip(" -·•；;") for line in str(one.values.get("found") or "").splitlines()
            if line.strip(" -·•；;")]  # fmt: skip
