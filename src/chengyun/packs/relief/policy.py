"""The page of policy finds people, of applications, and what everybody may read of the rules."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Setting,
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.relief import care
from chengyun.packs.relief.facts import FINDERS, Facts, Found
from chengyun.packs.relief.figures import BASE, closed, outside
from chengyun.packs.relief.finding import MARKS, entitled
from chengyun.packs.relief.rules import Verdict, title_of, verdicts
from chengyun.packs.relief.words import BENEFITS

SHOWN = 80
NOTICE_DAYS = 7
PAGE = f"{BASE}pages/relief_policy/"
ASKS = (
    Setting(
        key="household", title_zh="家庭编号", title_en="Household", kind="text", default="",
        help_zh="如 JZ000128：逐项看每条规则", help_en="Such as JZ000128: every rule, one by one",
    ),
    Setting(
        key="benefit", title_zh="救助项目", title_en="Benefit", kind="choice", default="all",
        options=(("all", "全部", "All"), *BENEFITS),
    ),
)  # fmt: skip


def policy(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Who seems entitled and receives nothing; of one household every rule."""
    houses, code = district.entries("relief_household"), str(asked["household"]).strip()
    shut = closed(district, houses, "relief_household")
    if shut:
        yield shut
        yield Figures(items=outside(district))
        return
    if code:
        yield from _of_one(district, [one for one in houses if one.name == code])
        return
    wanted = str(asked["benefit"])
    found = [
        (house, told)
        for house, all_ in entitled(district, houses)
        for told in all_
        if wanted in ("all", told.benefit.key)
    ]
    found.sort(key=lambda one: (one[1].says != "yes", one[0].name))
    yield Figures(items=_figures(district, found))
    yield Text(
        text=say(
            "规则每月 1 日对名册运行一次，新符合者进入“政策找人”登记，由人决定是否告知；"
            "这里按此刻的资料计算。✓ 符合　✗ 不符合　? 不明（箭头后为可核实的单位）。",
            "On the first of each month the rules run over the register; who is new is entered "
            "for an officer to decide on. Here they run on what is known now. ✓ met, ✗ not met, "
            "? not known (after the arrow: who can find it out).",
        )
    )
    yield _asking(found)
    yield _table(found[:SHOWN])


def _figures(district: District, found: Sequence[tuple[EntryView, Verdict]]) -> tuple[Figure, ...]:
    sure = sum(told.says == "yes" for _house, told in found)
    stages = district.count("relief_match", "stage")
    base = f"{BASE}relief_match/"
    return (
        Figure(label=say("符合而未享受", "Entitled, not receiving"), value=sure,
               lamp="watch" if sure else "good"),
        Figure(label=say("有条件待核实", "Some conditions not known"), value=len(found) - sure),
        Figure(label=say("涉及家庭", "Households"), value=len({one.key for one, _ in found})),
        Figure(label=say("待告知", "To be told"), value=stages.get("found", 0),
               href=f"{base}?stage=found"),
        Figure(label=say("已告知", "Told"), value=stages.get("told", 0),
               href=f"{base}?stage=told"),
    )  # fmt: skip


def _asking(found: Sequence[tuple[EntryView, Verdict]]) -> Bars:
    """Who can find out how much of what is not known: one list a source."""
    counts = Counter(one.finder for _house, told in found for one in told.unknown)
    bars = tuple(Bar(label=say(*FINDERS[key]), value=n) for key, n in counts.most_common())
    return Bars(
        title=say("不明的条件可向谁核实（项）", "Who can find out what is not known"), items=bars
    )


def _table(found: Sequence[tuple[EntryView, Verdict]]) -> Table:
    return Table(
        title=say("逐户逐项", "Household by household"),
        columns=(say("家庭", "Household"), say("居委会", "Committee"), say("救助项目", "Benefit"),
                 say("结论", "Verdict"), say("条件", "Conditions"),
                 say("待核实", "To be found out")),
        rows=tuple(_row(house, told) for house, told in found),
        hrefs=tuple(f"{PAGE}?household={house.name}" for house, _told in found),
        empty=say("没有符合条件而未享受的家庭。", "Nobody is entitled who does not receive it."),
    )  # fmt: skip


def _row(house: EntryView, told: Verdict) -> tuple[Cell, ...]:
    return (
        house.name, house.area_title, title_of(told.benefit.key), _says(told),
        "　".join(f"{MARKS[one.met]} {one.title}：{one.value}" for one in told.found),
        "、".join(f"{one.title} → {say(*FINDERS[one.finder])}" for one in told.unknown),
    )  # fmt: skip


def _says(told: Verdict) -> str:
    words = {"yes": say("符合", "Entitled"), "perhaps": say("待核实", "Perhaps"),
             "no": say("不符合", "Not entitled")}  # fmt: skip
    return words[told.says]


