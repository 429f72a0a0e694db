"""Estates of the simulated district with stairwells at every stage and doors half won over."""

from datetime import timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.renewal.carrying import count_shares
from chengyun.packs.renewal.demo_rounds import demo_rounds

SEED = 278
ESTATES = 30
NEAR = 0.0008
CROSSING = (121.4322, 31.1938)
STAGES = ("voted", "designed", "shown", "permitted", "funded", "building", "checked", "running")
# Days that a stage takes, about.
DAYS = (60, 20, 45, 9, 35, 50, 95, 30)
# How many of them each stairwell has come to, one after the other: most wait before the works.
COME_TO = (0, 1, 5, 2, 0, 4, 8, 1, 6, 2, 5, 0, 4, 1, 7, 5, 2, 8, 3, 6, 0, 5, 4, 6)
# On what day of the sheet a stage began.
DAY_OF = {"voted": "voted_on", "building": "begun_on", "running": "running_on"}
BLOCKS = ("none", "none", "none", "low_floors", "money", "pipes", "light", "company")
KINDS = ("repair", "repair", "complete", "keep", "rebuild")
FAMILY = ("陈", "王", "李", "张", "刘", "赵", "孙", "周", "吴", "徐")
COMPANIES = ("申居电梯工程", "沪上加梯公司", "城更建设")


