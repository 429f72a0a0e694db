"""From signals to a suggested visit, and from the visit back to what signals are worth.

A suggestion is a question to an officer: it becomes a visit only when one accepts it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from chengyun.packs.api import (
    DayHeard,
    District,
    EntryView,
    NewEntry,
    StageHeard,
    in_both,
    say,
)
from chengyun.packs.relief import care
from chengyun.packs.relief.signals import BY_KEY, KINDS, said
from chengyun.packs.relief.weighing import Record, records, score, worth

Told = Mapping[str, Sequence[EntryView]]


def points(district: District) -> dict[str, float]:
    """What a signal of each kind is worth now: as set, and as visits have shown."""
    known = record(district)
    return {
        one.key: worth(district.setting(f"weight_{one.key}"), known.get(one.key, Record()))
        for one in KINDS
    }


def record(district: District) -> dict[str, Record]:
    """What visits have found, by kind of signal."""
    both = (*district.entries("relief_signal"), *district.entries("relief_signal", ended=True))
    return records((str(one.values["kind"]), str(one.values.get("outcome"))) for one in both)


def day_of(signal: EntryView) -> date | None:
    """The day of a signal, else when it came."""
    told = signal.values.get("day")
    came = signal.added_at.date() if signal.added_at else None
    return date.fromisoformat(told) if told else came


def fresh(district: District) -> dict[str, list[EntryView]]:
    """Signals that no visit has answered and that still count, by household."""
    oldest = district.today - timedelta(days=int(district.setting("signal_days")))
    found: dict[str, list[EntryView]] = defaultdict(list)
    for one in district.entries("relief_signal"):
        told, day = one.values, day_of(one)
        if told.get("household") and not told.get("outcome") and day and day >= oldest:
            found[str(told["household"])].append(one)
    return found


def reasons(signals: Iterable[EntryView], worths: Mapping[str, float]) -> list[str]:
    """Each signal in words with its day and its points, the weightiest first."""
    order = sorted(signals, key=lambda one: (-worths[str(one.values["kind"])], one.name))
    return [
        f"{said(str(one.values['kind']), one.values.get('value'))}"
        + _when(day_of(one), worths[str(one.values["kind"])])
        for one in order
    ]


def _when(day: date | None, worth_: float) -> str:
    return say(f"（{day:%m-%d}，{worth_:g} 分）", f" ({day:%m-%d}, {worth_:g} points)")


def _lines(signals: Sequence[EntryView], worths: Mapping[str, float]) -> str:
    return "\n".join(reasons(signals, worths))


def total(signals: Iterable[EntryView], worths: Mapping[str, float]) -> float:
    """The points of some signals together: each kind once."""
    return score((str(one.values["kind"]), worths[str(one.values["kind"])]) for one in signals)


def is_urgent(household: EntryView, signals: Iterable[EntryView]) -> bool:
    """Somebody alone whose water or power stands still."""
    still = any(BY_KEY[str(one.values["kind"])].urgent for one in signals)
    return still and bool(household.values.get("alone"))


def suggest(district: District, day: date) -> int:
    """Suggest visits where signals are enough; how many are new. Who wants no contact is left
    alone unless it is urgent."""
    worths, by_house = points(district), fresh(district)
    least = float(district.setting("suggest_from"))
    open_ = {str(one.values["household"]): one for one in district.entries("relief_suggestion")}
    new = 0
    for house in district.entries("relief_household"):
        signals = by_house.get(house.key, [])
        told, held = total(signals, worths), open_.get(house.key)
        urgent = is_urgent(house, signals)
        silent = house.values.get("contact") == "declined" and not urgent
        if told < least or silent or (held and held.stage != "suggested"):
            continue
        why = in_both(partial(_lines, signals, worths))
        values = {"score": told, "urgent": urgent, "why": why}
        _keep(district, house, held, signals, values, day)
        new += held is None
    return new


def _keep(
    district: District, house: EntryView, held: EntryView | None, signals: Sequence[EntryView],
    values: dict[str, object], day: date,
) -> None:  # fmt: skip
    """Write the suggestion, or what has come to it since; its signals point to it."""
    if held is None:
        number = f"JY-{house.values['code']}-{day:%m%d}"
        values |= {"number": number, "household": house.key}
        key = f"{house.key}:{day}"
        held = district.add("relief_suggestion", values, area=house.area, key=key)
    elif held.values.get("why") != values["why"]:
        held = district.change(held.key, **values)
    for one in signals:
        if one.values.get("suggestion") != held.key:
            district.change(one.key, suggestion=held.key)


def _tell_urgent(district: District) -> None:
    """Each urgent one that waits is told once."""
    text = ("紧急：有一户待决定是否上门", "Urgent: a visit is to be decided on")
    for one in district.entries("relief_suggestion", stage="suggested", urgent=True):
        district.notify(str(district.setting("office")), text, f"urgent:{one.key}", about=one)


def of_the_day(district: District, heard: DayHeard) -> None:
    """What the registers themselves say becomes signals; then visits are suggested."""
    houses = district.entries("relief_household")
    told = [one for house in houses for one in _own(house, heard.day)]
    district.add_many("relief_signal", told)
    suggest(district, heard.day)
    _tell_urgent(district)


def _own(house: EntryView, day: date) -> Iterator[NewEntry]:
    """A benefit that ran out, each end once; not seen in time, once until they are seen; what a
    visit found lacking, each visit once."""
    told, seen = house.values, house.values.get("seen_on")
    until, lacks = told.get("until"), told.get("lacks") or ()
    late = (day - date.fromisoformat(until)).days if until else 0
    if late > 0 and told.get("receives"):
        yield _signal(house, "lapsed", day, late, str(until))
    if over := care.over(house, day):
        yield _signal(house, "unseen", day, over, seen or "never")
    if lacks and seen:
        yield _signal(house, "visit", date.fromisoformat(seen), len(lacks), seen)


def _signal(house: EntryView, kind: str, day: date, value: float, what: str) -> NewEntry:
    values = {
        "number": f"{said(kind, value)} · {day}", "kind": kind,
        "household": house.key, "day": day.isoformat(), "value": value,
    }  # fmt: skip
    return NewEntry(values=values, area=house.area, key=f"{kind}:{house.key}:{what}")


def fed_back(district: District, heard: StageHeard) -> None:
    """A visit is over: its signals learn what was found, the household when it was seen. Where
    nobody was met the signals stand, and the next day asks an officer again."""
    held = district.entry(heard.entry)
    if held is None or held.stage not in ("visited", "declined"):
        return
    signals = district.entries("relief_signal", suggestion=held.key)
    found = str(held.values.get("finding", ""))
    if held.stage == "visited" and found in ("real", "none"):
        for one in signals:
            district.change(one.key, outcome=found)
        _seen(district, held)
    elif held.stage == "declined":
        for one in signals:
            district.change(one.key, outcome="declined")


def _seen(district: District, held: EntryView) -> None:
    house, day = district.entry(str(held.values["household"])), str(held.values["visited_on"])
    if house and house.ended_at is None and str(house.values.get("seen_on", "")) < day:
        lacks = held.values.get("lacks") or ()
        district.change(house.key, seen_on=day, seen_how="home", lacks=list(lacks))
