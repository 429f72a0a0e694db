"""The estate’s day: what its devices, patrols, people living alone and booth ask for today, in the
order of what may hurt somebody first. Each with its reason and who does it; nobody is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chengyun.packs.api import District, EntryView, say
from chengyun.packs.community import lone, patrol, triage
from chengyun.packs.community.estates import MEANINGS, alarms_by_estate
from chengyun.packs.community.health import VISIT
from chengyun.packs.community.words import SIGNALS, word

# What the ranks mean; 1 is the gravest.
RANKS = {
    1: ("此刻危险", "In danger now"),
    2: ("今日可能受伤害", "May be hurt today"),
    3: ("拖下去有危险", "Unsafe if left"),
    4: ("照常办理", "Upkeep"),
}


@dataclass(frozen=True)
class Ask:
    """One thing that is asked for: `since` when, `late` whether its term is over. estate is the
    key of an estate, "" where none is known; where is what is shown for it."""

    rank: int
    since: datetime
    what: str
    why: str
    who: str
    estate: str
    where: str
    late: bool = False
    href: str = ""

    @property
    def order(self) -> tuple[int, bool, datetime]:
        """The gravest first, of these what is late, then what has waited longest."""
        return self.rank, not self.late, self.since


@dataclass(frozen=True)
class Around:
    """The estates that the viewer may see, by key, and the way to write one that is meant."""

    district: District
    estates: Mapping[str, EntryView]

    def where(self, one: EntryView, key: object) -> tuple[str, str]:
        """The estate that an entry links to and its name; else the area."""
        home = self.estates.get(str(key or ""))
        return (home.key, home.name) if home else ("", one.area_title)


def of_day(district: District) -> list[Ask]:
    """All that is asked for, in order."""
    held = {one.key: one for one in district.entries("community_estate")}
    around = Around(district, held)
    return sorted((one for told in SOURCES for one in told(around)), key=lambda one: one.order)


def _alarms(around: Around) -> Iterator[Ask]:
    """Alarms that stand at the devices of an estate."""
    standing = around.district.alarms(tuple(MEANINGS))
    for home, one in alarms_by_estate(standing, tuple(around.estates.values())):
        told = MEANINGS[one.rule]
        href = f"/desk/cases/{one.case}/" if one.case else around.district.link(home)
        yield Ask(
            told.rank, one.onset_at, f"{say(told.zh, told.en)}：{one.thing}",
            say(told.why_zh, told.why_en), say(told.who_zh, told.who_en), home.key, home.name,
            href=href,
        )  # fmt: skip


def _patrols(around: Around) -> Iterator[Ask]:
    """Patrols that are late, and those that were not passed."""
    district, visits = around.district, patrol.last(around.district)
    items = {one.key: one for one in patrol.CHECKLISTS[0].items}
    who = say("网格员、物业", "Grid officer, property manager")
    for home in around.estates.values():
        visit, href = visits.get(home.key), district.link(home)
        days = patrol.late_days(district, home, visit)
        since = visit.at if visit else home.added_at or district.now
        if visit and visit.passed is False:
            failed = "、".join(say(items[k].title_zh, items[k].title_en) for k in visit.failed
                              if k in items)  # fmt: skip
            yield Ask(3, since, say("上次巡查不合格", "Last patrol not passed"), failed, who,
                      home.key, home.name, href=href)  # fmt: skip
        if days:
            why = say(f"超过 {days} 天，隐患无人看", f"{days} days over; nobody has looked")
            what = say("巡查逾期", "Patrol overdue")
            yield Ask(3, since, what, why, who, home.key, home.name, late=True, href=href)


def _signals(around: Around) -> Iterator[Ask]:
    """Signals of people alone that wait for a decision or for the visit that was decided."""
    district = around.district
    people = {one.key: one for one in district.entries("lone_person")}
    for one in district.entries("lone_signal"):
        person = people.get(str(one.values["person"]))
        estate, where = around.where(one, person.values.get("estate") if person else "")
        days, kind = one.values.get("days"), str(one.values["kind"])
        told = word(SIGNALS, kind) + (say(f" {days} 天", f" {days} days") if days else "")
        going = one.stage == "going"
        what = (
            say("独居老人：上门", "Alone: go")
            if going
            else say("独居老人：待决定", "Alone: decide")
        )
        who = say("街道网格员", "Grid officer") if going else say("民政、街道", "Civil affairs")
        yield Ask(
            1 if kind in lone.LIFE else 2, one.stage_since or district.now,
            f"{what} {person.name if person else ''}", told, who, estate, where,
            late=one.lamp == "red", href=district.link(one),
        )  # fmt: skip


def _unseen(around: Around) -> Iterator[Ask]:
    """Who has not been seen in time and of whom no signal waits already."""
    district = around.district
    asked = {str(one.values["person"]) for one in district.entries("lone_signal")}
    for one in district.entries("lone_person"):
        days = lone.over(one, district.today)
        if not days or one.key in asked:
            continue
        estate, where = around.where(one, one.values.get("estate"))
        unseen = lone.unseen_days(one, district.today)
        yield Ask(
            3, district.now - timedelta(days=days), say(f"探访 {one.name}", f"Visit {one.name}"),
            say(f"{unseen} 天未见，超过 {days} 天", f"Unseen {unseen} days, {days} over"),
            say("街道网格员", "Grid officer"), estate, where, late=True,
            href=district.link(one),
        )  # fmt: skip


def _booth(around: Around) -> Iterator[Ask]:
    """Who waits for a doctor, with the points; bookings that nobody has confirmed in time."""
    district = around.district
    booths = {one.key: one for one in district.entries("cloud_booth")}
    for one in triage.waiting(district):
        flag = triage.flag_of(one.values)
        yield Ask(
            {"high": 1, "low": 3, "none": 4}.get(flag, 2), triage.since(one, district),
            say(*triage.ADVICE[flag]),
            triage.reasons(one.values), say("值班医生", "Doctor on duty"),
            *_at_booth(around, one, booths), late=district.now > triage.due(one, district),
            href=district.link(one),
        )  # fmt: skip
    for one in district.entries(VISIT.key, stage="booked"):
        what, why = say("预约待排号", "Booking to be placed"), word_of_day(one)
        yield Ask(4, one.stage_since or district.now, what, why, say("诊间", "Booth"),
                  *_at_booth(around, one, booths), late=one.lamp == "red",
                  href=district.link(one))  # fmt: skip


def word_of_day(one: EntryView) -> str:
    """The day that a booking wishes for."""
    return say(f"希望 {one.values.get('wanted_on') or '尽快'}",
               f"Wished for {one.values.get('wanted_on') or 'soon'}")  # fmt: skip


def _at_booth(around: Around, one: EntryView, booths: Mapping[str, EntryView]) -> tuple[str, str]:
    booth = booths.get(str(one.values.get("booth") or ""))
    return around.where(one, booth.values.get("estate") if booth else "")


def _booths(around: Around) -> Iterator[Ask]:
    """Booths that are out of order."""
    for one in around.district.entries("cloud_booth", state="faulty"):
        estate, where = around.where(one, one.values.get("estate"))
        yield Ask(4, one.changed_at or around.district.now,
                  say(f"{one.name}停用", f"{one.name} is out of order"),
                  say("来人无法测量", "Nobody can be measured"),
                  say("设备维护单位", "Maintenance"), estate, where,
                  href=around.district.link(one))  # fmt: skip


def _retrofits(around: Around) -> Iterator[Ask]:
    """Retrofits whose stage is over its term: a fall at home is what they are to prevent."""
    district = around.district
    for one in district.entries("ageing_retrofit"):
        if one.lamp != "red":
            continue
        estate, where = around.where(one, one.values.get("estate"))
        days = max(1, (district.now - one.due).days) if one.due else 1
        why = say(f"本环节超期 {days} 天，老人在家可能摔倒", f"{days} days over; a fall at home")
        yield Ask(3 if one.stage in ("applied", "assessed", "works") else 4,
                  one.stage_since or district.now,
                  say(f"适老化改造 {one.name}", f"Retrofit {one.name}"), why,
                  say("民政、街道", "Civil affairs, sub-district"), estate, where, late=True,
                  href=district.link(one))  # fmt: skip


SOURCES = (_alarms, _patrols, _signals, _unseen, _booth, _booths, _retrofits)
