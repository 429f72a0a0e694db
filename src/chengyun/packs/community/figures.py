"""Figures for whoever may not read the strict registers: of five and more. Wall, report, goals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import Bar, Bars, Block, District, EntryView, Figure, Figures, Text, say
from chengyun.packs.community import lone, patrol, triage
from chengyun.packs.community.estates import MEANINGS, alarms_by_estate

BASE = "/scenes/community/"
LEAST = 5
IN_HAND = ("applied", "assessed", "works", "accepted")
Row = list[int | None]


def closed(district: District, register: str, who: str) -> Text | None:
    """What is said to whoever reads none of a strict register though there are; else None."""
    if district.entries(register) or district.count(register).get("") == 0:
        return None
    return Text(
        text=say(f"只对{who}开放，这里只列 5 及以上的汇总数。",
                 "Open to its own circle alone; these are figures of five and more."),
        lamp="watch",
    )  # fmt: skip


def few(n: int | None) -> str:
    """The note of a count that is not told."""
    return "" if n is not None else say("少于 5 不显示", "fewer than 5 are not told")


def _figure(zh: str, en: str, n: int | None) -> Figure:
    return Figure(label=say(zh, en), value=n, note=few(n))


def outside(district: District) -> tuple[Figure, ...]:
    """Counts of what is strict, without anybody."""
    return (
        _figure("独居老人", "People alone", district.count("lone_person").get("")),
        _figure("改造在册", "Retrofits", district.count("ageing_retrofit").get("")),
        _figure("云医院就诊在册", "Visits to booths", district.count("booth_visit").get("")),
    )


def panel(district: District) -> Sequence[Block]:
    """For the wall: estates with their alarms and patrols; of people counts of five and more."""
    held = district.entries("community_estate")
    pairs = alarms_by_estate(district.alarms(tuple(MEANINGS)), held)
    late = len(_late(district, held))
    ranks = Counter(MEANINGS[one.rule].rank for _home, one in pairs)
    told = (
        Figure(label=say("小区", "Estates"), value=len(held)),
        Figure(label=say("此刻危险", "In danger now"), value=ranks[1],
               lamp="bad" if ranks[1] else "good"),
        Figure(label=say("巡查逾期", "Patrols overdue"), value=late,
               lamp="watch" if late else "good"),
        *outside(district),
    )  # fmt: skip
    worst = Counter(home.name for home, _one in pairs).most_common(5)
    bars = tuple(Bar(label=name, value=n) for name, n in worst)
    return (Figures(items=told), Bars(title=say("报警最多的小区", "Most alarms"), items=bars))


def _late(district: District, held: Sequence[EntryView]) -> list[EntryView]:
    visits = patrol.last(district)
    return [one for one in held if patrol.late_days(district, one, visits.get(one.key))]


def by_street(district: District, asked: Any) -> Iterator[tuple[Any, ...]]:
    """Counts of each sub-district. Where a column hides one alone, it hides the next smallest
    too, for it could be reckoned from the district’s."""
    areas = district.areas("street")
    held = district.entries("community_estate")
    pairs = alarms_by_estate(district.alarms(tuple(MEANINGS)), held)
    late = Counter(one.area[:9] for one in _late(district, held))
    loud = Counter(home.area[:9] for home, _one in pairs)
    strict = [_strict(district, one.code) for one in areas]
    covered = [_covered(column) for column in zip(*strict, strict=True)]
    for i, area in enumerate(areas):
        mine = sum(one.area.startswith(area.code) for one in held)
        booths = sum(district.count("cloud_booth", area=area.code).values())
        yield (area.title, mine, late[area.code], loud[area.code], booths,
               *(column[i] for column in covered))  # fmt: skip


def _strict(district: District, area: str) -> Row:
    people = district.count("lone_person", area=area).get("")
    retrofits = district.count("ageing_retrofit", area=area).get("")
    return [people, retrofits]


def _covered(column: Sequence[int | None]) -> Row:
    hidden = [i for i, told in enumerate(column) if told is None]
    shown = [i for i, told in enumerate(column) if told]
    if len(hidden) == 1 and shown:
        hidden.append(min(shown, key=lambda i: column[i] or 0))
    return [None if i in hidden else told for i, told in enumerate(column)]


def _within(area: str) -> dict[str, str]:
    return {"area": area} if area else {}


def patrolled_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the estates whose patrol is not overdue."""
    held = district.entries("community_estate", **_within(area))
    late = len(_late(district, held))
    return 100 * (len(held) - late) / len(held) if held else None


def seen_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of people alone who were seen as often as their level asks; None of fewer than
    five."""
    held = district.entries("lone_person", **_within(area))
    seen = sum(lone.over(one, district.today) == 0 for one in held)
    return 100 * seen / len(held) if len(held) >= LEAST else None


def flag_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the red flags of a span on which a doctor decided in time; None of fewer than
    five."""
    both = (
        *district.entries("booth_visit", **_within(area)),
        *district.entries("booth_visit", ended=True, **_within(area)),
    )
    red = [one for one in both if _is_red(one, first, last)]
    told = sum(_in_time(one) for one in red)
    return 100 * told / len(red) if len(red) >= LEAST else None


def _is_red(one: EntryView, first: date, last: date) -> bool:
    at = one.stages.get("measured")
    return bool(at and first <= at.date() <= last and triage.flag_of(one.values) in triage.RED)


def _in_time(one: EntryView) -> bool:
    decided = one.stages.get("decided")
    if decided is None:
        return False
    minutes = (decided - one.stages["measured"]).total_seconds() / 60
    return minutes <= triage.TERMS[triage.flag_of(one.values)]
