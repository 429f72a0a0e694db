"""Hydrants, buildings, stations and lanes of the simulated district: the same each time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.fire.demo_past import alarms, drills, measures, reviews
from chengyun.packs.fire.lanes import KIND, YEAR

SEED = 119
# A degree, about: a hydrant stands every 120 m on both sides of a road (GB 50974: at most 120 m).
NEAR = 0.0035
STATES = ("sound",) * 46 + ("weak",) * 2 + ("blocked", "broken")
PLACES = (
    ("颐养院", "care", 6, 18),
    ("实验小学", "school", 5, 0),
    ("商业广场", "shops", 9, 4),
    ("公寓", "homes", 18, 11),
    ("大厦", "office", 24, 2),
    ("仓储中心", "store", 3, 0),
)
SHARED = "示例：{name}，男，82岁，卧床，{floor}02室"


def demo(district: District) -> None:
    """Two hydrants a grid, and a building sheet in every third residents' committee."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    hydrants = [_hydrant(chance, grid, n) for grid in district.areas("grid") for n in (1, 2)]
    hydrants = [_since(district, chance, one, 40) for one in hydrants]
    district.add_many("hydrant", hydrants)
    committees = district.areas("committee")[::3]
    sheets = [_sheet(chance, area, i) for i, area in enumerate(committees)]
    sheets = [_since(district, chance, one, 120) for one in sheets]
    district.add_many("building_sheet", sheets)
    if district.count("fire_station").get("", 0):
        return
    district.add_many("fire_station", _stations(chance, district.areas("street")))
    held = district.entries("building_sheet")
    district.add_many("fire_lane", [_lane(district, chance, one, i) for i, one in enumerate(held)])
    district.add_many("fire_lane", list(_parked_up(district)))
    district.add_many("fire_alarm", alarms(district, Random(SEED), district.areas("grid")))  # noqa: S311
    district.add_many("fire_drill", drills(district, Random(SEED), held))  # noqa: S311
    district.add_many("fire_review", reviews(district, Random(SEED), held))  # noqa: S311
    district.add_many("fire_measure", measures(district))


def _since(district: District, chance: Random, one: NewEntry, days: int) -> NewEntry:
    """Under care for up to so many days, so that some are due for a visit."""
    return replace(one, since=district.now - timedelta(days=chance.uniform(0, days)))


def _hydrant(chance: Random, grid: AreaView, n: int) -> NewEntry:
    state = chance.choice(STATES)
    number = f"XF-{grid.code[-9:]}-{n}"
    low, high = (0.04, 0.13) if state == "weak" else (0.15, 0.34)
    values = {
        "number": number,
        "kind": chance.choice(("above", "above", "above", "below")),
        "state": state,
        "pressure": round(chance.uniform(low, high), 2),
        "flow": round(chance.uniform(11, 14) if state == "weak" else chance.uniform(16, 24), 1),
        "diameter": chance.choice(("100", "150", "150")),
        "road": f"{grid.title}第{n}处",
        "owner": "城投水务",
    }
    return _at(chance, grid, values, number)


def _sheet(chance: Random, area: AreaView, i: int) -> NewEntry:
    name, use, floors, need_help = PLACES[i % len(PLACES)]
    values = {
        "title": f"{area.title.removesuffix('居委会')}{name}",
        "grade": "key" if use in ("care", "school", "shops") else "usual",
        "use": use,
        "address": f"{area.title}{10 + i}号",
        "floors": floors,
        "basements": chance.choice((0, 1, 1, 2)),
        "stairs": 2 + floors // 12,
        "lift": floors > 10,
        "gas": "none" if use in ("office", "store") else chance.choice(("piped", "bottled")),
        "gas_valve": "一层东侧设备间",
        "keys": "值班室，24小时有人",
        "control": "一层大厅右侧",
        "keeper": chance.choice(("沈国平", "陆秀英", "周建民", "顾丽华")),
        "keeper_phone": f"139{chance.randrange(10**8):08d}",
        "help_count": need_help,
    }
    if need_help:
        values["help_who"] = SHARED.format(name="陈某某", floor=chance.randrange(1, floors + 1))
    return _at(chance, area, values, str(values["title"]))


def _stations(chance: Random, streets: Sequence[AreaView]) -> list[NewEntry]:
    """A brigade in every other sub-district, a micro station in the others."""
    found = []
    for i, area in enumerate(streets):
        name = area.title.removesuffix("街道").removesuffix("镇")
        kind = "micro" if i % 2 else ("first", "second", "special")[i // 2 % 3]
        values: dict[str, object] = {
            "title": f"{name}{'微型消防站' if kind == 'micro' else '消防救援站'}", "kind": kind,
            "on_duty": True, "crew": 6 if kind == "micro" else chance.randrange(24, 40),
            "address": f"{area.title}{20 + i}号",
        }  # fmt: skip
        if kind != "micro":
            values |= {
                "engines": 3 + i % 3,
                "ladders": 1,
                "rescue": 1,
                "reach": (32, 54, 60)[i % 3],
            }
        found.append(_at(chance, area, values, str(values["title"])))
    return found


def _lane(district: District, chance: Random, one: EntryView, i: int) -> NewEntry:
    """The lane of a building; one in eleven is parked up, one in nine too narrow."""
    state = "blocked" if i % 11 == 3 else "narrow" if i % 9 == 4 else "clear"
    day = district.today - timedelta(days=chance.randrange(2, 45))
    values = {
        "title": f"{one.name}东侧通道", "building": one.key, "state": state,
        "width": 3.4 if state == "narrow" else round(chance.uniform(4.0, 6.5), 1),
        "marked": i % 4 != 1, "keeper": ("城建物业", "永升物业", "徐房物业")[i % 3],
        "checked_on": day.isoformat(),
    }  # fmt: skip
    lon, lat = (one.lon or 0.0) + 0.00025, (one.lat or 0.0) + 0.0001
    shut = state == "blocked"
    since = district.now - timedelta(days=chance.uniform(0.2, 6) if shut else 60)
    return NewEntry(values=values, area=one.area, lon=lon, lat=lat, key=f"demo:{one.key}",
                    since=since)  # fmt: skip


def _parked_up(district: District) -> Iterator[NewEntry]:
    """A lane wherever the past tells of one that was blocked."""
    past = district.cases(KIND, open=False, since=district.now - YEAR)
    for lon, lat in sorted({(one.lon, one.lat) for one in past if one.lon and one.lat}):
        here = [one for one in past if (one.lon, one.lat) == (lon, lat)]
        shut = any(one.closed_at is None for one in here)
        values = {
            "title": f"{here[0].address or here[0].title}消防车通道", "width": 4.2, "marked": True,
            "state": "blocked" if shut else "clear", "keeper": "街道城管中队",
            "checked_on": here[0].opened_at.date().isoformat(),
        }  # fmt: skip
        yield NewEntry(values=values, area=here[0].area, lon=lon, lat=lat,
                       key=f"demo:past:{lon}:{lat}", since=here[0].opened_at)  # fmt: skip


def _at(chance: Random, area: AreaView, values: Mapping[str, object], key: str) -> NewEntry:
    lon = area.lon + chance.uniform(-NEAR, NEAR) / 2
    lat = area.lat + chance.uniform(-NEAR, NEAR) / 2
    return NewEntry(values=values, area=area.code, lon=lon, lat=lat, key=f"demo:{key}")
