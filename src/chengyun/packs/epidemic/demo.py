"""An autumn of influenza in the simulated district: two waves behind it, a third beginning."""

from datetime import timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.epidemic.coverage import propose
from chengyun.packs.epidemic.demo_year import daily, waves

SEED = 1505
FAMILY = ("陈", "王", "李", "张", "刘", "赵", "孙", "周", "吴", "徐")
AGES = ("6_17", "6_17", "18_59", "60_79", "6_17", "18_59", "0_5", "80")
OTHERS = (("hfmd", "c"), ("scarlet", "b"), ("noro", "c"), ("pertussis", "b"), ("dengue", "b"))
SOURCES = ("区中心医院", "中山医院", "枫林社区卫生服务中心", "田林社区卫生服务中心", "学校卫生室")
# Cases of influenza that fell ill so many days ago: a few, then more from day to day.
RISE = (6, 9, 8, 7, 5, 6, 4, 3, 3, 2, 2, 1)
# The last of them is of class A, found an hour ago: its clock runs.
NEWEST = 1.24
# What a case goes through, and after how many hours; after eight days it is over.
STEPS = ("reported", "verified", "traced", "isolated")
HOURS = (9.0, 18.0, 40.0, 52.0)
OLD = 192
POINTS = ("社区卫生服务中心", "社区卫生服务中心", "分中心接种门诊")
STOCKS = (
    ("医用外科口罩（只）", 186_000, 21_400, 5, 700),
    ("N95 口罩（只）", 9_600, 3_900, 14, 420),
    ("病毒采样管（支）", 4_200, 2_950, 7, 180),
    ("流感疫苗（剂）", 11_800, 6_100, 10, 160),
    ("新冠疫苗（剂）", 5_400, 640, 14, 22),
    ("抗原检测试剂（人份）", 38_000, 4_700, 7, 300),
    ("奥司他韦（盒）", 2_300, 310, 5, 510),
    ("含氯消毒片（瓶）", 1_450, 160, 3, 640),
    ("防护服（套）", 3_200, 0, 20, 1_100),
)


