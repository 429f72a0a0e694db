"""Pairs of petitions that may be one matter, for a person to decide on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Table,
    Text,
    say,
)
from chengyun.packs.petitions.alike import Pair, Said, groups, pairs


def alike(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Pairs that may be one matter and that nobody has joined yet."""
    rows = {one.key: one for one in district.entries("petition")}
    found = pairs([_said(one) for one in rows.values()])
    open_ = [one for one in found if not _settled(rows, one)]
    joint = groups(open_, "joint")
    yield Figures(
        items=(
            Figure(
                label=say("疑似重复", "Perhaps repeated"),
                value=sum(one.how == "repeat" for one in open_),
            ),
            Figure(label=say("疑似联名", "Perhaps joint"), value=len(joint)),
            Figure(
                label=say("涉及人次", "Petitions in them"), value=sum(len(one) for one in joint)
            ),
        )
    )
    yield Text(
        text=say(
            "同一信访人代码、内容相近的为疑似重复；不同信访人、同一街道、同一类别、内容相近的为疑似联名。"
            "打开后一件，在“重复于”或“并入”中写明即不再列出，由人判定。",
            "One code and like words: perhaps repeated. Several codes, one sub-district, one "
            "subject and like words: perhaps joint. Fill in “Repeats” or “Joined to” and the pair "
            "is no longer listed: a person decides.",
        )
    )
    yield _pairs_table(district, rows, open_)


def _pairs_table(district: District, rows: Mapping[str, EntryView], found: Sequence[Pair]) -> Table:
    shown = found[:60]
    words = {"repeat": say("重复", "Repeated"), "joint": say("联名", "Joint")}
    return Table(
        columns=(
            say("后一件", "The later"),
            say("事由", "Matter"),
            say("前一件", "The earlier"),
            say("判断", "Perhaps"),
            say("相似度", "Likeness"),
            say("相隔天数", "Days between"),
            say("共同的话", "Both say"),
        ),
        rows=tuple(_pair_row(rows, one, words) for one in shown),
        hrefs=tuple(district.link(_both(rows, one)[1]) for one in shown),
        empty=say("没有发现联名或重复。", "Nothing seems joint or repeated."),
    )


def _pair_row(
    rows: Mapping[str, EntryView], pair: Pair, words: Mapping[str, str]
) -> tuple[Cell, ...]:
    first, second = _both(rows, pair)
    days = (_received(second) - _received(first)).days
    return (
        str(second.values["number"]),
        second.name,
        str(first.values["number"]),
        words[pair.how],
        pair.likeness,
        days,
        " / ".join(pair.shared[:2]),
    )


def _both(rows: Mapping[str, EntryView], pair: Pair) -> tuple[EntryView, EntryView]:
    """The earlier and the later."""
    one, other = sorted((rows[pair.first], rows[pair.second]), key=order)
    return one, other


def order(one: EntryView) -> tuple[date, str]:
    return _received(one), str(one.values["number"])


def _received(one: EntryView) -> date:
    return date.fromisoformat(one.values["received_on"])


def _settled(rows: Mapping[str, EntryView], pair: Pair) -> bool:
    """Said already, by one of the two or by both of the same third."""
    one, other = rows[pair.first].values, rows[pair.second].values
    for field in ("repeat_of", "joint_with"):
        heads = {one.get(field), other.get(field)}
        if {pair.first, pair.second} & heads or (len(heads) == 1 and None not in heads):
            return True
    return False


def _said(one: EntryView) -> Said:
    told = one.values
    text = f"{one.name}。{told.get('request', '')}。{told.get('facts', '')}"
    return Said(one.key, str(told.get("petitioner", "")), str(told["subject"]), one.area, text)
