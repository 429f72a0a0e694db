"""The vote of a stairwell door by door, and what each floor pays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.renewal.consent import Count, Home, Share, count, missing
from chengyun.packs.renewal.homes import homes_by_stairwell, scale, shares, subsidised
from chengyun.packs.renewal.registers import CONSENT

HERE = "/scenes/renewal/pages/"
ASKS = (Setting(key="stairwell", title_zh="门洞", title_en="Stairwell", kind="text", default=""),)
VOTING = ("asked", "voted")


def consent(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Every stairwell that is voting with the four shares, or one door by door."""
    homes, rows = homes_by_stairwell(district), district.entries("stairwell")
    one = _wanted(rows, asked)
    if not homes:
        yield _closed()
    elif one:
        yield from _one_vote(one, homes.get(one.key, []))
    else:
        yield from _votes([row for row in rows if row.stage in VOTING], homes)


def _wanted(rows: Sequence[EntryView], asked: Mapping[str, Any]) -> EntryView | None:
    name = str(asked["stairwell"]).strip()
    return next((one for one in rows if name and name in (one.name, one.key)), None)


def _closed() -> Text:
    return Text(
        text=say(
            "逐户意愿只对街道、房管部门和网格员开放，或者还没有登记住户。",
            "What homes say is open to sub-districts, the housing bureau and grid officers; or no "
            "home has been entered yet.",
        ),
        lamp="watch",
    )


def _votes(rows: Sequence[EntryView], homes: Mapping[str, list[Home]]) -> Iterator[Block]:
    told = [(one, count(homes.get(one.key, []))) for one in rows if homes.get(one.key)]
    told.sort(key=lambda row: (row[1].passed, -min(s.percent for s in row[1].shares), row[0].name))
    passed = sum(vote.passed for _, vote in told)
    needed = {one.key: missing(homes[one.key]) for one, _ in told}
    yield Figures(
        items=(
            Figure(label=say("征询中", "Being asked"), value=len(told)),
            Figure(
                label=say("已达法定比例", "Enough by law"),
                value=passed,
                lamp="good" if passed else "",
            ),
            Figure(
                label=say("差 3 户以内", "Three doors short at most"),
                value=sum(doors is not None and 0 < len(doors) < 4 for doors in needed.values()),
            ),
        )
    )
    yield Text(
        text=say(
            "《民法典》第二百七十八条：参与表决的专有部分面积和人数均须占三分之二以上；"
            "参与者中同意的面积和人数均须占四分之三以上。",
            "Civil Code art. 278: two thirds of area and of heads take part; of those, three "
            "quarters of area and of heads agree.",
        )
    )
    yield Table(
        columns=(
            say("门洞", "Stairwell"),
            say("地区", "Area"),
            say("参与人数 %", "Heads taking part, %"),
            say("参与面积 %", "Area taking part, %"),
            say("同意人数 %", "Heads agreeing, %"),
            say("同意面积 %", "Area agreeing, %"),
            say("结果", "Result"),
            say("最少还需上门", "Doors to go to"),
        ),
        rows=tuple(_vote_row(one, vote, needed[one.key]) for one, vote in told),
        hrefs=tuple(f"{HERE}renewal_consent/?stairwell={quote(one.name)}" for one, _ in told),
        empty=say("没有正在征询的门洞。", "No stairwell is being asked."),
    )


def _vote_row(one: EntryView, vote: Count, needed: Sequence[Home] | None) -> tuple[Cell, ...]:
    doors = say("无法达到", "not to be had") if needed is None else _doors(needed)
    result = say("达到", "enough") if vote.passed else say("未达", "short")
    return (one.name, one.area_title, *(s.percent for s in vote.shares), result, doors)


def _doors(needed: Sequence[Home]) -> str:
    names = "、".join(one.door for one in needed[:6])
    return f"{len(needed)}：{names}" if needed else say("无需", "none")


def _one_vote(one: EntryView, homes: Sequence[Home]) -> Iterator[Block]:
    vote, needed = count(homes), missing(homes)
    yield Figures(title=one.name, items=_share_figures(vote))
    if vote.passed:
        told = say("四项均已达到法定比例，可以进入“表决通过”。", "All four are enough by law.")
        yield Text(text=told, lamp="good")
    elif needed is None:
        told = say("即使全部住户同意也达不到比例。", "Not to be had even if all agreed.")
        yield Text(text=told, lamp="bad")
    else:
        told = say(
            f"最少还需 {len(needed)} 户同意即可达到：{_doors(needed)}。",
            f"The fewest that are needed: {_doors(needed)}.",
        )
        yield Text(title=say("下一步上门", "Doors to go to next"), text=told, lamp="watch")
    asked = {home.key for home in needed or ()}
    yield Table(
        columns=(
            say("室号", "Door"),
            say("楼层", "Floor"),
            say("面积（m²）", "Area, m²"),
            say("意愿", "Says"),
            say("建议上门", "To go to"),
        ),
        rows=tuple(
            (h.door, h.floor, h.area, said_of(h), say("是", "yes") if h.key in asked else "")
            for h in homes
        ),
        hrefs=tuple(f"/scenes/renewal/household/{h.key}/" for h in homes),
    )


