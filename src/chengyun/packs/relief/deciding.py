"""Pages for deciding: whom to visit and why, what signals are worth, who has not been seen."""

from collections.abc import Iterator, Mapping, Sequence
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
    Table,
    Text,
    in_mine,
    say,
)
from chengyun.packs.relief import care, suggesting
from chengyun.packs.relief.figures import BASE, closed, groups, outside
from chengyun.packs.relief.signals import KINDS
from chengyun.packs.relief.weighing import Record, worth
from chengyun.packs.relief.words import CONTACT, EVERY, LEVELS, word

SHOWN = 60


def decide(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The suggestions that wait for an officer, with every reason and its points."""
    houses = {one.key: one for one in district.entries("relief_household")}
    shut = closed(district, tuple(houses.values()), "relief_household")
    if shut:
        yield shut
        yield Figures(items=outside(district))
        yield groups(district)
        return
    rows = district.entries("relief_suggestion")
    waiting = sorted((one for one in rows if one.stage == "suggested"), key=_order)
    going = [one for one in rows if one.stage == "accepted"]
    yield Figures(items=_figures(district, waiting, going))
    least = district.setting("suggest_from")
    yield Text(
        text=say(
            f"线索合计达到 {least} 分即列入建议；同类线索只计一次。建议不是上门：打开一条，"
            "在环节里选“决定上门”或“不上门”（须写明原因），由人决定。",
            f"Signals of {least} points together suggest a visit, each kind counted once. A "
            "suggestion is no visit: open it and take it to “Visit decided” or, with the reason, "
            "to “No visit”. A person decides.",
        )
    )
    yield _waiting_table(district, waiting[:SHOWN], houses)


def _order(one: EntryView) -> tuple[bool, float, str]:
    return not one.values.get("urgent"), -float(one.values.get("score") or 0), one.name


def _figures(
    district: District, waiting: Sequence[EntryView], going: Sequence[EntryView]
) -> tuple[Figure, ...]:
    urgent = sum(bool(one.values.get("urgent")) for one in waiting)
    late = sum(one.lamp == "red" for one in (*waiting, *going))
    loose = [one for one in district.entries("relief_signal") if not one.values.get("household")]
    base = f"{BASE}relief_suggestion/"
    return (
        Figure(label=say("待决定", "To be decided"), value=len(waiting),
               href=f"{base}?stage=suggested"),
        Figure(label=say("其中紧急", "Urgent"), value=urgent, lamp="bad" if urgent else "good",
               note=say("独居且停水或停电", "alone, no water or power used"),
               href=f"{base}?urgent=1"),
        Figure(label=say("已决定、待上门", "Decided, to be visited"), value=len(going),
               href=f"{base}?stage=accepted"),
        Figure(label=say("超期", "Overdue"), value=late, lamp="bad" if late else "good",
               href=f"{base}?sort=due"),
        Figure(label=say("未对应家庭的线索", "Signals of no household yet"), value=len(loose),
               lamp="watch" if loose else "", href=f"{BASE}relief_signal/?kind=neighbour"),
    )  # fmt: skip


def _waiting_table(
    district: District, rows: Sequence[EntryView], houses: Mapping[str, EntryView]
) -> Table:
    return Table(
        title=say("待决定的上门建议", "Visits to be decided on"),
        columns=(say("家庭", "Household"), say("居委会", "Committee"), say("分值", "Points"),
                 say("理由", "Reasons"), say("联系意愿", "Contact"),
                 say("已几天未见", "Days unseen")),
        rows=tuple(_waiting(district, one, houses) for one in rows),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("没有待决定的建议。", "Nothing is to be decided."),
    )  # fmt: skip


def _waiting(
    district: District, one: EntryView, houses: Mapping[str, EntryView]
) -> tuple[Cell, ...]:
    house = houses.get(str(one.values["household"]))
    return (
        str(house.values["code"]) if house else "",
        one.area_title,
        one.values.get("score"),
        _why(one),
        word(CONTACT, house.values.get("contact", "not_asked")) if house else "",
        care.unseen_days(house, district.today) if house else None,
    )


def _why(one: EntryView) -> str:
    told = in_mine(one.values.get("why")).replace("\n", "；")
    return say(f"【紧急】{told}", f"Urgent: {told}") if one.values.get("urgent") else told


def signals(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What each kind of signal has led to, and what it is worth for that."""
    shut = closed(district, district.entries("relief_household"), "relief_household")
    if shut:
        yield shut
        return
    known = suggesting.record(district)
    yield Text(
        text=say(
            "每次走访的结果回写到它的线索。准确率＝走访后确有困难 ÷ 走访次数（95% 区间）；"
            "现行分值＝设定分值 × 2(确有困难＋5)÷(走访＋10)，走访少时接近设定值。"
            "只有决定上门的才有结果：没有上门的不等于没有困难。",
            "What a visit finds is written back to its signals. Precision: visits that found need "
            "of all visits (95 %). Points now: those set, times 2 (need + 5) ÷ (visits + 10), so "
            "that few visits change little. Where nobody went nothing is known: that is not “no "
            "need”.",
        )
    )
    yield Table(
        columns=(say("线索种类", "Signal"), say("来源", "From"), say("走访", "Visits"),
                 say("确有困难", "Real need"), say("准确率", "Precision"),
                 say("95% 区间", "95 % interval"), say("设定分值", "Points set"),
                 say("现行分值", "Points now")),
        rows=tuple(_kind(district, one, known.get(one.key, Record())) for one in KINDS),
        hrefs=tuple(f"{BASE}relief_signal/?kind={one.key}" for one in KINDS),
    )  # fmt: skip


def _kind(district: District, one: Any, held: Record) -> tuple[Cell, ...]:
    low, high = held.interval
    weight = district.setting(f"weight_{one.key}")
    told = held.precision
    return (
        say(one.zh, one.en), say(one.source_zh, one.source_en), held.visits, held.real,
        None if told is None else f"{told:.0%}",
        None if told is None else f"{low:.0%} – {high:.0%}",
        weight, worth(weight, held),
    )  # fmt: skip


def unseen(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Who has not been seen for how long, against what their level asks."""
    held = district.entries("relief_household")
    shut = closed(district, held, "relief_household")
    if shut:
        yield shut
        return
    late = sorted((one for one in held if care.over(one, district.today)), key=lambda one: (
        -care.over(one, district.today), one.name))  # fmt: skip
    alone = [one for one in late if one.values.get("alone")]
    base = f"{BASE}relief_household/?sort=seen_on"
    yield Figures(
        items=(
            Figure(label=say("在册家庭", "Households"), value=len(held),
                   href=f"{BASE}relief_household/"),
            Figure(label=say("超过应见日期", "Not seen in time"), value=len(late),
                   lamp="bad" if late else "good", href=base),
            Figure(label=say("其中独居", "Of them alone"), value=len(alone),
                   lamp="bad" if alone else "good", href=f"{base}&alone=1"),
            Figure(label=say("最久未见", "Longest unseen"), unit=say("天", "days"),
                   value=max((care.unseen_days(one, district.today) for one in held), default=None),
                   href=base),
        )
    )  # fmt: skip
    yield _bands(district, held)
    yield _late_table(district, late[:SHOWN])


def _bands(district: District, held: Sequence[EntryView]) -> Bars:
    """Households by how long they have not been seen."""
    edges = (7, 30, 60, 90, 180)
    days = [care.unseen_days(one, district.today) for one in held]
    spans = zip((0, *edges), (*edges, 10**6), strict=True)
    bars = []
    for low, high in spans:
        label = say(f"{low}–{high - 1} 天", f"{low} to {high - 1} days")
        label = say(f"{low} 天以上", f"{low} days and more") if high > 10**5 else label
        bars.append(Bar(label=label, value=sum(low <= one < high for one in days)))
    return Bars(title=say("已多久未见", "Not seen for"), items=tuple(bars))


def _late_table(district: District, rows: Sequence[EntryView]) -> Table:
    every = dict(EVERY)
    return Table(
        title=say("超过应见日期的家庭", "Not seen in time"),
        columns=(say("家庭", "Household"), say("居委会", "Committee"), say("级别", "Level"),
                 say("独居", "Alone"), say("最近见到", "Last seen"),
                 say("已几天未见", "Days unseen"), say("应几天一见", "Every (days)"),
                 say("超过", "Over by")),
        rows=tuple(
            (one.name, one.area_title, word(LEVELS, one.values["level"]),
             say("独居", "alone") if one.values.get("alone") else "",
             one.values.get("seen_on"), care.unseen_days(one, district.today),
             every[str(one.values["level"])], care.over(one, district.today))
            for one in rows
        ),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("都按时见到了。", "All have been seen in time."),
    )  # fmt: skip
