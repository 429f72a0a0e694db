"""Stations by road: who is where how soon, and which neighbourhoods lie beyond the standard.

GB 51080-2015, 4.1.3: from the order to the edge of a station's area in 5 minutes. That one of them
is to turn out is to be verified (建标 152-2017).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengyun.packs.api import (
    AreaView,
    Bar,
    Bars,
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Table,
    Text,
    Trip,
    say,
)
from chengyun.packs.fire.words import BASE, STATIONS, word

ASKED, SHOWN, MAPPED = 12, 40, 60


@dataclass(frozen=True)
class Arrival:
    """A station and its way to a place; minutes are from the order: turning out and driving."""

    station: EntryView
    trip: Trip
    minutes: float


def turnout(district: District) -> float:
    """Minutes from the order to the wheels."""
    return float(district.setting("turnout_s")) / 60


def arrivals(
    district: District, at: tuple[float, float], shut: Sequence[tuple[float, float]] = ()
) -> list[Arrival]:
    """The stations on duty nearest to a place, by road, the soonest first."""
    near = [one.entry for one in district.nearest("fire_station", at, ASKED, on_duty=True)]
    places = [(one.lon or 0.0, one.lat or 0.0) for one in near]
    trips, ready = district.travel(at, places, shut, paths=True), turnout(district)
    found = [
        Arrival(station, trip, trip.minutes + (0.0 if _is_micro(station) else ready))
        for station, trip in zip(near, trips, strict=True)
        if trip
    ]
    return sorted(found, key=lambda one: (one.minutes, one.station.name))


def _is_micro(station: EntryView) -> bool:
    return station.values.get("kind") == "micro"


def brigade(found: Sequence[Arrival]) -> list[Arrival]:
    """Those with engines: a micro station comes with extinguishers."""
    return [one for one in found if not _is_micro(one.station)]


def force(station: EntryView) -> str:
    """What a station can send, in words."""
    told = station.values
    parts = (
        (told.get("crew"), say("{} 人", "crew {}")),
        (told.get("engines"), say("水罐 {}", "engines {}")),
        (told.get("ladders"), say("举高 {}", "ladders {}")),
        (told.get("rescue"), say("抢险 {}", "rescue {}")),
    )
    return say("，", ", ").join(text.format(n) for n, text in parts if n)


def by_road(trips: Sequence[Trip]) -> str:
    """Says on what the minutes rest; nothing of no trips."""
    if not trips:
        return ""
    if not trips[0].by_road:
        return say("底图没有道路：按直线距离 × 1.4、25 km/h 估算。",
                   "The base map has no roads: as the crow flies × 1.4, at 25 km/h.")  # fmt: skip
    return say("沿底图道路行驶，按道路等级的假定车速，不计拥堵。",
               "Along the roads of the base map, at assumed speeds, without traffic.")  # fmt: skip


@dataclass(frozen=True)
class Covered:
    """A neighbourhood, its nearest brigade and the way; minutes None where no road leads."""

    area: AreaView
    station: EntryView | None = None
    trip: Trip | None = None
    minutes: float | None = None


def coverage(district: District) -> list[Covered]:
    """Every residents' committee with its nearest brigade on duty, the furthest first."""
    areas = district.areas("committee")
    held = [one for one in district.entries("fire_station", on_duty=True) if not _is_micro(one)]
    best: dict[str, tuple[Trip, EntryView]] = {}
    places, ready = [(one.lon, one.lat) for one in areas], turnout(district)
    for station in held:
        trips = district.travel((station.lon or 0.0, station.lat or 0.0), places)
        for area, trip in zip(areas, trips, strict=True):
            first = best.get(area.code)
            if trip and (first is None or trip.minutes < first[0].minutes):
                best[area.code] = (trip, station)
    found = [
        Covered(one, known[1], known[0], known[0].minutes + ready)
        if (known := best.get(one.code)) else Covered(one)
        for one in areas
    ]  # fmt: skip
    return sorted(found, key=lambda one: -(one.minutes if one.minutes is not None else 1e9))


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Stations, what they can send, and who lies beyond the standard."""
    limit = float(district.setting("arrive_min"))
    rows, stations = coverage(district), list(district.entries("fire_station"))
    stations.sort(key=lambda one: (_is_micro(one), one.name))
    reached = [one for one in rows if one.minutes is not None and one.minutes <= limit]
    people = sum(one.area.population for one in rows)
    inside = sum(one.area.population for one in reached)
    share = round(100 * len(reached) / len(rows), 1) if rows else None
    duty = [one for one in stations if one.values.get("on_duty")]
    yield Figures(items=(
        Figure(label=say("救援站", "Stations"), value=len(stations), href=f"{BASE}fire_station/"),
        Figure(label=say("在岗人员", "Crew on duty"),
               value=sum(int(one.values.get("crew") or 0) for one in duty)),
        Figure(label=say(f"{limit:g} 分钟可到的居委会", f"Committees within {limit:g} min"),
               value=share, unit="%", lamp="" if share is None else "good" if share >= 90
               else "watch"),
        Figure(label=say("涉及人口", "People there"), unit="%",
               value=round(100 * inside / people, 1) if people else None),
    ))  # fmt: skip
    basis = by_road([one.trip for one in rows if one.trip])
    yield Text(text=say(
        f"{basis}从接到出动指令算起，含出动 {turnout(district):g} 分钟；"
        f"标准为 {limit:g} 分钟（GB 51080-2015 第 4.1.3 条）。到居委会中心点，不是到最远的一户。",
        f"{basis} From the order, with {turnout(district):g} min to turn out; the standard "
        f"is {limit:g} min (GB 51080-2015, 4.1.3). To the middle of a committee, not its "
        "furthest home.",
    ))  # fmt: skip
    yield Table(
        title=say("救援站", "Stations"),
        columns=(say("站名", "Station"), say("类别", "Kind"), say("力量", "Can send"),
                 say("执勤", "On duty")),
        rows=tuple((one.name, word(STATIONS, one.values["kind"]), force(one),
                    bool(one.values.get("on_duty"))) for one in stations),
        hrefs=tuple(district.link(one) for one in stations),
        empty=say("还没有登记救援站。", "No station is on record yet."),
    )  # fmt: skip
    beyond = [one for one in rows if one.minutes is None or one.minutes > limit]
    yield Table(
        title=say(f"超过 {limit:g} 分钟的居委会（{len(beyond)}）",
                  f"Committees beyond {limit:g} min ({len(beyond)})"),
        columns=(say("居委会", "Committee"), say("最近的站", "Nearest station"),
                 say("分钟", "Minutes"), say("人口", "People")),
        rows=tuple(
            (one.area.title, one.station.name if one.station else say("无路可到", "no road"),
             round(one.minutes, 1) if one.minutes is not None else None, one.area.population)
            for one in beyond[:SHOWN]
        ),
        empty=say("没有。", "None."),
    )  # fmt: skip
    yield _by_station(rows)
    yield _map(district, stations, beyond)


def _by_station(rows: Sequence[Covered]) -> Bars:
    """How many people have each station as their nearest."""
    held: dict[str, int] = {}
    for one in rows:
        if one.station:
            held[one.station.name] = held.get(one.station.name, 0) + one.area.population
    return Bars(
        title=say("各站最近的人口", "People nearest to each station"),
        items=tuple(Bar(label=name, value=n) for name, n in sorted(held.items(),
                                                                   key=lambda row: -row[1])),
    )  # fmt: skip


def _map(district: District, stations: Sequence[EntryView], beyond: Sequence[Covered]) -> Points:
    here = [
        Point(lon=one.lon or 0.0, lat=one.lat or 0.0, label=one.name, lamp="good",
              href=district.link(one))
        for one in stations if one.lon is not None
    ]  # fmt: skip
    far = [
        Point(lon=one.area.lon, lat=one.area.lat, lamp="watch",
              label=f"{one.area.title} {one.minutes:.1f}" if one.minutes else one.area.title)
        for one in beyond[:MAPPED]
    ]  # fmt: skip
    return Points(title=say("救援站与超时居委会", "Stations, and committees beyond"),
                  items=(*here, *far))  # fmt: skip
