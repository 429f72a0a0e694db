"""Sources, sections, a year of samples, episodes with their wind, cases at every stage."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import cos, hypot, radians, sin
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.environment.limits import WATER

SEED = 3095
NEAR = 0.002
# 1° of longitude and of latitude in metres, near enough for a drawing.
EAST_M, NORTH_M = 95_300.0, 110_870.0
KITCHENS, WORKS = ("面馆", "本帮菜馆", "烧烤店", "火锅店"), ("印刷厂", "汽修喷涂", "混凝土搅拌站")
PHASES = ("ground", "frame", "finish", "pull")
# River, its course from the upper end, its sections (kilometre, class aimed at), its outfalls
# (kilometre, m³ a day, mg/L of ammonia).
RIVERS = (
    (
        "蒲汇塘",
        ((121.3825, 31.1800), (121.4010, 31.1778), (121.4190, 31.1772), (121.4445, 31.1722)),
        ((1.2, 3), (3.6, 3), (5.7, 3)),
        ((0.6, 320, 4.2), (2.6, 900, 7.5), (3.2, 150, 12.0), (5.1, 260, 2.4)),
    ),
    (
        "漕河泾港",
        ((121.3900, 31.1590), (121.4170, 31.1603), (121.4340, 31.1637), (121.4445, 31.1722)),
        ((0.9, 3), (2.9, 3), (5.0, 3)),
        ((0.4, 180, 3.0), (2.1, 420, 5.5), (4.4, 700, 6.8)),
    ),
    (
        "龙华港",
        ((121.4445, 31.1722), (121.4535, 31.1741), (121.4640, 31.1733)),
        ((0.7, 2), (1.6, 2)),
        ((0.4, 240, 3.6), (1.2, 120, 9.0)),
    ),
)
MATTERS = (
    ("未采取有效覆盖措施防治扬尘", "air", "site"),
    ("油烟净化设施未正常使用", "air", "kitchen"),
    ("夜间施工噪声超标", "noise", "site"),
    ("超标排放水污染物", "water", "outfall"),
    ("未密闭收集挥发性有机物", "air", "enterprise"),
)
STEPS = ("filed", "examined", "notified", "decided", "served", "executed")
DAYS = (6, 41, 9, 12, 4, 11)
# Item, word, limit, the highest peak that is drawn.
MEASURED = (("pm10", "扬尘", 150, 420), ("pm25", "细颗粒物", 60, 190), ("noise", "噪声", 60, 86))
MONTHS, EPISODES, CASES = 12, 24, 18
DONE = {"evidence": "现场检查、询问笔录、在线数据", "decision": "责令改正，处罚款"}


def demo(district: District) -> None:
    """About 220 entries, one transaction a register."""
    chance = Random(SEED)  # noqa: S311 – a drawing, no secret
    areas = list(district.areas("grid"))
    if not areas:
        return
    district.add_many("env_source", [*_sources(chance, areas), *_outfalls(areas)])
    district.add_many("env_section", list(_sections(areas)))
    sections = district.entries("env_section")
    district.add_many("env_sample", list(_samples(chance, sections, district.now)))
    sources = [one for one in district.entries("env_source") if "mn" not in one.values]
    district.add_many("env_episode", list(_episodes(chance, sources, areas, district.now)))
    district.add_many("env_case", list(_cases(chance, sources, district.now)))


def _sources(chance: Random, areas: list[AreaView]) -> Iterator[NewEntry]:
    """Sites, kitchens and enterprises, spread over the district."""
    step = max(1, len(areas) // 66)
    for n, area in enumerate(areas[::step][:66]):
        kind = ("site", "kitchen", "kitchen", "enterprise")[n % 4]
        told = {
            "site": (f"{area.title}{n}号地块", (6, 22)),
            "kitchen": (f"{area.title}{KITCHENS[n % 4]}", (10, 22)),
            "enterprise": (f"{area.title}{WORKS[n % 3]}", (8, 18)),
        }
        title, (first, last) = told[kind]
        values: dict[str, object] = {
            "title": title,
            "kind": kind,
            "owner": f"示例单位{n + 1}",
            "from_hour": first,
            "to_hour": last,
        }
        if kind == "site":
            values |= {"phase": PHASES[n % 4], "permit": f"310104{n:06d}"}
        yield _placed(chance, area, values, f"demo:{n}")


def _placed(chance: Random, area: AreaView, values: dict[str, object], key: str) -> NewEntry:
    lon, lat = (one + chance.uniform(-NEAR, NEAR) / 2 for one in (area.lon, area.lat))
    return NewEntry(values=values, area=area.code, lon=lon, lat=lat, key=key)


def _near(areas: list[AreaView], lon: float, lat: float) -> AreaView:
    return min(areas, key=lambda one: abs(one.lon - lon) + abs(one.lat - lat))


def _along(course: Sequence[tuple[float, float]], km: float) -> tuple[float, float]:
    """A place on a river by its kilometre from the upper end."""
    for (x, y), (x2, y2) in pairwise(course):
        length = hypot((x2 - x) * EAST_M, (y2 - y) * NORTH_M) / 1000
        if km <= length:
            return x + km / length * (x2 - x), y + km / length * (y2 - y)
        km -= length
    return course[-1]


def _outfalls(areas: list[AreaView]) -> Iterator[NewEntry]:
    for river, course, _, outfalls in RIVERS:
        for n, (km, flow, ammonia) in enumerate(outfalls):
            values: dict[str, object] = {
                "title": f"{river}{n + 1}号雨水排口",
                "kind": "outfall",
                "river": river,
                "km": km,
                "flow": flow,
                "ammonia": ammonia,
                "phosphorus": round(ammonia / 12, 2),
                "cod": round(18 + 4 * ammonia, 1),
                "permanganate": round(4 + ammonia / 2, 1),
            }
            yield _on_river(areas, _along(course, km), values, f"demo:{river}:{n}")


def _sections(areas: list[AreaView]) -> Iterator[NewEntry]:
    for river, course, sections, _ in RIVERS:
        for n, (km, wanted) in enumerate(sections):
            place = ("上游", "中段", "下游")[n] if len(sections) > 2 else ("上游", "河口")[n]
            values: dict[str, object] = {
                "title": f"{river}{place}断面",
                "river": river,
                "km": km,
                "wanted": str(wanted),
                "speed": 0.08,
            }
            yield _on_river(areas, _along(course, km), values, f"demo:{river}:{n}")


def _on_river(
    areas: list[AreaView], at: tuple[float, float], values: dict[str, object], key: str
) -> NewEntry:
    area = _near(areas, *at)
    return NewEntry(values=values, area=area.code, lon=at[0], lat=at[1], key=key)


def _samples(chance: Random, sections: Sequence[EntryView], now: datetime) -> Iterator[NewEntry]:
    for n, one in enumerate(sections):
        for month in range(MONTHS):
            day = (now - timedelta(days=6 + 30 * month)).date()
            # Warm months hold less oxygen; one section in three drifts beyond its class.
            summer = 1 if day.month in (6, 7, 8, 9) else 0
            foul = 1.0 + (0.9 if n % 3 == 1 and month < 4 else 0) + 0.2 * summer
            yield _sample(chance, one, day.isoformat(), month, foul, summer)


def _sample(
    chance: Random, one: EntryView, day: str, month: int, foul: float, summer: int
) -> NewEntry:
    usual = {"permanganate": 4.1, "cod": 16, "ammonia": 0.85, "phosphorus": 0.17}
    values: dict[str, object] = {
        "title": f"{one.name} {day}",
        "section": one.key,
        "day": day,
        "oxygen": round(7.2 - 2.2 * summer - 1.1 * (foul - 1) + chance.uniform(-0.5, 0.5), 1),
    }
    for item in WATER:
        if not item.falls:
            values[item.key] = round(usual[item.key] * foul * chance.uniform(0.8, 1.15), 3)
    return NewEntry(values=values, area=one.area, key=f"demo:{one.key}:{month}")


def _episodes(
    chance: Random, sources: list[EntryView], areas: list[AreaView], now: datetime
) -> Iterator[NewEntry]:
    """Each some hundred metres down the wind from a source, so that tracing has something to find;
    of every sixth nobody knows the source."""
    likely = [one for one in sources if one.values["kind"] != "outfall"]
    for n in range(EPISODES):
        source = likely[n * 5 % len(likely)]
        # While the source works: within the first hours after it begins, on a day before today.
        day = now.astimezone() - timedelta(days=1 + int(n * 1.7))
        begins = int(source.values["from_hour"]) + chance.randrange(1, 6)
        onset = day.replace(hour=begins, minute=chance.randrange(60), second=0, microsecond=0)
        yield _episode(chance, source, areas, n, onset)


def _episode(
    chance: Random, source: EntryView, areas: list[AreaView], n: int, onset: datetime
) -> NewEntry:
    item, word, limit, most = MEASURED[n % 3]
    blows, away = chance.randrange(0, 360, 5), chance.uniform(120, 520)
    towards, minutes = radians(blows + 180), chance.randrange(25, 260, 5)
    lon = (source.lon or 0) + away * sin(towards) / EAST_M
    lat = (source.lat or 0) + away * cos(towards) / NORTH_M
    peak = round(chance.uniform(limit * 1.15, most), 1)
    end, area = onset + timedelta(minutes=minutes), _near(areas, lon, lat)
    values: dict[str, object] = {
        "title": f"{area.title}微站{word} {onset.astimezone():%m-%d %H:%M}",
        "item": item,
        "stream": f"demo-{n:02d}.{item}",
        "onset": onset.astimezone(UTC).isoformat(),
        "over": end.astimezone(UTC).isoformat(),
        "minutes": minutes,
        "peak": peak,
        "mean": round((peak + limit) / 2, 1),
        "limit": limit,
        "wind": _wind(chance, onset, minutes, blows),
    }
    stages: tuple[tuple[str, datetime], ...] = (("over", end),)
    if n > 5:
        found = "source" if n % 6 else "none"
        values |= {"found": found} | ({"source": source.key} if found == "source" else {})
        stages = (*stages, ("sought", end + timedelta(hours=chance.randrange(3, 40))))
    return NewEntry(
        values=values, area=area.code, lon=lon, lat=lat, key=f"demo:{n}", since=onset,
        stages=stages,
    )  # fmt: skip


def _wind(chance: Random, onset: datetime, minutes: int, blows: int) -> str:
    hours = (onset.astimezone() + timedelta(hours=k) for k in range(minutes // 60 + 1))
    return "\n".join(
        f"{at:%H}时 {(blows + chance.randrange(-18, 19)) % 360}° {chance.uniform(1.2, 4.5):.1f}"
        for at in hours
    )


def _cases(chance: Random, sources: list[EntryView], now: datetime) -> Iterator[NewEntry]:
    for n in range(CASES):
        matter, by, kind = MATTERS[n % len(MATTERS)]
        alike = [one for one in sources if one.values["kind"] == kind] or sources
        reached = n % (len(STEPS) + 1)
        slow = 2.4 if n % 8 == 3 else 1.0
        yield _case(chance, alike[n % len(alike)], n, (matter, by), reached, slow, now)


def _case(
    chance: Random, source: EntryView, n: int, told: tuple[str, str], reached: int, slow: float,
    now: datetime,
) -> NewEntry:  # fmt: skip
    days = [DAYS[k] * slow for k in range(reached)]
    since = now - timedelta(days=sum(days) + chance.randrange(3, 30))
    stages = tuple(
        (stage, since + timedelta(days=sum(days[: k + 1])))
        for k, stage in enumerate(STEPS[:reached])
    )  # fmt: skip
    at = dict(stages)
    values: dict[str, object] = {
        "number": f"徐环罚〔{now.year}〕{n + 1:03d}号",
        "matter": told[0],
        "law": told[1],
        "source": source.key,
        "officers": f"09310{n:03d}, 09311{n:03d}",
    }
    values |= DONE if reached > 1 else {}
    if "decided" in at:
        values |= {"fine": chance.randrange(10_000, 120_000, 5_000), "public": n % 2 == 0}
    named = {"notified": "notified_on", "served": "served_on", "executed": "paid_on"}
    values |= {day: at[stage].date().isoformat() for stage, day in named.items() if stage in at}
    if "executed" in at:
        values["rectified_on"] = at["executed"].date().isoformat()
    return NewEntry(values=values, area=source.area, key=f"demo:{n}", since=since, stages=stages)
