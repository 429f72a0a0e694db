"""The clocks of petitions: what is next, what is late; figures for whoever may not read them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
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
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.petitions.registers import FLAGS, SUBJECTS

BASE = "/scenes/petitions/petition/"
NEXT = 15
STAGE_WORDS = {
    "registered": ("决定是否受理", "Decide on acceptance"),
    "accepted": ("办理并书面答复", "Handle and reply"),
    "extended": ("延期内书面答复", "Reply within the extension"),
    "replied": ("等待是否申请复查", "A review may be asked for"),
    "review": ("作出复查意见", "Decide the review"),
    "reviewed": ("等待是否申请复核", "A re-review may be asked for"),
    "rereview": ("作出复核意见", "Decide the re-review"),
}
# Whoever is late in these is the office; in the others it is the petitioner's turn.
OURS = ("registered", "accepted", "extended", "review", "rereview")


def terms(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The clocks of all petitions in hand, the nearest first."""
    rows = district.entries("petition")
    counted = district.count("petition")
    if len(rows) < counted.get("", 0):
        yield Text(
            text=say(
                "信访事项只对信访部门开放，这里只列 5 件及以上的汇总数。",
                "Petitions are open to the petitions office alone; these are figures of five and "
                "more.",
            ),
            lamp="watch",
        )
    yield Figures(items=_figures(district, rows) if rows else outside(district))
    yield Stages(register="petition", title=say("各环节在办", "By stage"))
    if rows or not counted.get("", 0):
        yield _next_due(district, rows)
    yield _subjects(district)


def _next_due(district: District, rows: Sequence[EntryView]) -> Table:
    return Table(
        title=say("最近到期", "Next due"),
        columns=(
            say("编号", "Number"),
            say("事由", "Matter"),
            say("要做的事", "To be done"),
            say("期限", "Due"),
            say("剩余天数", "Days left"),
            say("承办单位", "Unit"),
        ),
        rows=tuple(_line(one, district.today) for one in _ours(rows)[:NEXT]),
        hrefs=tuple(district.link(one) for one in _ours(rows)[:NEXT]),
        empty=say("没有在限时办理的事项。", "Nothing is running against a term."),
    )


def _ours(rows: Sequence[EntryView]) -> list[EntryView]:
    held = [one for one in rows if one.due and one.stage in OURS]
    return sorted(held, key=lambda one: (one.due, one.name))


def _days(one: EntryView, today: date) -> int | None:
    return (one.due.date() - today).days if one.due else None


def _line(one: EntryView, today: date) -> tuple[Cell, ...]:
    return (
        str(one.values["number"]),
        one.name,
        say(*STAGE_WORDS[one.stage]),
        one.due.date() if one.due else None,
        _days(one, today),
        str(one.values.get("unit", "")),
    )


def _figures(district: District, rows: Sequence[EntryView]) -> tuple[Figure, ...]:
    ours = _ours(rows)
    late = [one for one in ours if (_days(one, district.today) or 0) < 0]
    soon = [one for one in ours if 0 <= (_days(one, district.today) or 0) <= 7]
    flags = Counter(str(one.values.get("flag")) for one in rows)
    return (
        Figure(label=say("在办", "In hand"), value=len(rows), href=BASE),
        Figure(
            label=say("超期", "Overdue"), value=len(late), lamp="bad" if late else "good",
            href=f"{BASE}?sort=due",
        ),
        Figure(
            label=say("7 日内到期", "Due within 7 days"), value=len(soon),
            lamp="watch" if soon else "", href=f"{BASE}?sort=due",
        ),
        *(
            Figure(label=say(zh, en), value=flags[key], href=f"{BASE}?flag={key}")
            for key, zh, en in FLAGS[1:]
        ),
    )  # fmt: skip


def outside(district: District) -> tuple[Figure, ...]:
    """Figures for whoever may not read petitions: of five and more."""
    few = say("少于 5 件不显示", "fewer than 5 are not told")
    lamps, flags = district.count("petition", "lamp"), district.count("petition", "flag")
    told = (
        (say("在办", "In hand"), district.count("petition").get(""), ""),
        (say("超期", "Overdue"), lamps.get("red"), "bad" if lamps.get("red") else ""),
        (say("重复信访", "Repeated"), flags.get("repeat"), ""),
        (say("联名信访", "Joint"), flags.get("joint"), ""),
    )
    return tuple(
        Figure(label=label, value=n, lamp=lamp, note="" if n is not None else few)
        for label, n, lamp in told
    )


def _subjects(district: District) -> Bars:
    counts = district.count("petition", "subject")
    bars = [
        Bar(label=say(zh, en), value=counts[key], href=f"{BASE}?subject={key}")
        for key, zh, en in SUBJECTS
        if counts.get(key)
    ]
    items = tuple(sorted(bars, key=lambda bar: -bar.value))
    return Bars(title=say("按类别", "By subject"), items=items)


def panel(district: District) -> Sequence[Block]:
    """For the wall: figures without a name."""
    bars = _subjects(district)
    plain = tuple(Bar(label=one.label, value=one.value) for one in bars.items[:5])
    return (Figures(items=outside(district)), Bars(title=bars.title, items=plain))