def demo(district: District) -> None:
    """Thirty estates, a building and two stairwells each, twelve homes a stairwell; renewals."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    names = {one.code: one.title.removesuffix("居委会") for one in district.areas("committee")}
    areas = _areas(district)
    told = [_estate(chance, a, n, names.get(a.code[:12], a.title)) for n, a in enumerate(areas)]
    district.add_many("renewal_estate", told)
    estates = district.entries("renewal_estate")
    district.add_many("renewal_building", [_building(chance, one, n, district)
                                           for n, one in enumerate(estates)])  # fmt: skip
    whole = district.entries("renewal_building")
    buildings = [one for one in whole if not one.values.get("renewal")]
    told = [
        _stairwell(chance, one, 2 * n + side, district)
        for n, one in enumerate(buildings)
        for side in (0, 1)
    ]
    district.add_many("stairwell", told)
    rows = district.entries("stairwell")
    district.add_many(
        "household",
        [home for n, one in enumerate(rows) for home in _homes(district, chance, one, n)],
    )
    for n, one in enumerate(rows):
        if one.stage != "asked":
            continue
        _carry_on(district, chance, one, n)
    for n, one in enumerate(buildings):
        if n % 3 == 0 and one.stage == "standing":
            district.advance(one.key, "first_round", at=district.now - timedelta(days=30 * (n % 5)))
    demo_rounds(district, chance, list(estates))
    count_shares(district, district.entries("renewal_project"))


def come_to(n: int) -> int:
    """How many stages the stairwell of that number has behind it."""
    return COME_TO[n % len(COME_TO)]


def _areas(district: District) -> list[AreaView]:
    """Grids all over the district, and the three at the crossing of 徐家汇."""
    grids = district.areas("grid")
    near = sorted(grids, key=lambda a: abs(a.lon - CROSSING[0]) + abs(a.lat - CROSSING[1]))[:3]
    spread = grids[:: max(1, len(grids) // ESTATES)][: ESTATES - len(near)]
    return [one for one in spread if one not in near] + near


def _near(chance: Random, degrees: float | None) -> float:
    return (degrees or 0.0) + chance.uniform(-NEAR, NEAR) / 2


def _estate(chance: Random, area: AreaView, n: int, road: str) -> NewEntry:
    values = {
        "title": f"{road}新村",
        "address": f"{road}路{100 + 7 * n}弄",
        "built": chance.randrange(1952, 1996),
        "homes": chance.randrange(180, 900, 12),
        "committee": n % 4 != 0,
        "manager": "城建物业",
    }
    lon, lat = _near(chance, area.lon), _near(chance, area.lat)
    return NewEntry(values=values, area=area.code, key=f"demo:{n}", lon=lon, lat=lat)


def _building(chance: Random, estate: EntryView, n: int, district: District) -> NewEntry:
    values = {
        "title": f"{estate.name}{3 + n % 20}号楼",
        "estate": estate.key,
        "kind": KINDS[n % len(KINDS)],
        "floors": 6,
        "homes": 24,
        "no_bath": 24 if n % 5 == 2 else 0,
        "block": "none",
    }
    lon, lat = _near(chance, estate.lon), _near(chance, estate.lat)
    since = district.now - timedelta(days=400)
    return NewEntry(values=values, area=estate.area, key=f"demo:{n}", since=since, lon=lon, lat=lat)


def _stairwell(chance: Random, building: EntryView, n: int, district: District) -> NewEntry:
    values: dict[str, object] = {
        "title": f"{building.name}{'甲' if n % 2 else '乙'}门",
        "building": building.key,
        "floors": 6,
        "block": BLOCKS[n % len(BLOCKS)],
        "entry": "half" if n % 3 else "level",
        "keeper": f"{FAMILY[n % 10]}组长",
    }
    if come_to(n):
        values |= {
            "cost": chance.randrange(620_000, 820_000, 10_000),
            "company": COMPANIES[n % 3],
            "permit": f"徐房管更〔{district.today.year}〕{n + 1}号",
        }
    since = district.now - timedelta(days=sum(DAYS[: come_to(n)]) + chance.randrange(5, 60))
    return NewEntry(
        values=values,
        area=building.area,
        key=f"demo:{n}",
        since=since,
        lon=building.lon,
        lat=building.lat,
    )


def _homes(district: District, chance: Random, one: EntryView, n: int) -> list[NewEntry]:
    """The homes of a stairwell: nobody is still to be asked where it is decided."""
    won = come_to(n) > 0
    return [
        _home(district, chance, one, f"{floor}0{side}", floor, won)
        for floor in range(1, 7)
        for side in (1, 2)
    ]


def _home(
    district: District, chance: Random, one: EntryView, door: str, floor: int, won: bool
) -> NewEntry:
    yes = (0.55 if won else 0.2) if floor == 1 else (0.86 if won else 0.62)
    unsaid = "abstain" if won else "open"
    said = "agree" if chance.random() < yes else "against" if floor < 3 else unsaid
    values: dict[str, object] = {
        "door": f"{door}室",
        "own_code": f"{one.key[:8]}-{door}",
        "stairwell": one.key,
        "floor": floor,
        "area_m2": round(chance.uniform(38, 74), 2),
        "consent": said,
        "owner": f"{chance.choice(FAMILY)}某某",
        "phone": f"136{chance.randrange(10**8):08d}",
    }
    if said == "against":
        values["reason"] = "担心采光和噪声，认为一层不受益"
    key = f"demo:{one.key}:{door}"
    # Those who are still to be asked came onto the round lately: some are due, a few late.
    since = one.added_at if said != "open" else district.now - timedelta(days=chance.uniform(1, 10))
    return NewEntry(values=values, area=one.area, key=key, since=since)


def _carry_on(district: District, chance: Random, one: EntryView, n: int) -> None:
    """As many stages on as it has come to, some of them slowly."""
    at = one.added_at or district.now
    for stage, days in list(zip(STAGES, DAYS, strict=True))[: come_to(n)]:
        at += timedelta(days=days)
        if at >= district.now:
            break
        if stage in DAY_OF:
            district.change(one.key, **{DAY_OF[stage]: at.date().isoformat()})
        district.advance(one.key, stage, at=at)
        if stage == "building":
            _pay(district, chance, one)


def _pay(district: District, chance: Random, one: EntryView) -> None:
    for home in district.entries("household", stairwell=one.key):
        if home.values["floor"] > 1 and chance.random() < 0.85:
            district.change(home.key, paid=int(20_000 + 4_000 * home.values["floor"]))
