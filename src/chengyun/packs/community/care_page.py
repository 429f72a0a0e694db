"""Pages of people: who lives alone, who waits for a doctor, retrofits and their funds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.community import lone, retrofit, triage
from chengyun.packs.community.estate_page import waited
from chengyun.packs.community.figures import BASE, closed, outside
from chengyun.packs.community.words import FLAGS, GROUPS, LEVELS, LIVING, SIGNALS, word

SHOWN = 60


def alone(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Signals that wait for a person to decide, and who has not been seen for how long."""
    shut = closed(district, "lone_person", "民政部门和所在街道")
    if shut:
        yield shut
        yield Figures(items=outside(district)[:2])
        return
    people = {one.key: one for one in district.entries("lone_person")}
    homes = {one.key: one.name for one in district.entries("community_estate")}
    signals = district.entries("lone_signal")
    late = sorted((one for one in people.values() if lone.over(one, district.today)),
                  key=lambda one: (-lone.over(one, district.today), one.name))  # fmt: skip
    yield Figures(items=_lone_figures(district, people, signals, late))
    yield Text(
        text=say(
            "信号只是提示：用水为零可能是外出，也可能出了事。打开一条，由人选“决定上门”或“不上门”（写明原因）。",
            "A signal only suggests: no water used may be a journey, or a fall. Open one and "
            "choose “Visit decided” or, with the reason, “No visit”.",
        )
    )
    yield _signal_table(
        district, [one for one in signals if one.stage == "suggested"], people, homes
    )
    yield _late_table(district, late[:SHOWN], homes)


def _lone_figures(
    district: District, people: Mapping[str, EntryView], signals: Sequence[EntryView],
    late: Sequence[EntryView],
) -> tuple[Figure, ...]:  # fmt: skip
    waiting = sum(one.stage == "suggested" for one in signals)
    going = sum(one.stage == "going" for one in signals)
    over = sum(one.lamp == "red" for one in signals)
    base = f"{BASE}lone_signal/"
    return (
        Figure(label=say("在册", "Registered"), value=len(people), href=f"{BASE}lone_person/"),
        Figure(label=say("待决定", "To be decided"), value=waiting,
               lamp="watch" if waiting else "good", href=f"{base}?stage=suggested"),
        Figure(label=say("已决定、待上门", "Decided, to be visited"), value=going,
               href=f"{base}?stage=going"),
        Figure(label=say("信号超期", "Signals overdue"), value=over,
               lamp="bad" if over else "good", href=f"{base}?sort=due"),
        Figure(label=say("超过应见日期", "Not seen in time"), value=len(late),
               lamp="bad" if late else "good", href=f"{BASE}lone_person/?sort=seen_on"),
    )  # fmt: skip


def _signal_table(
    district: District, rows: Sequence[EntryView], people: Mapping[str, EntryView],
    homes: Mapping[str, str],
) -> Table:  # fmt: skip
    order = sorted(rows, key=lambda one: (one.due or district.now, one.name))
    return Table(
        title=say("待决定的信号", "Signals to be decided on"),
        columns=(say("老人", "Person"), say("小区", "Estate"), say("信号", "Signal"),
                 say("天数", "Days"), say("已几天未见", "Days unseen"), say("已等", "Waiting")),
        rows=tuple(_signal(district, one, people, homes) for one in order[:SHOWN]),
        hrefs=tuple(district.link(one) for one in order[:SHOWN]),
        empty=say("没有待决定的信号。", "Nothing is to be decided."),
    )  # fmt: skip


def _signal(
    district: District, one: EntryView, people: Mapping[str, EntryView],
    homes: Mapping[str, str],
) -> tuple[Cell, ...]:  # fmt: skip
    person = people.get(str(one.values["person"]))
    return (
        person.name if person else "",
        _at(person or one, homes),
        word(SIGNALS, one.values["kind"]),
        one.values.get("days"),
        lone.unseen_days(person, district.today) if person else None,
        waited(one.stage_since or district.now, district.now),
    )


def _at(one: EntryView, homes: Mapping[str, str]) -> str:
    """The estate where somebody lives; without one the area."""
    return homes.get(str(one.values.get("estate")), one.area_title)


def _late_table(district: District, rows: Sequence[EntryView], homes: Mapping[str, str]) -> Table:
    return Table(
        title=say("超过应见日期", "Not seen in time"),
        columns=(say("老人", "Person"), say("小区", "Estate"), say("居住", "Lives"),
                 say("级别", "Level"), say("最近见到", "Last seen"),
                 say("已几天未见", "Days unseen"), say("超过", "Over by")),
        rows=tuple(
            (one.name, _at(one, homes), word(LIVING, one.values["living"]),
             word(LEVELS, one.values["level"]), one.values.get("seen_on"),
             lone.unseen_days(one, district.today), lone.over(one, district.today))
            for one in rows
        ),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("都按时见到了。", "All have been seen in time."),
    )  # fmt: skip


