"""Policy finds people 政策找人: each month the rules run over the register, and whoever seems
entitled and receives nothing is listed, condition by condition. An officer decides whom to tell."""

from collections.abc import Sequence
from datetime import date, timedelta

from chengyun.packs.api import DayHeard, District, EntryView, NewEntry, StageHeard, in_both, say
from chengyun.packs.relief import care
from chengyun.packs.relief.facts import FINDERS, Found, Limits
from chengyun.packs.relief.rules import Verdict, due, verdicts

REST_DAYS = 180
MARKS = {True: "✓", False: "✗", None: "?"}


def entitled(
    district: District, houses: Sequence[EntryView]
) -> list[tuple[EntryView, list[Verdict]]]:
    """What each household is entitled to, or may be, and does not receive."""
    known: dict[str, Limits] = {}
    most = int(district.setting("unknown_most"))
    told = ((one, due(care.facts(district, one, known), most)) for one in houses)
    return [(one, found) for one, found in told if found]


def line(one: Found) -> str:
    """A condition in a line: met or not, value, threshold, law; who can find out what is not."""
    text = f"{MARKS[one.met]} {one.title}：{one.value}（{one.limit}；{one.law}）"
    return text if one.met is not None else f"{text} → {say(*FINDERS[one.finder])}"


def run(district: District, day: date) -> int:
    """List who is newly entitled and take off the list who no longer is; how many are new. What
    somebody did not want, or was mistaken, is left for half a year."""
    held = {_pair(one): one for one in district.entries("relief_match")}
    oldest = district.now - timedelta(days=REST_DAYS)
    rested = {
        _pair(one)
        for one in district.entries("relief_match", ended=True)
        if one.ended_at and one.ended_at > oldest
    }
    now = {
        (house.key, verdict.benefit.key): (house, verdict)
        for house, found in entitled(district, district.entries("relief_household"))
        for verdict in found
    }
    _take_off(district, [one for pair, one in held.items() if pair not in now])
    fresh = (told for pair, told in now.items() if pair not in held.keys() | rested)
    new = [_match(district, *told, day) for told in fresh]
    return district.add_many("relief_match", new)


def _pair(one: EntryView) -> tuple[str, str]:
    return str(one.values["household"]), str(one.values["benefit"])


def _take_off(district: District, gone: Sequence[EntryView]) -> None:
    for one in gone:
        if one.stage == "found":
            district.end(one.key, say("条件已变化或已享受", "No longer so, or received by now"))


def _match(district: District, house: EntryView, verdict: Verdict, day: date) -> NewEntry:
    benefit = verdict.benefit.key

    def lines() -> str:
        """Found anew, so that it speaks whichever language is asked for."""
        told = verdicts(care.facts(district, house, {}))
        found = next(one.found for one in told if one.benefit.key == benefit)
        return "\n".join(line(one) for one in found)

    values = {
        "number": f"{house.values['code']}-{benefit}-{day:%y%m}",
        "household": house.key,
        "benefit": benefit,
        "sure": verdict.says,
        "why": in_both(lines),
    }
    return NewEntry(values=values, area=house.area, key=f"{house.key}:{benefit}:{day:%y%m}")


def of_the_month(district: District, heard: DayHeard) -> None:
    """On the first of a month the rules run, and the bureau is told how many are new."""
    if heard.day.day != 1:
        return
    new = run(district, heard.day)
    if new:
        text = (
            f"本月政策找人：新列出 {new} 项，待告知",
            f"Policy finds people: {new} new this month",
        )
        district.notify(str(district.setting("office")), text, f"month:{heard.day:%Y-%m}")


def granted(district: District, heard: StageHeard) -> None:
    """A grant stands with the household; what is stopped no longer does."""
    one = district.entry(heard.entry)
    house = district.entry(str(one.values["household"])) if one else None
    if one is None or house is None or house.ended_at or one.stage not in ("granted", "stopped"):
        return
    held, benefit = set(house.values.get("receives") or ()), str(one.values["benefit"])
    told = held | {benefit} if one.stage == "granted" else held - {benefit}
    until = one.values.get("until") if one.stage == "granted" else house.values.get("until")
    if told != held or until != house.values.get("until"):
        district.change(house.key, receives=sorted(told), until=until)
