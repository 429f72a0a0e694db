"""Key places and hazards of the simulated district: the same each time it is drawn."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.hazards.drawing import commit, reveal

SEED = 2021
NEAR = 0.003
RISKS = ("red", "orange", "orange", "yellow", "yellow", "yellow", "blue", "blue", "blue", "blue")
TRADES = (
    ("catering", "饭店"),
    ("lodging", "宾馆"),
    ("shops", "超市"),
    ("nine_small", "便利店"),
    ("works", "印刷厂"),
    ("site", "工地"),
)
FOUND = (
    ("疏散通道堆放纸箱", "fire", "general"),
    ("可燃气体报警器断电", "gas", "general"),
    ("厨房烟道油污超过一年未清洗", "fire", "general"),
    ("配电箱前堆物", "electric", "general"),
    ("仓库夹层住人", "fire", "major"),
    ("外墙瓷砖空鼓", "structure", "general"),
    ("气瓶间与厨房相连", "gas", "major"),
)
STAGES = ("ordered", "rectified", "checked", "struck_off")
INSPECTORS = "A0117\nA0203\nA0311\nA0412\nA0520"
MEASURE, OUTCOME = "立即清理，专人每日复查一周", "已清理，现场照片存档"


def demo(district: District) -> None:
    """Two places a residents' committee; a hazard at every third, at all stages."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    areas = [area for area in district.areas("committee") for _ in range(2)]
    placed = [_place(chance, area, i) for i, area in enumerate(areas)]
    district.add_many("hazard_place", [_since(district, chance, one) for one in placed])
    places = district.entries("hazard_place")[::6]
    told = [
        _hazard(place.key, place.area, place.lon, place.lat, i) for i, place in enumerate(places)
    ]
    district.add_many("hazard", told)
    for i, hazard in enumerate(district.entries("hazard")):
        for stage in STAGES[: _reached(hazard, i)]:
            district.advance(hazard.key, stage)
    _draws(district)


def _draws(district: District) -> None:
    """A draw that is over and one whose list is sealed; the seed of the first is the same again."""
    for area in district.areas("street")[:1]:
        told = {"title": "秋季消防双随机抽查", "many": 6, "risk": "all", "inspectors": INSPECTORS}
        for n in (0, 1):
            one = district.add("hazard_draw", told, area=area.code, key=f"demo:{n}")
            if one.stage != "planned":
                continue
            one = district.advance(one.key, "committed")
            commit(district, one, "2021" * 8 if n == 0 else "")
            told = told | {"title": "冬季用气双随机抽查"}
            if n == 0:
                district.change(one.key, number="3889.35", source="上证指数收盘，示例")
                reveal(district, district.advance(one.key, "drawn"))


def _reached(hazard: EntryView, i: int) -> int:
    """How many stages on it is: as far as what is filled in allows."""
    if "outcome" in hazard.values:
        return 2 + i % 3
    return int("measure" in hazard.values)


def _since(district: District, chance: Random, one: NewEntry) -> NewEntry:
    """Under care for up to half a year, so that some are due for a visit."""
    return replace(one, since=district.now - timedelta(days=chance.uniform(0, 100)))


def _place(chance: Random, area: AreaView, i: int) -> NewEntry:
    trade, word = TRADES[i % len(TRADES)]
    values = {
        "title": f"{area.title.removesuffix('居委会')}{'东' if i % 2 else '西'}{word}",
        "risk": chance.choice(RISKS),
        "trade": trade,
        "licence": f"91310104MA{i:08d}",
        "address": f"{area.title}{20 + i % 90}号",
        "area_m2": chance.randrange(40, 3000, 10),
        "people": chance.randrange(3, 120),
        "keeper": chance.choice(("唐志强", "许慧", "钱立新", "潘玉芳")),
        "keeper_phone": f"138{chance.randrange(10**8):08d}",
    }
    lon = area.lon + chance.uniform(-NEAR, NEAR) / 2
    lat = area.lat + chance.uniform(-NEAR, NEAR) / 2
    return NewEntry(values=values, area=area.code, lon=lon, lat=lat, key=f"demo:{i}")


def _hazard(place: str, area: str, lon: float | None, lat: float | None, i: int) -> NewEntry:
    title, kind, grade = FOUND[i % len(FOUND)]
    values: dict[str, object] = {
        "title": title,
        "place": place,
        "kind": kind,
        "grade": grade,
        "source": "inspection",
    }
    done = i % (len(STAGES) + 1)
    values |= {"measure": MEASURE} if done else {}
    values |= {"outcome": OUTCOME} if done > 1 else {}
    return NewEntry(values=values, area=area, lon=lon, lat=lat, key=f"demo:{i}")