def _of_one(district: District, houses: Sequence[EntryView]) -> Iterator[Block]:
    """Every rule held against one household: law, value, threshold, met, and from whom."""
    if not houses:
        yield Text(text=say("名册中没有这个编号。", "No household has that code."), lamp="watch")
        return
    house = houses[0]
    facts = care.facts(district, house, {})
    yield Table(
        columns=(say("家庭", "Household"), say("居委会", "Committee"), say("正在享受", "Receives"),
                 say("经济状况核对日期", "Means known on")),
        rows=((house.name, house.area_title,
               "、".join(title_of(one) for one in sorted(facts.receives)) or say("无", "Nothing"),
               house.values.get("means_on")),),
        hrefs=(district.link(house),),
    )  # fmt: skip
    yield from (_explained(facts, told) for told in verdicts(facts))


def _explained(facts: Facts, told: Verdict) -> Table:
    has = told.benefit.key in facts.receives
    verdict = say("正在享受", "Receives it") if has else _says(told)
    return Table(
        title=f"{title_of(told.benefit.key)} · {verdict}",
        columns=(say("条件", "Condition"), say("本户", "This household"), say("标准", "Threshold"),
                 say("结果", "Result"), say("依据", "Law"), say("资料来自", "Known from")),
        rows=tuple(_condition(one) for one in told.found),
    )  # fmt: skip


def _condition(one: Found) -> tuple[Cell, ...]:
    words = {True: say("✓ 符合", "✓ met"), False: say("✗ 不符合", "✗ not met"),
             None: say("? 不明", "? not known")}  # fmt: skip
    return one.title, one.value, one.limit, words[one.met], one.law, say(*FINDERS[one.finder])


def applying(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Applications by stage, what is due next, and notices that were too short."""
    rows = district.entries("relief_application")
    shut = closed(district, rows, "relief_application")
    if shut:
        yield shut
        yield Figures(items=outside(district))
        return
    short = [one for one in rows if notice_too_short(one)]
    late = [one for one in rows if one.lamp == "red"]
    base = f"{BASE}relief_application/"
    yield Figures(
        items=(
            Figure(label=say("在办和发放中", "In hand and granted"), value=len(rows), href=base),
            Figure(label=say("超期", "Overdue"), value=len(late), lamp="bad" if late else "good",
                   href=f"{base}?sort=due"),
            Figure(label=say("公示不足 7 日", "Notice under 7 days"), value=len(short),
                   lamp="bad" if short else "good"),
            Figure(label=say("待复核", "Review in hand"), value=_at(rows, "reviewed"),
                   href=f"{base}?stage=reviewed"),
        )
    )  # fmt: skip
    yield Stages(register="relief_application", title=say("各环节", "By stage"))
    yield _due_table(district, sorted((one for one in rows if one.due), key=_by_due)[:SHOWN])


def _at(rows: Sequence[EntryView], stage: str) -> int:
    return sum(one.stage == stage for one in rows)


def _by_due(one: EntryView) -> tuple[Any, str]:
    return one.due, one.name


def notice_too_short(one: EntryView) -> bool:
    """Granted before the notice had stood for seven days after its first."""
    begun, granted = one.values.get("notice_from"), one.stages.get("granted")
    if not begun or not granted:
        return False
    return granted.date() <= date.fromisoformat(begun) + timedelta(days=NOTICE_DAYS)


def _due_table(district: District, rows: Sequence[EntryView]) -> Table:
    words = {
        "applied": say("启动经济状况核对", "Begin the check of means"),
        "checked": say("核对完毕，提出意见并公示", "Finish the check, give an opinion, put it up"),
        "notice": say("公示满 7 日后确认", "Decide once 7 days are over"),
        "granted": say("到期复核", "Review"),
        "reviewed": say("决定续发或停发", "Go on or stop"),
    }
    return Table(
        title=say("下一步", "What is next"),
        columns=(say("申请", "Application"), say("居委会", "Committee"), say("项目", "Benefit"),
                 say("要做的事", "To be done"), say("期限", "Due"), say("剩余天数", "Days left")),
        rows=tuple(
            (one.name, one.area_title, title_of(str(one.values["benefit"])), words[one.stage],
             one.due.date() if one.due else None,
             (one.due.date() - district.today).days if one.due else None)
            for one in rows
        ),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("没有在办的申请。", "Nothing is in hand."),
    )  # fmt: skip


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: the conditions of each benefit, the thresholds here, where to tell."""
    blank = Facts({}, district.today, care.limits(district, ""))
    yield Table(
        columns=(say("网上反映", "Online"),),
        rows=((say("反映困难家庭", "Tell of somebody in need"),),),
        hrefs=("/s/relief/relief_tell/",),
    )
    for told in verdicts(blank):
        yield Table(
            title=title_of(told.benefit.key),
            columns=(say("条件", "Condition"), say("标准", "Threshold"), say("依据", "Law")),
            rows=tuple((one.title, one.limit, one.law) for one in told.found),
        )
