"""The people of the demonstration: who lives alone, signals, and visits to the booths."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from chengyun.packs.api import District, EntryView, NewEntry, in_both
from chengyun.packs.community import triage
from chengyun.packs.community.words import LEVEL_DAYS

HOW_MANY = 160
VISITS = 44
NAMES = ("徐桂珍", "沈根发", "陆秀英", "顾海根", "朱美娣", "姚阿福", "范兰芳", "钱祥生")
LEVELS = ("weekly", "half_week", "weekly", "daily", "half_week", "weekly", "half_week", "weekly")
DAYS = dict(LEVEL_DAYS)
KINDS = (("water_still", 3), ("unanswered", 2), ("power_still", 2), ("neighbour", None))
# Respiration, SpO2, scale, oxygen, systolic, pulse, consciousness, temperature; minutes ago.
MEASURED = (
    ((16, 97, "one", "air", 128, 74, "a", 36.7), 35),
    ((26, 91, "one", "air", 98, 118, "a", 38.6), 12),
    ((20, 94, "one", "air", 152, 96, "a", 37.2), 50),
    ((18, 89, "two", "air", 134, 88, "a", 36.9), 20),
    ((22, 93, "one", "air", 141, 104, "a", 38.3), 41),
    ((17, 98, "one", "air", 224, 82, "a", 36.5), 75),
)
FIELDS = ("respiration", "spo2", "scale", "air", "systolic", "pulse", "conscious", "temperature")
MATTERS = ("头晕复诊", "高血压续药", "咳嗽三天", "膝盖疼", "血糖复查", "睡眠不好")
DECIDED = (
    ("online", "血压平稳，续原方一月"),
    ("clinic", "需听诊和血常规"),
    ("refer", "心电图异常，转市六医院心内科"),
    ("home", "体征平稳，三日后复测"),
)


def people(district: District, chance: Random, estates: Sequence[EntryView]) -> list[NewEntry]:
    """A hundred and sixty, most of them seen in time."""
    return [_person(district, chance, n, estates[n * 5 % len(estates)]) for n in range(HOW_MANY)]


def _person(district: District, chance: Random, n: int, estate: EntryView) -> NewEntry:
    level = LEVELS[n % len(LEVELS)]
    late = n % 23 == 7
    ago = DAYS[level] + 1 + n % 3 if late else chance.randrange(0, DAYS[level])
    values = {
        "code": f"DJ{n + 1:06d}", "estate": estate.key, "level": level,
        "living": "two_old" if n % 6 == 5 else "alone", "seen_how": "home" if n % 3 else "phone",
        "seen_on": (district.today - timedelta(days=ago)).isoformat(), "consent": n % 4 != 1,
        "born": 1934 + n % 18, "holder": NAMES[n % len(NAMES)], "phone": f"1381234{n:04d}",
        "home": f"{estate.values['address']}{1 + n % 30}号{101 + n % 5 * 100}室",
        "kin": "女儿，住闵行", "key_at": "居委会",
    }  # fmt: skip
    since = district.now - timedelta(days=chance.randrange(60, 500))
    return NewEntry(values=values, area=estate.area, key=f"demo:{n}", since=since)


def signals(district: District, held: Sequence[EntryView]) -> list[NewEntry]:
    """Nine that wait or are on their way."""
    return [_signal(district, n, one) for n, one in enumerate(held[11::17])]


def _signal(district: District, n: int, person: EntryView) -> NewEntry:
    kind, days = KINDS[n % len(KINDS)]
    since = district.now - timedelta(minutes=20 + 37 * n)
    values: dict[str, object] = {
        "number": f"{person.name}-{since:%m%d}-{n}", "person": person.key, "kind": kind,
        "day": district.today.isoformat(),
    }  # fmt: skip
    if days:
        values["days"] = days
    stages = (("going", since + timedelta(minutes=9)),) if n % 3 == 2 else ()
    return NewEntry(values=values, area=person.area, key=f"demo:{n}", since=since, stages=stages)


def visits(district: District, booths: Sequence[EntryView]) -> list[NewEntry]:
    """Booked, given a place, measured and waiting, decided: as their number says."""
    return [_visit(district, n, booths[n % len(booths)]) for n in range(VISITS)]


def _visit(district: District, n: int, booth: EntryView) -> NewEntry:
    kind = n % 11
    values: dict[str, object] = {
        "matter": MATTERS[n % len(MATTERS)], "booth": booth.key, "half": "am" if n % 2 else "pm",
        "wanted_on": (district.today + timedelta(days=n % 4)).isoformat(),
        "who": NAMES[n % len(NAMES)], "phone": f"1361234{n:04d}",
    }  # fmt: skip
    key, now = f"demo:{n}", district.now
    since = now - timedelta(hours=3 + n % 5)
    if kind >= 4:
        values["slot_on"] = district.today.isoformat()
    placed = ("confirmed", since + timedelta(minutes=20))
    if kind < 7:
        return _entry(values, booth, key, since, (placed,) if kind >= 4 else ())
    told, minutes = MEASURED[(kind + n // 11 * 2) % 6]
    values |= dict(zip(FIELDS, told, strict=True)) | {"fit": "child" if n == 40 else "adult"}
    values |= {"flag": triage.flag_of(values), "why": in_both(lambda: triage.reasons(values))}
    # No two came at the same minute.
    at = now - timedelta(minutes=minutes + n // 11)
    stages = (placed, ("measured", at))
    if kind < 10:
        return _entry(values, booth, key, since, stages)
    decision, because = DECIDED[n // 11 % 4]
    values |= {"decision": decision, "because": because}
    return _entry(values, booth, key, since, (*stages, ("decided", at + timedelta(minutes=8))))


def _entry(
    values: dict[str, object], booth: EntryView, key: str, since: datetime,
    stages: tuple[tuple[str, datetime], ...],
) -> NewEntry:  # fmt: skip
    return NewEntry(values=values, area=booth.area, key=key, since=since, stages=stages)
