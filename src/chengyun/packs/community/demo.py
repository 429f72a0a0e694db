"""Estates of the simulated district with booths, people alone, retrofits and visits: the same each
time. Estates stand where residential chargers would, at the middles of grids."""

from datetime import timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.community.demo_people import people, signals, visits

SEED = 2017
ESTATES = 72
BOOTHS = 9
CROSSING = (121.4322, 31.1938)
SHAPES = ("daily", "weekly", "weekly", "monthly")
PERIOD = {"daily": 1, "weekly": 7, "monthly": 30}
NAMES = ("新村", "苑", "公寓", "小区", "花园", "里")
MANAGERS = ("城建物业", "永升物业", "徐房物业")
COSTS = (2600, 4800, 7200, 3900, 5500, 9800)
STEPS = (("assessed", 4), ("works", 13), ("accepted", 38))


def demo(district: District) -> None:
    """Estates over the district, most near its crossing; what they ask for today."""
    if district.count("community_estate").get("", 0):
        return
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    areas = _areas(district)
    if not areas:
        return
    names = {one.code: one.title.removesuffix("居委会") for one in district.areas("committee")}
    district.add_many("community_estate", [_estate(district, chance, n, one, names)
                                           for n, one in enumerate(areas)])  # fmt: skip
    estates = district.entries("community_estate")
    district.add_many("cloud_booth", [_booth(district, n, one)
                                      for n, one in enumerate(estates[::8][:BOOTHS])])  # fmt: skip
    district.add_many("lone_person", people(district, chance, estates))
    district.add_many("lone_signal", signals(district, district.entries("lone_person")))
    district.add_many("ageing_retrofit", [_retrofit(district, chance, n, one)
                                          for n, one in enumerate(estates[::2])])  # fmt: skip
    district.add_many("booth_visit", visits(district, district.entries("cloud_booth")))


def _areas(district: District) -> list[AreaView]:
    """Grids all over the district, and twelve at the crossing of 徐家汇."""
    grids = district.areas("grid")
    near = sorted(grids, key=lambda a: abs(a.lon - CROSSING[0]) + abs(a.lat - CROSSING[1]))[:12]
    spread = grids[:: max(1, len(grids) // (ESTATES - 12))]
    return near + [one for one in spread if one not in near][: ESTATES - len(near)]


def _estate(
    district: District, chance: Random, n: int, area: AreaView, names: dict[str, str]
) -> NewEntry:
    often = SHAPES[n % len(SHAPES)]
    name = names.get(area.code[:12], area.title)
    homes = chance.randrange(240, 1800, 12)
    values = {
        "title": f"{name}{NAMES[n % len(NAMES)]}{n + 1}", "homes": homes, "round": often,
        "address": f"{name}路{100 + 7 * n}弄", "manager": MANAGERS[n % 3],
        "duty_phone": f"021-6438{n:04d}", "reach": 220, "chargers": 4 + homes // 150,
        "lifts": 3 + homes // 500, "tanks": homes // 400, "cameras": 3 + homes // 500,
    }  # fmt: skip
    share = 1.6 if n % 7 == 3 else chance.uniform(0.1, 0.9)
    since = district.now - timedelta(days=PERIOD[often] * share)
    key = f"demo:{n}"
    return NewEntry(values=values, area=area.code, lon=area.lon, lat=area.lat, key=key, since=since)


def _booth(district: District, n: int, estate: EntryView) -> NewEntry:
    values = {
        "title": f"{estate.name}云医院诊间", "address": estate.values["address"],
        "estate": estate.key, "state": "faulty" if n == 5 else "open", "hours": "8:30–17:00",
        "hospital": ("区中心医院", "市第六人民医院", "大华医院")[n % 3], "slots": 12,
        "checked_on": (district.today - timedelta(days=20 + 9 * n)).isoformat(),
    }  # fmt: skip
    return NewEntry(values=values, area=estate.area, lon=estate.lon, lat=estate.lat,
                    key=f"demo:{n}")  # fmt: skip


def _retrofit(district: District, chance: Random, n: int, estate: EntryView) -> NewEntry:
    """As many stages on as its number says; some are late."""
    steps = n % 4
    began = sum(days for _stage, days in STEPS[:steps][-1:]) + chance.randrange(2, 9)
    since = district.now - timedelta(days=began + (30 if n % 9 == 5 else 0))
    values: dict[str, object] = {
        "code": f"SL{n + 1:05d}", "estate": estate.key, "group": ("full", "some", "other")[n % 3],
        "applied_on": since.date().isoformat(), "holder": "陆秀英", "phone": f"1371234{n:04d}",
        "home": f"{estate.values['address']}{n + 2}号101室",
    }  # fmt: skip
    if steps:
        values |= {"ability": ("light", "middle", "severe")[n % 3], "cost": COSTS[n % 6],
                   "works": "rails,floor,light" if n % 2 else "shower,rails,call"}  # fmt: skip
    at = (since + timedelta(days=13)).date().isoformat()
    values |= {"agreed_on": at, "supplier": "夕阳红适老改造"} if steps > 1 else {}
    values |= {"accepted_on": at, "satisfied": True} if steps > 2 else {}
    stages = tuple((stage, since + timedelta(days=days)) for stage, days in STEPS[:steps])
    return NewEntry(values=values, area=estate.area, key=f"demo:{n}", since=since, stages=stages)
