"""Who lacks a dose, by age and neighbourhood, and where the mobile teams go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    District,
    Entries,
    EntryView,
    Figure,
    Figures,
    NewEntry,
    Point,
    Points,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.epidemic.resources import BANDS
from chengyun.packs.epidemic.teams import Place, Stop, placed, share, stops

BASE = "/scenes/epidemic/"
OLD = ("60", "80")
FEW = 5
SHOWN = 20
GROUPS = (
    ("old", "60 岁及以上", "60 and over"),
    *BANDS,
    ("all", "6 岁及以上", "6 and over"),
)
ASKS = (
    Setting(key="group", title_zh="人群", title_en="Ages", kind="choice", default="old",
            options=GROUPS),
)  # fmt: skip


def bands(group: str) -> tuple[str, ...]:
    """The age bands of a group."""
    every = tuple(key for key, _, _ in BANDS)
    return {"old": OLD, "all": every}.get(group, (group,))


def places(rows: Sequence[EntryView], group: str) -> list[Place]:
    """The neighbourhoods with their people and doses of a group."""
    return [
        Place(one.key, one.name, one.lon or 0.0, one.lat or 0.0, _sum(one, "people", group),
              _sum(one, "done", group))
        for one in rows
    ]  # fmt: skip


def _sum(one: EntryView, what: str, group: str) -> int:
    return sum(int(one.values.get(f"{what}_{band}") or 0) for band in bands(group))


def few(n: int) -> int | str:
    """A count, or that it is small: one to four could be somebody."""
    return f"<{FEW}" if 0 < n < FEW else n


def per_cent(value: float | None) -> float | None:
    """A share as per cent with one digit."""
    return None if value is None else round(100 * value, 1)


def target(district: District) -> float:
    """The coverage aimed at, 0 to 1."""
    return float(district.setting("target")) / 100


def by_age(district: District, rows: Sequence[EntryView]) -> Bars:
    """Coverage by age, with the target as a line."""
    aim = target(district)
    told = [(say(zh, en), share(places(rows, key))) for key, zh, en in BANDS]
    return Bars(
        title=say("按年龄接种率", "Coverage by age"), unit="%", limit=100 * aim,
        items=tuple(
            Bar(label=label, value=per_cent(p) or 0.0, lamp="good" if p >= aim else "watch")
            for label, p in told
            if p is not None
        ),
    )  # fmt: skip


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Coverage by age and by neighbourhood, the widest gaps first."""
    rows, aim = district.entries("epi_coverage"), target(district)
    held = places(rows, str(asked["group"]))
    under = [one for one in held if one.people and one.done < aim * one.people]
    yield Figures(
        items=(
            Figure(label=say("接种率", "Coverage"), value=per_cent(share(held)), unit="%",
                   note=say(f"目标 {100 * aim:.0f}%", f"aimed at {100 * aim:.0f} %"),
                   lamp="good" if (share(held) or 0) >= aim else "watch"),
            Figure(label=say("距目标缺口（人）", "People short of it"),
                   value=few(sum(one.gap(aim) for one in held))),
            Figure(label=say("未达标居委会", "Neighbourhoods below"), value=len(under),
                   note=say(f"共 {len(held)} 个", f"of {len(held)}"),
                   href=f"{BASE}epi_coverage/"),
        )
    )  # fmt: skip
    yield by_age(district, rows)
    yield _gaps(district, rows, under)


def _gaps(district: District, rows: Sequence[EntryView], under: Sequence[Place]) -> Table:
    aim, entry = target(district), {one.key: one for one in rows}
    shown = sorted(under, key=lambda one: (-one.gap(aim), one.title))[:SHOWN]
    return Table(
        title=say("缺口最大的居委会", "The widest gaps"),
        columns=(say("居委会", "Neighbourhood"), say("应种", "People"),
                 say("接种率（%）", "Coverage, %"), say("缺口（人）", "Short of it")),
        rows=tuple(
            (one.title, few(one.people), per_cent(one.done / one.people), few(one.gap(aim)))
            for one in shown
        ),
        hrefs=tuple(district.link(entry[one.key]) for one in shown),
        empty=say("没有低于目标的居委会。", "Nobody is below the target."),
    )  # fmt: skip


def chosen(district: District, group: str) -> tuple[list[Place], list[Stop]]:
    """The neighbourhoods with their ways, and the stops that the teams should make."""
    points = [(one.lon or 0.0, one.lat or 0.0) for one in district.entries("epi_point")]
    held = placed(places(district.entries("epi_coverage"), group), points)
    told = stops(
        held, int(district.setting("teams")), int(district.setting("team_doses")),
        target(district), float(district.setting("uptake")) / 100,
    )  # fmt: skip
    return held, told


