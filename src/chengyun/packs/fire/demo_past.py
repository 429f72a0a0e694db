"""A year that the simulated district has behind it: alarms with their verdicts, drills, fires."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from chengyun.packs.api import AreaView, District, EntryView, NewEntry
from chengyun.packs.fire import weighing
from chengyun.packs.fire.evidence import hour_level

ALARMS, DAYS = 260, 300
SHARE = 0.12  # of the alarms are fires
WOLVES = 6  # devices that are behind a third of the false ones
DEVICES = 4000
WHY = ("cooking", "cooking", "steam", "smoking", "device", "works", "cooking")
BURNT = ("electric", "ebike", "cooking", "smoking", "other")
FOUND = (
    ("消防车通道被私家车占堵，绕行 3 分钟", "楼道堆物影响铺设水带", "室外消火栓冬季压力不足"),
    ("物业值班室不清楚燃气总阀位置", "行动不便老人名单未更新", "微型站未带防毒面具"),
    ("报警主机未联网，靠人报警", "登高场地被花坛占用"),
    ("现场通信在地下室中断", "水带接口型号不一致"),
)
DRILLED = ("防火门常开未关", "两名员工不会用灭火器", "集合点人数清点不符", "应急照明不亮")


def _levels(chance: Random, real: bool, at: datetime) -> dict[str, str]:
    """What is seen of a fire, or of a false alarm. The town is not quite what was stated."""
    found = {}
    for sign in weighing.SIGNS:
        stated = [one.real if real else one.false for one in sign.levels]
        share = [0.85 * one + 0.15 / len(stated) for one in stated]
        found[sign.key] = chance.choices([one.key for one in sign.levels], share)[0]
    return found | {"hour": hour_level(at)}


def alarms(district: District, chance: Random, grids: Sequence[AreaView]) -> list[NewEntry]:
    """Alarms in order of time, each weighed by the verdicts of those before it."""
    if not grids:
        return []
    times = sorted(district.now - timedelta(days=chance.uniform(0.2, DAYS)) for _ in range(ALARMS))
    pasts: list[weighing.Past] = []
    found, held = [], weighing.weights((), 10)
    for n, at in enumerate(times):
        real = chance.random() < SHARE
        wolf = not real and chance.random() < 0.35
        device = chance.randrange(1, WOLVES + 1) if wolf else chance.randrange(20, DEVICES)
        stream, levels = f"smoke_detector-{device:04d}.smoke", _levels(chance, real, at)
        if n % 20 == 0:
            held = weighing.weights(pasts, 10)
        base = weighing.base(pasts, 0.05, 40)
        own = weighing.device(pasts, stream, base.share, 4)
        told = round(100 * weighing.likelihood(levels, held, base, own).share, 1)
        pasts.append(weighing.Past(levels, real, stream, told / 100))
        found.append(_alarm(chance, grids, at, stream, levels, told, real))
    return found


def _alarm(
    chance: Random, grids: Sequence[AreaView], at: datetime, stream: str,
    levels: dict[str, str], told: float, real: bool,
) -> NewEntry:  # fmt: skip
    area = grids[chance.randrange(len(grids))]
    cause = BURNT[chance.randrange(5)] if real else WHY[chance.randrange(7)]
    values = {
        "title": f"{area.title}{stream[15:19]}号烟感 {at.astimezone():%m-%d %H:%M}",
        "stream": stream, "onset": at.isoformat(timespec="seconds"), "likelihood": told,
        "verdict": "real" if real else "false", "cause": cause, **levels,
    }  # fmt: skip
    key = f"demo:{at.timestamp():.0f}:{stream}"
    stages = (("judged", at + timedelta(minutes=chance.randrange(9, 55))),)
    return NewEntry(values=values, area=area.code, lon=area.lon, lat=area.lat, key=key, since=at,
                    stages=stages)  # fmt: skip


def drills(district: District, chance: Random, sheets: Sequence[EntryView]) -> list[NewEntry]:
    """The last drill of most places, and what is planned."""
    found = []
    for i, one in enumerate(sheets):
        if one.values["use"] == "homes":
            continue
        every = 183 if one.values["grade"] == "key" else 365
        if i % 8 != 5:
            held = district.now - timedelta(days=chance.uniform(5, every * 1.12))
            found.append(_held(chance, one, i, held))
        if i % 3 == 0:
            plan = district.today + timedelta(days=chance.randrange(1, 40))
            values = {
                "title": f"{one.name}{plan.year}年演练", "building": one.key,
                "plan_on": plan.isoformat(), "scenario": "care" if one.values["use"] == "care"
                else ("kitchen", "electric", "night")[i % 3], "taking_part": "staff,micro,brigade",
            }  # fmt: skip
            found.append(NewEntry(values=values, area=one.area, key=f"demo:plan:{one.key}"))
    return found


def _held(chance: Random, one: EntryView, i: int, at: datetime) -> NewEntry:
    day, told = at.date().isoformat(), chance.randrange(20, 90)
    values = {
        "title": f"{one.name}{at:%Y-%m}演练", "building": one.key, "plan_on": day, "held_on": day,
        "scenario": ("kitchen", "electric", "ebike", "night")[i % 4],
        "taking_part": "staff,people,micro", "people": chance.randrange(40, 600),
        "alarm_s": told, "micro_s": told + chance.randrange(50, 150),
        "water_s": told + chance.randrange(120, 260), "out_s": chance.randrange(150, 520),
        "counted": i % 5 != 2, "found": "\n".join(DRILLED[: i % 3]),
    }  # fmt: skip
    since = at - timedelta(days=6)
    stages: tuple[tuple[str, datetime], ...] = (("held", at),)
    if i % 6:
        stages += (("assessed", at + timedelta(days=3)),)
    return NewEntry(values=values, area=one.area, key=f"demo:{one.key}", since=since,
                    stages=stages)  # fmt: skip


def reviews(district: District, chance: Random, sheets: Sequence[EntryView]) -> list[NewEntry]:
    """Ten fires, most of them reached in time; the newest still to be reviewed."""
    found = []
    for i, one in enumerate(sheets[:: max(1, len(sheets) // 10)][:10]):
        at = district.now - timedelta(days=4 + 17 * i, minutes=chance.uniform(0, 900))
        drive = 6.3 if i % 4 == 2 else 2.9 + chance.uniform(-0.8, 0.9)
        fought = (chance.uniform(8, 24), chance.uniform(12, 50), chance.uniform(200, 900))
        gaps = (0.9, 0.6, 0.8, drive, *fought)
        moments, now = [at], at
        for gap in gaps:
            now += timedelta(minutes=gap)
            moments.append(now)
        keys = ("alarm_at", "called_at", "sent_at", "left_at", "arrived_at", "controlled_at",
                "out_at", "closed_at")  # fmt: skip
        told = zip(keys, (m.isoformat(timespec="seconds") for m in moments), strict=True)
        values: dict[str, object] = {"title": f"{one.name}火灾 {at.astimezone():%Y-%m-%d}",
                                     "building": one.key, **dict(told)}  # fmt: skip
        stages: tuple[tuple[str, datetime], ...] = ()
        if i:
            values |= {
                "cause": BURNT[i % 5], "burnt": (4, 12, 30, 8, 2)[i % 5], "hurt": int(i % 5 == 3),
                "dead": 0, "brought_out": 6 * i, "found": "\n".join(FOUND[i % 4]),
                "well": "到场后三分钟内出水；内攻、疏散同步展开。",
            }  # fmt: skip
            stages = (("written", now + timedelta(days=3)),)
            stages += (("agreed", now + timedelta(days=6)),) if i > 1 else ()
        found.append(NewEntry(values=values, area=one.area, lon=one.lon, lat=one.lat,
                              key=f"demo:{i}", since=now, stages=stages))  # fmt: skip
    return found


def measures(district: District) -> list[NewEntry]:
    """What the agreed reviews asked for: done, open, and two that are late."""
    found, owners = [], ("区消防救援支队", "城建物业", "街道办事处", "城投水务")
    rows = sorted(district.entries("fire_review", ended=True), key=lambda one: one.key)
    for i, one in enumerate(sorted(rows, key=lambda row: str(row.values["alarm_at"]))):
        begun = one.ended_at or district.now
        for n, text in enumerate(str(one.values.get("found", "")).splitlines()):
            due = (begun + timedelta(days=30)).date()
            over = due < district.today and (i + n) % 4 != 1
            values: dict[str, object] = {
                "title": text, "review": one.key, "due_on": due.isoformat(),
                "owner": owners[(2 * i + n) % 4],
            }  # fmt: skip
            stages: tuple[tuple[str, datetime], ...] = ()
            if over:
                done = begun + timedelta(days=20)
                values |= {"done_on": done.date().isoformat(), "proof": "已整改，有照片。"}
                stages = (("done", done), ("checked", done + timedelta(days=4)))
            found.append(NewEntry(values=values, area=one.area, key=f"{one.key}:{n}", since=begun,
                                  stages=stages))  # fmt: skip
    return found