def _share_figures(vote: Count) -> tuple[Figure, ...]:
    labels = (
        say("参与表决 · 人数", "Taking part · heads"),
        say("参与表决 · 面积", "Taking part · area"),
        say("同意 · 人数", "Agreeing · heads"),
        say("同意 · 面积", "Agreeing · area"),
    )
    units = (say("户", "homes"), "m²", say("户", "homes"), "m²")
    return tuple(
        Figure(
            label=label,
            value=share.percent,
            unit="%",
            note=_of(share, unit),
            lamp="good" if share.ok else "bad",
        )
        for label, share, unit in zip(labels, vote.shares, units, strict=True)
    )


def _of(share: Share, unit: str) -> str:
    size = 100 if unit == "m²" else 1
    part, whole = share.part / size, share.whole / size
    needed = f"{share.needed.numerator}/{share.needed.denominator}"
    return say(
        f"{part:g} / {whole:g} {unit}，须 {needed}", f"{part:g} of {whole:g} {unit}; {needed}"
    )


def said_of(home: Home) -> str:
    """What a home said, in words."""
    return next(say(zh, en) for key, zh, en in CONSENT if key == home.said)


def cost(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What each stairwell costs and has raised, or what each of its floors pays."""
    homes = homes_by_stairwell(district)
    rows = [one for one in district.entries("stairwell") if one.values.get("cost")]
    one = _wanted(rows, asked)
    if not homes:
        yield _closed()
    elif one:
        yield from _one_cost(district, one, homes.get(one.key, []))
    else:
        yield _costs(district, rows, homes)


def _costs(district: District, rows: Sequence[EntryView], homes: Mapping[str, list[Home]]) -> Table:
    told = []
    for one in rows:
        grant, whole = subsidised(district, one), int(one.values["cost"])
        raised = sum(home.paid for home in homes.get(one.key, []))
        share = round(100 * raised / (whole - grant), 1) if whole > grant else None
        told.append((one.name, one.area_title, whole, grant, whole - grant, raised, share))
    return Table(
        columns=(
            say("门洞", "Stairwell"),
            say("地区", "Area"),
            say("造价（元）", "Cost, yuan"),
            say("补贴", "Subsidy"),
            say("住户承担", "Owners pay"),
            say("已缴", "Paid"),
            say("到位率 %", "Raised, %"),
        ),
        rows=tuple(told),
        hrefs=tuple(f"{HERE}renewal_cost/?stairwell={quote(one.name)}" for one in rows),
        empty=say("还没有门洞填写造价。", "No stairwell has a cost yet."),
    )


def _one_cost(district: District, one: EntryView, homes: Sequence[Home]) -> Iterator[Block]:
    grant, whole = subsidised(district, one), int(one.values["cost"])
    due, used = shares(district, one, homes), scale(district, one.area)
    raised = sum(home.paid for home in homes)
    yield Figures(
        title=one.name,
        items=(
            Figure(label=say("造价", "Cost"), value=whole, unit=say("元", "yuan")),
            Figure(label=say("财政补贴", "Subsidy"), value=grant, unit=say("元", "yuan")),
            Figure(
                label=say("住户承担", "Owners pay"), value=whole - grant, unit=say("元", "yuan")
            ),
            Figure(
                label=say("已缴", "Paid"),
                value=raised,
                unit=say("元", "yuan"),
                lamp="good" if raised >= whole - grant else "watch",
            ),
        ),
    )
    yield Table(
        columns=(
            say("室号", "Door"),
            say("楼层", "Floor"),
            say("系数", "Coefficient"),
            say("应缴（元）", "To pay, yuan"),
            say("已缴（元）", "Paid, yuan"),
            say("未缴（元）", "Owing, yuan"),
        ),
        rows=tuple(
            (
                h.door,
                h.floor,
                round(used.of(h.floor), 2),
                due.get(h.key, 0),
                h.paid,
                max(0, due.get(h.key, 0) - h.paid),
            )
            for h in homes
        ),
        hrefs=tuple(f"/scenes/renewal/household/{h.key}/" for h in homes),
    )
    yield Text(
        text=say(
            "系数和补贴是设置，可按地区调整；全体业主另有约定的从其约定。分摊到元，合计与住户承担额相等。",
            "Coefficients and subsidy are settings of the area; what the owners agree on goes "
            "before them. Shares are whole yuan and together what the owners pay.",
        )
    )