def booth(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Who waits for a doctor, with the points of every parameter."""
    shut = closed(district, "booth_visit", "医疗机构")
    if shut:
        yield shut
        yield Figures(items=outside(district)[2:])
        return
    waiting = triage.waiting(district)
    yield Figures(items=_booth_figures(district, waiting))
    yield Text(
        text=say(
            "按 NEWS2（英国皇家内科医师学会，2017）评分，只提示多快由医生查看，不作诊断。"
            "单项 3 分、合计 5 分和 7 分为红旗。"
            "“已决定”只能由医生（医疗机构经办人）进入，须写明依据。",
            "Scored by NEWS2 (Royal College of Physicians, 2017): how soon a doctor is to look; no "
            "diagnosis. One alone 3, 5 and 7 points are red flags. Only a doctor (handler of a "
            "health unit) takes anybody to “Decided”, with the reason.",
        )
    )
    yield Table(
        title=say("待医生", "For a doctor"),
        columns=(say("建议", "Suggested"), say("来意", "What for"), say("各项得分", "Points"),
                 say("已等", "Waiting"), say("限（分钟）", "Within (min)")),
        rows=tuple(_patient(district, one) for one in waiting[:SHOWN]),
        hrefs=tuple(district.link(one) for one in waiting[:SHOWN]),
        empty=say("没有人在等。", "Nobody waits."),
    )  # fmt: skip


def _booth_figures(district: District, waiting: Sequence[EntryView]) -> tuple[Figure, ...]:
    red = [one for one in waiting if triage.flag_of(one.values) in triage.RED]
    late = sum(district.now > triage.due(one, district) for one in waiting)
    stages, base = district.count("booth_visit", "stage"), f"{BASE}booth_visit/"
    return (
        Figure(label=say("待医生", "For a doctor"), value=len(waiting),
               href=f"{base}?stage=measured"),
        Figure(label=say("其中红旗", "Red flags"), value=len(red), lamp="bad" if red else "good",
               href=f"{base}?stage=measured"),
        Figure(label=say("超过时限", "Over the term"), value=late, lamp="bad" if late else "good",
               href=f"{base}?sort=due"),
        Figure(label=say("待排号", "To be placed"), value=stages.get("booked", 0),
               href=f"{base}?stage=booked"),
        Figure(label=say("已排号", "Placed"), value=stages.get("confirmed", 0),
               href=f"{base}?stage=confirmed"),
    )  # fmt: skip


def _patient(district: District, one: EntryView) -> tuple[Cell, ...]:
    flag, time = triage.flag_of(one.values), waited(triage.since(one, district), district.now)
    late = district.now > triage.due(one, district)
    told = f"{word(FLAGS, flag)} · {say(*triage.ADVICE[flag])}"
    told_time = say(f"{time}（超时）", f"{time} (late)") if late else time
    return told, one.name, triage.reasons(one.values), told_time, triage.TERMS[flag]


def retrofits(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Retrofits by stage, what is late, and the year’s funds."""
    shut = closed(district, "ageing_retrofit", "民政部门和所在街道")
    if shut:
        yield shut
        yield Figures(items=outside(district)[1:2])
        return
    held = district.entries("ageing_retrofit")
    told = retrofit.funds(district, held, district.entries("ageing_retrofit", ended=True))
    base = f"{BASE}ageing_retrofit/"
    yield Figures(
        title=say("本年补贴", "Subsidies this year"),
        items=(
            Figure(label=say("预算", "Budget"), value=round(told.budget), unit="元"),
            Figure(label=say("已拨", "Paid"), value=round(told.paid), unit="元"),
            Figure(label=say("已评估、待拨", "Promised"), value=round(told.bound), unit="元",
                   href=base),
            Figure(label=say("可用", "Left"), value=round(told.left), unit="元",
                   lamp="bad" if told.left < 0 else "good"),
        ),
    )  # fmt: skip
    yield Stages(register="ageing_retrofit", title=say("按环节", "By stage"))
    rows = sorted((one for one in held if one.lamp), key=lambda one: (
        one.due or district.now, one.name))[:SHOWN]  # fmt: skip
    yield Table(
        title=say("先到期的", "Due first"),
        columns=(say("编号", "Code"), say("所在", "Where"), say("对象", "Group"),
                 say("限期", "Due"), say("费用（元）", "Cost"), say("补贴", "Subsidy"),
                 say("自付", "Own")),
        rows=tuple(_retrofit(district, one) for one in rows),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("没有在办的改造。", "None in hand."),
    )  # fmt: skip


def _retrofit(district: District, one: EntryView) -> tuple[Cell, ...]:
    told = retrofit.share_of(district, one)
    due = one.due.date() if one.due else None
    known = one.values.get("cost") is not None
    money = (told.cost, told.subsidy, told.own) if known else (None, None, None)
    return (one.name, one.area_title, word(GROUPS, one.values["group"]), due, *money)