def demo(district: District) -> None:
    """Figures of a year, cases and contacts of sixty days, coverage of every neighbourhood."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    areas = list(district.areas("committee")) or list(district.areas("grid"))
    whole = next((one.code for one in district.areas("district")), "")
    if not areas:
        return
    district.add_many("epi_day", daily(district.today, whole))
    district.add_many("epi_wave", waves(district.today, whole))
    district.add_many("epi_coverage", [_covered(chance, one, n) for n, one in enumerate(areas)])
    clinics = [_point(chance, one, n) for n, one in enumerate(_clinics(areas))]
    district.add_many("epi_point", clinics)
    district.add_many("epi_stock", [_stock(district, one, whole) for one in STOCKS])
    _sick(district, chance, areas)
    _rounds(district)


def _clinics(areas: list[AreaView]) -> list[AreaView]:
    return areas[:: max(1, len(areas) // 14)][:14]


def _covered(chance: Random, area: AreaView, n: int) -> NewEntry:
    people = area.population or 2400
    values: dict[str, object] = {
        "title": area.title, "own_code": area.code, "counted_on": None,
    }  # fmt: skip
    for band, of, usual in (("6", 0.09, 0.72), ("18", 0.55, 0.38), ("60", 0.22, 0.61),
                            ("80", 0.05, 0.52)):  # fmt: skip
        lives = round(people * of * chance.uniform(0.8, 1.2))
        share = min(0.97, max(0.12, usual + chance.gauss(0, 0.12) - (0.2 if n % 17 == 3 else 0)))
        values |= {f"people_{band}": lives, f"done_{band}": round(lives * share)}
    return NewEntry(values=values, area=area.code, lon=area.lon, lat=area.lat,
                    key=f"demo:{area.code}")  # fmt: skip


def _point(chance: Random, area: AreaView, n: int) -> NewEntry:
    road = area.title.removesuffix("居委会")
    values = {"title": f"{road}{POINTS[n % len(POINTS)]}", "hours": "周二至周六 8:00–16:00",
              "address": f"{road}路{chance.randrange(2, 400)}号", "doses_day": 120}  # fmt: skip
    return NewEntry(values=values, area=area.code, lon=area.lon, lat=area.lat, key=f"demo:{n}")


def _stock(district: District, told: tuple[str, int, int, int, int], area: str) -> NewEntry:
    item, on_hand, used, lead, expires = told
    values = {
        "item": item, "store": "区应急物资库", "on_hand": on_hand, "used_week": used,
        "lead_days": lead, "counted_on": district.today.isoformat(),
        "expires_on": (district.today + timedelta(expires)).isoformat(),
    }  # fmt: skip
    return NewEntry(values=values, area=area, key=f"demo:{item}",
                    since=district.now - timedelta(6))  # fmt: skip


def _sick(district: District, chance: Random, areas: list[AreaView]) -> None:
    told = [_case(district, chance, areas, n, ago) for n, ago in enumerate(_ages(chance))]
    district.add_many("epi_case", told)
    held = district.entries("epi_case")
    recent = [one for one in held if one.added_at and (district.now - one.added_at).days < 9]
    met = [_contact(district, chance, one, k) for one in recent[:30] for k in (0, 1)]
    district.add_many("epi_contact", met)
    district.add_many("epi_place", [_place(chance, one, n, areas) for n, one in
                                    enumerate(recent[:9])])  # fmt: skip


def _ages(chance: Random) -> list[float]:
    """How many days ago each fell ill, the first of them first."""
    rise = [day + 1.25 + chance.uniform(0, 0.7) for day, n in enumerate(RISE) for _ in range(n)]
    return sorted([NEWEST, *rise, *(chance.uniform(13, 58) for _ in range(26))], reverse=True)


def _case(
    district: District, chance: Random, areas: list[AreaView], n: int, ago: float
) -> NewEntry:
    # Half of them in one sub-district, where it goes round.
    street = areas[len(areas) // 2].code[:9]
    near = [one for one in areas if one.code.startswith(street)] if n % 2 else areas
    area = near[chance.randrange(len(near))]
    disease, category = OTHERS[n % len(OTHERS)] if n % 6 == 5 else ("flu", "c")
    if ago == NEWEST:
        disease, category = "cholera", "a"
    found = district.now - timedelta(days=max(0.05, ago - 1.2))
    onset = (district.today - timedelta(days=int(ago))).isoformat()
    old = ago > 9
    values: dict[str, object] = {
        "number": f"EP{district.today:%Y}{n + 1:04d}", "disease": disease, "category": category,
        "kind": "confirmed" if n % 3 else "clinical", "onset_on": onset,
        "age": AGES[n % len(AGES)], "job": "pupil" if n % 2 else "other",
        "source": SOURCES[n % len(SOURCES)], "person": f"{FAMILY[n % 10]}某某",
        "phone": f"137{chance.randrange(10**8):08d}", "home": f"{area.title}{n + 1}号",
        "investigation": "done" if ago > 3.5 or n % 4 else "wanted", "signs": ["fever", "cough"],
        "vaccinated": "no" if n % 3 else "full", "contacts": 1 + n % 4,
        "isolation": "home" if n % 5 else "hospital",
    }  # fmt: skip
    if old:
        values["released_on"] = (found + timedelta(7)).date().isoformat()
    steps = _steps((district.now - found).total_seconds() / 3600, n)
    stages = tuple((stage, found + timedelta(hours=hours)) for stage, hours in steps)
    return NewEntry(values=values, area=area.code, key=f"demo:{n}", since=found, stages=stages)


def _steps(age: float, n: int) -> list[tuple[str, float]]:
    """The stages that a case so many hours old has entered, and after how many hours: some were
    reported too late, some of the newest wait for their check."""
    late = 21 if n % 19 == 7 else 0
    told = [(stage, hours + late) for stage, hours in zip(STEPS, HOURS, strict=True)]
    if age > OLD:
        told = [*told[:2], ("released", OLD - 24)]
    done = [(stage, hours) for stage, hours in told if hours < age]
    return done[:1] if n % 13 == 4 and age < 72 else done


def _contact(district: District, chance: Random, one: EntryView, k: int) -> NewEntry:
    n = chance.randrange(1000)
    found = (one.added_at or district.now).date()
    until = found + timedelta(7)
    over = until < district.today and n % 5
    values = {
        "code": f"{one.name}-{k + 1:02d}", "case": one.key,
        "relation": ("home", "school", "work", "other")[n % 4],
        "last_on": (found - timedelta(1)).isoformat(), "until": until.isoformat(),
        "state": "released" if over else "observing", "place": "home",
        "sample": ("wanted", "sent", "negative")[n % 3], "temperature": 36.2 + n % 9 / 10,
        "person": f"{FAMILY[n % 10]}某某", "phone": f"138{chance.randrange(10**8):08d}",
        "home": f"{one.area_title}{n % 90 + 1}号",
    }  # fmt: skip
    return NewEntry(values=values, area=one.area, key=f"demo:{one.key}:{k}",
                    since=district.now - timedelta(hours=20))  # fmt: skip


def _place(chance: Random, one: EntryView, n: int, areas: list[AreaView]) -> NewEntry:
    kinds = (("school", "小学"), ("market", "菜市场"), ("care", "养老院"), ("food", "餐厅"))
    kind, name = kinds[n % len(kinds)]
    area = next((a for a in areas if a.code == one.area), areas[0])
    state = ("wanted", "done", "open")[n % 3]
    values = {
        "title": f"{area.title.removesuffix('居委会')}{name}", "kind": kind, "case": one.key,
        "was_on": one.values["onset_on"], "exposed": chance.randrange(6, 60), "state": state,
        "disinfected_on": None if state == "wanted" else one.values["onset_on"],
    }  # fmt: skip
    return NewEntry(values=values, area=area.code, lon=area.lon, lat=area.lat, key=f"demo:{n}",
                    since=one.added_at)  # fmt: skip


def _rounds(district: District) -> None:
    """This week's proposals: two of them planned for today and tomorrow."""
    propose(district)
    for one in list(district.entries("epi_round", state="proposed"))[:2]:
        district.change(one.key, state="planned", day=district.today.isoformat())
