"""People living alone: who has not been seen for how long, and what a signal leads to."""

from datetime import date

from chengyun.packs.api import DayHeard, District, EntryView, NewEntry, StageHeard
from chengyun.packs.community.words import LEVEL_DAYS

DAYS = dict(LEVEL_DAYS)
LIFE = ("water_still", "power_still")


def unseen_days(one: EntryView, today: date) -> int:
    """For how many days nobody has seen them; since they came under care, if nobody ever did."""
    since = one.added_at.date() if one.added_at else today
    seen = one.values.get("seen_on")
    return max(0, (today - (date.fromisoformat(seen) if seen else since)).days)


def over(one: EntryView, today: date) -> int:
    """By how many days that is longer than their level allows; 0 if it is not."""
    return max(0, unseen_days(one, today) - DAYS[str(one.values["level"])])


def of_the_day(district: District, heard: DayHeard) -> None:
    """Who was not seen in time is put to an officer, once until they are seen."""
    late = [one for one in district.entries("lone_person") if over(one, heard.day)]
    new = district.add_many("lone_signal", [_unseen(one, heard.day) for one in late])
    if new:
        text = (f"独居老人：{new} 人超过应见日期，待决定", f"{new} people not seen in time")
        district.notify(str(district.setting("lone_office")), text, f"unseen:{heard.day}")


def _unseen(one: EntryView, day: date) -> NewEntry:
    values = {
        "number": f"{one.values['code']}-{day:%m%d}", "person": one.key, "kind": "unseen",
        "days": unseen_days(one, day), "day": day.isoformat(),
    }  # fmt: skip
    seen = one.values.get("seen_on", "never")
    return NewEntry(values=values, area=one.area, key=f"unseen:{one.key}:{seen}")


def looked_into(district: District, heard: StageHeard) -> None:
    """Who was met has been seen; where nobody opened an officer is asked again at once."""
    one = district.entry(heard.entry)
    if one is None or one.stage != "met":
        return
    person = district.entry(str(one.values["person"]))
    if person is None or person.ended_at:
        return
    if one.values["found"] == "absent":
        _ask_again(district, one, person)
    elif (person.values.get("seen_on") or "") < one.values["met_on"]:
        district.change(person.key, seen_on=one.values["met_on"], seen_how="home")


def _ask_again(district: District, one: EntryView, person: EntryView) -> None:
    values = {
        "number": f"{one.name}-再", "person": person.key, "kind": "unanswered",
        "day": one.values["met_on"],
    }  # fmt: skip
    new = district.add("lone_signal", values, area=one.area, key=f"absent:{one.key}")
    text = ("上门无人应门：请决定下一步", "Nobody opened: decide what comes next")
    district.notify(str(district.setting("lone_office")), text, f"absent:{one.key}", about=new)