def teams(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Where the teams should go, why, and what coverage is before and after."""
    held, told = chosen(district, str(asked["group"]))
    yield Figures(items=_before_after(district, held, told))
    yield Text(
        text=say(
            "停靠点按“缺口人数 × 步行距离”由大到小选取，每选一处就重算其余；"
            "步行距离为到最近接种点直线距离的 1.3 倍。",
            "Stops are taken by people who lack a dose × the way on foot, the rest reckoned anew "
            "after each. The way is 1.3 times the straight line to the nearest clinic.",
        )
    )
    yield _stops(told)
    yield Points(title=say("停靠点与固定接种点", "Stops and clinics"),
                 items=_points(district, told))  # fmt: skip
    yield Entries(register="epi_round", where=(("state", "planned"),),
                  title=say("已排定的流动接种", "Stops that are planned"))  # fmt: skip


def _before_after(
    district: District, held: Sequence[Place], told: Sequence[Stop]
) -> tuple[Figure, ...]:
    doses, people = sum(one.doses for one in told), sum(one.people for one in held)
    before = sum(one.done for one in held)
    aim = target(district)
    way = mean_way(held, aim)
    later = mean_way(nearer(held, told), aim)
    return (
        Figure(label=say("现接种率", "Coverage now"), unit="%",
               value=per_cent(before / people) if people else None),
        Figure(label=say("全部完成后", "After all stops"), unit="%",
               value=per_cent((before + doses) / people) if people else None,
               note=say(f"增加 {doses} 剂", f"{doses} doses more")),
        Figure(label=say("停靠点", "Stops"), value=len(told),
               note=say("队数、能力、到场比例见设置", "teams, doses and uptake are settings")),
        Figure(label=say("未接种者平均步行", "Mean way of those who lack one"), unit=say("米", "m"),
               value=way,
               note="" if later is None else say(f"设站后 {later:,}", f"{later:,} with the stops")),
    )  # fmt: skip


def mean_way(held: Sequence[Place], aim: float) -> int | None:
    """Metres that whoever lacks a dose walks on average."""
    lacking = sum(one.gap(aim) for one in held)
    return round(sum(one.gap(aim) * one.metres for one in held) / lacking) if lacking else None


def nearer(held: Sequence[Place], told: Sequence[Stop]) -> list[Place]:
    """The places with their ways once the teams stand at their stops."""
    spots = [(one.place.lon, one.place.lat) for one in told]
    at_stop = placed(held, spots) if spots else held
    pairs = zip(held, at_stop, strict=True)
    return [replace(one, metres=min(one.metres, other.metres)) for one, other in pairs]


def why(one: Stop) -> str:
    """The reason for a stop in a sentence."""
    return say(
        f"缺 {few(one.gap)} 人 × 步行 {one.metres:.0f} 米",
        f"{few(one.gap)} people × {one.metres:.0f} m on foot",
    )


def _stops(told: Sequence[Stop]) -> Table:
    return Table(
        title=say("建议停靠点", "Where they should go"),
        columns=(say("停靠点", "Stop"), say("理由", "Why"), say("人·公里", "Person-km"),
                 say("预计接种", "Doses"), say("接种前（%）", "Before, %"),
                 say("接种后（%）", "After, %")),
        rows=tuple(
            (one.place.title, why(one), round(one.worth / 1000), one.doses,
             per_cent(one.place.done / one.place.people), per_cent(one.after / one.place.people))
            for one in told
        ),
        empty=say("各居委会都已达标，或没有接种队。",
                  "All are at the target, or there is no team."),
    )  # fmt: skip


def _points(district: District, told: Sequence[Stop]) -> tuple[Point, ...]:
    clinics = district.entries("epi_point")
    return (
        *(Point(lon=one.place.lon, lat=one.place.lat, label=one.place.title, lamp="watch")
          for one in told),
        *(Point(lon=one.lon or 0.0, lat=one.lat or 0.0, label=one.name, lamp="good",
                href=district.link(one)) for one in clinics),
    )  # fmt: skip


def propose(district: District) -> None:
    """The week's stops as proposals; a person plans them."""
    _held, told = chosen(district, "old")
    monday = district.today - timedelta(district.today.weekday())
    district.add_many("epi_round", [
        NewEntry(
            values={"title": one.place.title, "day": (monday + timedelta(1 + n)).isoformat(),
                    "state": "proposed", "why": why(one), "expected": one.doses},
            lon=one.place.lon, lat=one.place.lat, key=f"{monday}:{one.place.key}",
        )
        for n, one in enumerate(told)
    ])  # fmt: skip
