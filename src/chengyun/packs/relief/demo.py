"""Households of the simulated district, signals with what visits found, suggestions, applications:
the same each time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.relief import finding, suggesting
from chengyun.packs.relief.signals import BY_KEY, said

SEED = 2014
HOW_MANY = 120
NAMES = (
    "徐桂珍",
    "沈根发",
    "陆秀英",
    "顾海根",
    "朱美娣",
    "姚阿福",
    "范兰芳",
    "钱祥生",
    "袁巧云",
    "傅永明",
)
# What each is like in turn; income and money are the household's, yuan.
LIVES: tuple[dict[str, object], ...] = (
    {"group": "dibao", "receives": "dibao", "alone": True, "people": 1, "able": 0, "income": 900,
     "cash": 4000, "homes": 1, "support": "able", "disabled": "light", "ill": "lasting",
     "medical": 0, "level": "yellow"},
    {"group": "watch", "people": 3, "able": 1, "jobless": 0, "income": 6300, "cash": 42000,
     "homes": 1, "support": "unable", "disabled": "no", "ill": "grave", "medical": 38000,
     "level": "yellow"},
    {"group": "watch", "people": 2, "able": 1, "jobless": 1, "income": 2400, "cash": 9000,
     "homes": 0, "support": "able", "disabled": "no", "ill": "no", "medical": 1200,
     "level": "blue"},
    {"group": "tekun", "receives": "tekun", "alone": True, "people": 1, "able": 0, "income": 0,
     "cash": 800, "homes": 0, "support": "none", "disabled": "severe", "ill": "lasting",
     "medical": 0, "level": "red"},
    {"group": "watch", "people": 3, "able": 1, "jobless": 1, "income": 3900, "support": "unable",
     "disabled": "light", "ill": "no", "level": "blue", "homes": 1},
    {"group": "dibao", "receives": "dibao", "people": 3, "able": 2, "jobless": 1, "income": 2700,
     "cash": 12000, "homes": 1, "support": "unable", "disabled": "no", "ill": "lasting",
     "medical": 0, "level": "blue"},
    {"group": "edge", "receives": "edge", "people": 2, "able": 1, "jobless": 0, "income": 4100,
     "cash": 30000, "homes": 1, "support": "able", "disabled": "no", "ill": "grave",
     "medical": 26500, "level": "yellow"},
    {"group": "watch", "alone": True, "people": 1, "able": 0, "income": 3900, "cash": 88000,
     "homes": 1, "support": "able", "disabled": "no", "ill": "lasting", "medical": 3100,
     "level": "yellow"},
    {"group": "watch", "people": 4, "able": 2, "jobless": 0, "income": 7600, "cash": 20000,
     "homes": 1, "support": "able", "disabled": "no", "ill": "no", "medical": 0, "level": "yellow",
     "event": "fire", "event_cost": 46000},
    {"group": "dibao", "receives": "dibao", "people": 2, "able": 1, "jobless": 0, "income": 1300,
     "cash": 2500, "homes": 1, "support": "none", "disabled": "light", "ill": "grave",
     "medical": 6400, "level": "yellow"},
    {"group": "watch", "alone": True, "people": 1, "able": 0, "income": 1100,
     "disabled": "severe", "ill": "lasting", "medical": 5200, "level": "red"},
    {"group": "edge", "receives": "edge", "people": 3, "able": 1, "jobless": 1, "income": 6800,
     "cash": 51000, "homes": 1, "support": "unable", "disabled": "no", "ill": "no", "medical": 0,
     "level": "blue", "lapsed": True},
)  # fmt: skip
# What most of them were granted by now, by their place in LIVES: who has not is to be found.
LATER = {1: "single", 2: "dibao", 4: "dibao", 5: "job", 6: "single,medical", 8: "temporary",
         9: "medical", 10: "tekun"}  # fmt: skip
# Visits of the months before, by kind of signal: how many, and how many found need.
PAST = {
    "water_idle": (12, 9), "power_idle": (10, 6), "calls": (14, 4), "discharge": (11, 7),
    "medical": (9, 5), "job_lost": (8, 3), "lapsed": (10, 8), "unseen": (12, 3), "visit": (6, 5),
    "neighbour": (7, 5),
}  # fmt: skip
# Signals that stand together now.
NOW = (
    (("water_idle", 4), ("power_idle", 3)),
    (("discharge", None), ("medical", 18600)),
    (("calls", 7),),
    (("water_idle", 5), ("unseen", 12)),
    (("job_lost", None), ("calls", 4), ("medical", 9200)),
    (("neighbour", None), ("discharge", None)),
    (("unseen", 9),),
    (("lapsed", 40), ("job_lost", None)),
)
SPACED = 7


def demo(district: District) -> None:
    """A hundred and twenty households of all kinds, what is known of them and what came of it."""
    areas = [one for one in district.areas("committee") if one.level]
    if not areas or district.count("relief_household").get("", 0):
        return
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    chosen = areas[:: max(1, len(areas) // 40)]
    told = [_household(district, chance, n, chosen[n % len(chosen)]) for n in range(HOW_MANY)]
    district.add_many("relief_household", told)
    houses = district.entries("relief_household")
    district.add_many("relief_signal", [*_past(district, houses), *_now(district, houses)])
    district.add_many("relief_signal", _loose(district, chosen))
    suggesting.suggest(district, district.today)
    _decided(district)
    finding.run(district, district.today.replace(day=1))
    _told(district)
    _applications(district, houses)


def _household(district: District, chance: Random, n: int, area: AreaView) -> NewEntry:
    life: dict[str, object] = dict(LIVES[n % len(LIVES)])
    lapsed, today = life.pop("lapsed", False), district.today
    days = {"red": 12, "yellow": 40, "blue": 100}[str(life["level"])]
    seen = today - timedelta(days=chance.randrange(1, days))
    if n // len(LIVES) % 4:
        life |= _granted(life, LATER.get(n % len(LIVES), ""))
    if life.get("receives"):
        ends = -chance.randrange(20, 60) if lapsed else chance.randrange(30, 300)
        life["until"] = (today + timedelta(days=ends)).isoformat()
    if life.get("event"):
        life["event_on"] = (today - timedelta(days=chance.randrange(10, 90))).isoformat()
    if "income" in life:
        age = chance.randrange(380, 500) if n % 17 == 4 else chance.randrange(20, 300)
        life["means_on"] = (today - timedelta(days=age)).isoformat()
    life |= {
        "code": f"JZ{n + 1:06d}",
        "seen_on": seen.isoformat(),
        "seen_how": "home" if n % 3 else "phone",
        "resident": "permit" if n % 19 == 7 else "local",
        "contact": ("welcome", "welcome", "not_asked", "welcome", "declined")[n * 7 % 5],
        "holder": NAMES[n % len(NAMES)],
        "identity": f"3101041955020{n:04d}X",
        "phone": f"137{chance.randrange(10**8):08d}",
        "home": f"{area.title}{chance.randrange(1, 90)}号{chance.randrange(101, 606)}室",
    }
    since = district.now - timedelta(days=chance.randrange(120, 700))
    return NewEntry(values=life, area=area.code, key=f"demo:{n}", since=since)


def _granted(life: dict[str, object], later: str) -> dict[str, object]:
    held = ",".join(filter(None, (str(life.get("receives", "")), later)))
    group = "tekun" if "tekun" in later else "dibao" if later in ("dibao", "single") else ""
    told: dict[str, object] = {"receives": held} if held else {}
    return told | ({"group": group} if group else {})


def _past(district: District, houses: Sequence[EntryView]) -> list[NewEntry]:
    """Signals whose visits are over, with what was found."""
    told: list[NewEntry] = []
    for kind, (visits, real) in PAST.items():
        for n in range(visits):
            house = houses[(n * 11 + len(told)) % len(houses)]
            day = district.now - timedelta(days=40 + n * 9)
            outcome = "real" if n < real else "none"
            told.append(_signal(house, kind, _value(kind, n), day, {"outcome": outcome}))
    return told


def _value(kind: str, n: int) -> float | None:
    if not BY_KEY[kind].unit_zh:
        return None
    return 8000 + 700 * n if kind == "medical" else 3 + n % 6


def _now(district: District, houses: Sequence[EntryView]) -> list[NewEntry]:
    told = []
    for n, house in enumerate(houses[::SPACED]):
        for k, (kind, value) in enumerate(NOW[n % len(NOW)]):
            day = district.now - timedelta(days=1 + (n + 2 * k) % 9)
            told.append(_signal(house, kind, value, day, {}))
    return told


def _signal(
    house: EntryView, kind: str, value: float | None, day: datetime, more: dict[str, object]
) -> NewEntry:
    number = f"{said(kind, value)} · {day:%Y-%m-%d}"
    values: dict[str, object] = {
        "number": number, "kind": kind, "household": house.key, "day": day.date().isoformat(),
    }  # fmt: skip
    values |= more | ({} if value is None else {"value": value})
    return NewEntry(
        values=values, area=house.area, key=f"demo:{house.name}:{kind}:{day:%y%m%d}", since=day
    )


def _loose(district: District, areas: list[AreaView]) -> list[NewEntry]:
    """Told by neighbours, of nobody who is known yet."""
    words = ("楼上老人一周没下楼", "邻居家孩子常独自在家", "租户失业，几个月没交房租")
    return [
        NewEntry(
            values={"number": text, "kind": "neighbour", "day": district.today.isoformat()},
            area=areas[(n * 5) % len(areas)].code,
            key=f"demo:loose:{n}",
        )
        for n, text in enumerate(words)
    ]


def _decided(district: District) -> None:
    """Some are accepted, two visited, one declined; the rest waits."""
    rows = [one for one in district.entries("relief_suggestion") if one.stage == "suggested"]
    for n, one in enumerate(rows):
        if n % 3 == 1:
            district.advance(one.key, "accepted")
        elif n % 8 == 3:
            note = "家属来电，老人在外地女儿家，下月返回"
            district.change(one.key, why_not="away", why_not_note=note)
            district.advance(one.key, "declined")


def _told(district: District) -> None:
    today = district.today.isoformat()
    for one in district.entries("relief_match")[2::16]:
        district.change(one.key, told_on=today)
        district.advance(one.key, "told")


def _applications(district: District, houses: Sequence[EntryView]) -> None:
    """Fifteen applications, as far as their age goes."""
    kinds = ("dibao", "edge", "medical", "temporary", "single", "dibao")
    told: list[NewEntry] = []
    for n, house in enumerate(houses[2::8]):
        since = district.now - timedelta(days=(2, 9, 30, 80, 150)[n % 5])
        told.append(_application(house, kinds[n % len(kinds)], n, since))
    district.add_many("relief_application", told)
    for n, one in enumerate(district.entries("relief_application")):
        since = one.added_at or district.now
        steps = (("checked", 1), ("notice", 16), ("granted", 26 if n % 10 == 3 else 24))
        for stage, days in steps[: (0, 1, 2, 3, 3)[n % 5]]:
            district.advance(one.key, stage, at=since + timedelta(days=days))


def _application(house: EntryView, benefit: str, n: int, since: datetime) -> NewEntry:
    notice = (since + timedelta(days=16)).date()
    values: dict[str, object] = {
        "number": f"SQ{since:%y}{n + 1:04d}", "household": house.key, "benefit": benefit,
        "applied_on": since.date().isoformat(),
    }  # fmt: skip
    if n % 5 >= 2:
        values |= {
            "means": "收入、存款、户籍、住房均已核对，与申报一致。", "opinion": "grant",
            "notice_place": f"{house.area_title}公告栏", "notice_from": notice.isoformat(),
        }  # fmt: skip
    if n % 5 >= 3:
        until = (since + timedelta(days=390)).date().isoformat()
        values |= {"amount": 680 + 45 * (n % 7), "until": until}
    return NewEntry(values=values, area=house.area, key=f"demo:{n}", since=since)
