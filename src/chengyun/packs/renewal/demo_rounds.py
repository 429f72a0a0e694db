"""Renewals of the simulated district: one a few signatures short, one in force, others asked."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from chengyun.packs.api import District, EntryView, NewEntry

FAMILY = ("陈", "王", "李", "张", "刘", "赵", "孙", "周", "吴", "徐")
APART = 0.0004


@dataclass(frozen=True)
class Story:
    """A renewal: how, how many buildings of 24 homes, the share of owned homes, what was said in
    each round, how many days ago it was prepared, and when it entered each stage since then."""

    name: str
    way: str
    buildings: int
    owned: float
    willing: float
    signed: float
    days: int
    stages: tuple[tuple[str, int], ...]
    block: str = "none"


ASKED = (("willing", 40), ("scheme", 95), ("signing", 150))
STORIES = (
    Story("片区拆除重建", "rebuild", 4, 0.0, 0.97, 0.91, 200, ASKED),
    Story("成套改造", "complete", 2, 0.0, 0.98, 0.97, 260, (*ASKED, ("effective", 210))),
    Story("混合产权拆除重建", "rebuild", 2, 0.4, 0.78, 0.0, 110, ASKED[:1], "money"),
    Story("旧城区改建", "expropriation", 3, 0.3, 0.95, 0.0, 130, ASKED[:2]),
    Story("老公房修缮", "repair", 2, 0.8, 0.42, 0.0, 60, ASKED[:1]),
)


def demo_rounds(district: District, chance: Random, estates: list[EntryView]) -> None:
    """A renewal in every sixth estate, with its buildings and homes, counted."""
    pairs = list(zip(estates[::6], STORIES, strict=False))
    told = [_renewal(district, estate, story) for estate, story in pairs]
    district.add_many("renewal_project", told)
    made = {one.name: one for one in district.entries("renewal_project")}
    for estate, story in pairs:
        one = made[f"{estate.name}{story.name}"]
        buildings = [_building(district, one, estate, story, n) for n in range(story.buildings)]
        district.add_many("renewal_building", buildings)
        rows = district.entries("renewal_building", renewal=one.key)
        whole = 24 * len(rows)
        willing, signed = (_some(chance, whole, share) for share in (story.willing, story.signed))
        doors = [
            (row, floor, side) for row in rows for floor in range(1, 7) for side in range(1, 5)
        ]
        homes = [
            _home(chance, row, story, floor, f"{floor}0{side}", n in willing, n in signed)
            for n, (row, floor, side) in enumerate(doors)
        ]
        district.add_many("household", homes)


def _some(chance: Random, whole: int, share: float) -> set[int]:
    """So many of a whole, drawn."""
    return set(chance.sample(range(whole), round(whole * share)))


def _renewal(district: District, estate: EntryView, story: Story) -> NewEntry:
    since = district.now - timedelta(days=story.days)
    until = district.today + timedelta(days=30)
    values: dict[str, object] = {
        "title": f"{estate.name}{story.name}",
        "way": story.way,
        "estate": estate.key,
        "homes": 24 * story.buildings,
        "block": story.block,
        "scheme": "原地重建，户户成套；过渡期两年，按面积补贴过渡费。",
        "sign_until": until.isoformat(),
    }
    gone = [key for key, _ in story.stages]
    for key, said in (("scheme", "willing_told"), ("effective", "signed_told")):
        if key in gone:
            values[said] = ["达到", "Reached"]
    stages = tuple((key, since + timedelta(days=days)) for key, days in story.stages)
    return NewEntry(values=values, area=estate.area, key=f"round:{estate.key}", since=since,
                    lon=estate.lon, lat=estate.lat, stages=stages)  # fmt: skip


def _building(
    district: District, one: EntryView, estate: EntryView, story: Story, n: int
) -> NewEntry:
    kind = story.way if story.way != "expropriation" else "rebuild"
    values = {
        "title": f"{estate.name}{31 + n}号楼",
        "estate": estate.key,
        "renewal": one.key,
        "kind": kind,
        "floors": 6,
        "homes": 24,
        "no_bath": 24 if kind != "repair" else 0,
        "block": "none",
        "scheme": one.values["scheme"],
    }
    since = one.added_at or district.now
    shift = APART * (n + 1)
    lon, lat = (estate.lon or 0) + shift, (estate.lat or 0) + shift / 2
    way = (("first_round", "willing"), ("second_round", "signing"))
    stages = tuple((own, one.stages[key]) for own, key in way if key in one.stages)
    return NewEntry(values=values, area=estate.area, key=f"round:{one.key}:{n}", since=since,
                    lon=lon, lat=lat, stages=stages)  # fmt: skip


def _home(
    chance: Random, building: EntryView, story: Story, floor: int, door: str, yes: bool,
    signed: bool,
) -> NewEntry:  # fmt: skip
    values: dict[str, object] = {
        "door": f"{building.name[-4:]}{door}室",
        "own_code": f"{building.key[:8]}-{door}",
        "building": building.key,
        "tenure": "owned" if chance.random() < story.owned else "public",
        "floor": floor,
        "area_m2": round(chance.uniform(18, 52), 2),
        "willing": "agree" if yes else chance.choice(("open", "against")),
        "owner": f"{chance.choice(FAMILY)}某某",
        "phone": f"137{chance.randrange(10**8):08d}",
    }
    if story.signed:
        values["signing"] = "signed" if signed else chance.choice(("open", "open", "refused"))
    return NewEntry(values=values, area=building.area, key=f"round:{building.key}:{door}")
