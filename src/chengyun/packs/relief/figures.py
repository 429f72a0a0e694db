"""Figures for whoever may not read the registers, the wall and the report: of five and more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import Bar, Bars, Block, District, EntryView, Figure, Figures, Text, say
from chengyun.packs.relief import care
from chengyun.packs.relief.words import GROUPS

BASE = "/scenes/relief/"
WAITING = ("applied", "checked", "notice")
LEAST = 5


def closed(district: District, held: Sequence[EntryView], register: str) -> Text | None:
    """What is said to whoever reads none of a register though there are; None to whoever may."""
    if held or district.count(register).get("") == 0:
        return None
    return Text(
        text=say(
            "困难家庭名册只对民政部门和所在街道开放，这里只列 5 户及以上的汇总数。",
            "The register is open to civil affairs and the sub-district alone; these are figures "
            "of five and more.",
        ),
        lamp="watch",
    )


def outside(district: District) -> tuple[Figure, ...]:
    """Counts without anybody: of one to four nothing is told."""
    few = say("少于 5 不显示", "fewer than 5 are not told")
    told = (
        (say("在册家庭", "Households"), district.count("relief_household").get("")),
        (say("救助申请和发放", "Applications and grants"),
         district.count("relief_application").get("")),
        (say("政策找人待告知", "Entitled, to be told"),
         district.count("relief_match", "stage").get("found")),
    )  # fmt: skip
    return tuple(
        Figure(label=label, value=n, note="" if n is not None else few) for label, n in told
    )


def groups(district: District, linked: bool = False) -> Bars:
    """Households by group, as far as they may be told."""
    counts = district.count("relief_household", "group")
    return Bars(
        title=say("在册家庭类别", "Households by group"),
        items=tuple(
            Bar(label=say(zh, en), value=counts[key],
                href=f"{BASE}relief_household/?group={key}" if linked else "")
            for key, zh, en in GROUPS
            if counts.get(key)
        ),
    )  # fmt: skip


def panel(district: District) -> Sequence[Block]:
    """For the wall: counts of five and more."""
    return (Figures(items=outside(district)), groups(district))


Row = list[int | None]


def by_street(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Counts of each sub-district. Where a column hides one alone, it hides the next smallest
    too, for it could be reckoned from the district’s."""
    areas = district.areas("street")
    rows = [_counts(district, one.code) for one in areas]
    columns = [_covered(column) for column in zip(*rows, strict=True)]
    for i, area in enumerate(areas):
        yield area.title, *(column[i] for column in columns)


def _counts(district: District, area: str) -> Row:
    """All, each group, applications in hand and granted; None is one to four, not told."""
    by_group = district.count("relief_household", "group", area=area)
    stages = district.count("relief_application", "stage", area=area)
    told = district.count("relief_household", area=area).get("")
    if told is None:
        return [None] * (3 + len(GROUPS))
    whole = sum(by_group.values()) == told
    of_group = [by_group.get(key, 0 if whole else None) for key, _zh, _en in GROUPS]
    all_ = district.count("relief_application", area=area).get("")
    seen = all_ is not None and sum(stages.values()) == all_
    waiting = [stages.get(key, 0 if seen else None) for key in WAITING]
    in_hand = None if None in waiting else sum(one or 0 for one in waiting)
    return [told, *of_group, in_hand, stages.get("granted", 0 if seen else None)]


def _covered(column: Sequence[int | None]) -> Row:
    hidden = [i for i, told in enumerate(column) if told is None]
    shown = [i for i, told in enumerate(column) if told]
    if len(hidden) == 1 and shown:
        hidden.append(min(shown, key=lambda i: column[i] or 0))
    return [None if i in hidden else told for i, told in enumerate(column)]


def seen_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the households that have been seen as often as their level asks; None of fewer
    than five."""
    where = {"area": area} if area else {}
    held = district.entries("relief_household", **where)
    seen = sum(care.over(one, district.today) == 0 for one in held)
    return 100 * seen / len(held) if len(held) >= LEAST else None


def reached(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of those found in a span to be entitled who have been told; None of fewer than
    five."""
    where = {"area": area} if area else {}
    both = (
        *district.entries("relief_match", **where),
        *district.entries("relief_match", ended=True, **where),
    )
    held = [one for one in both if one.added_at and first <= one.added_at.date() <= last]
    told = sum("told" in one.stages for one in held)
    return 100 * told / len(held) if len(held) >= LEAST else None
