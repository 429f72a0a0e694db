"""What the three sources say, each by its detector and its record, and what they say together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log10
from typing import Any

from chengyun.packs.api import District, EntryView
from chengyun.packs.epidemic.aberrations import DETECTORS, Detector
from chengyun.packs.epidemic.weighing import (
    SETTLED,
    Record,
    Wave,
    base_rate,
    lasting,
    record,
    weighed,
)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """One series: how a figure is made of a day's values, the least spread assumed of it, and for
    how many days a figure counts."""

    key: str
    zh: str
    en: str
    unit: str
    least_sd: float
    keeps: int
    detector: str
    of: Callable[[Values], float | None]


def _per_mille(part: str, whole: str) -> Callable[[Values], float | None]:
    def of(values: Values) -> float | None:
        n, of_all = values.get(part), values.get(whole)
        return None if n is None or not of_all else 1000 * n / of_all

    return of


def _log(values: Values) -> float | None:
    told = values.get("wastewater")
    return None if told is None else log10(max(float(told), 1.0))


SOURCES = (
    Source("wastewater", "污水病毒载量", "Wastewater", "log₁₀ copies/mL", 0.1, 4, "c3", _log),
    Source("absence", "学校因病缺课", "School absence", "‰", 1.0, 3, "c3",
           _per_mille("absent", "pupils")),
    Source("fever", "发热门诊占比", "Fever clinics", "‰", 2.0, 2, "c2",
           _per_mille("fever", "visits")),
)  # fmt: skip
CHOICES = tuple((one.key, one.zh, one.en, one.detector) for one in SOURCES)


@dataclass(frozen=True)
class Said:
    """What one source says today by one detector, and what its alarms were worth in a year."""

    source: Source
    detector: Detector
    day: date | None
    value: float | None
    score: float | None
    states: Mapping[date, bool]
    record: Record
    today: date

    @property
    def state(self) -> bool | None:
        return self.states.get(self.today)

    @property
    def ratio(self) -> float:
        return self.record.ratio(self.state)


@dataclass(frozen=True)
class Judged:
    """All sources weighed: how likely a wave is beginning, how likely that is on any day, the same
    for each day of the year, and the record of the whole at the threshold."""

    base: float
    likely: float
    past: Mapping[date, float]
    record: Record
    said: Sequence[Said]


@dataclass(frozen=True)
class Year:
    """What is kept: the daily figures, the waves confirmed, and today."""

    rows: Sequence[EntryView]
    waves: Sequence[Wave]
    today: date


def year(district: District) -> Year:
    """What there is to judge by."""
    return Year(district.entries("epi_day"), waves(district), district.today)


def series(rows: Sequence[EntryView], source: Source) -> tuple[list[date], list[float]]:
    """The days that have a figure, in order, with it."""
    told = ((str(one.values["day"]), source.of(one.values)) for one in rows)
    found = sorted((_day(day), value) for day, value in told if value is not None and _day(day))
    return [day for day, _ in found if day], [value for _, value in found]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def waves(district: District) -> list[Wave]:
    """The waves that were confirmed; one that goes on ends today."""
    rows = (*district.entries("epi_wave"), *district.entries("epi_wave", ended=True))
    today = district.today
    return [
        Wave(
            date.fromisoformat(one.values["began_on"]),
            date.fromisoformat(one.values.get("ended_on") or today.isoformat()),
        )
        for one in rows
    ]


def say_of(kept: Year, source: Source, detector: Detector) -> Said:
    """One source by one detector."""
    days, values = series(kept.rows, source)
    scores = detector.score(values, source.least_sd)
    alarms = [one is not None and one > detector.limit for one in scores]
    # Before it has its baseline it has said nothing.
    first = min(detector.needs, len(days))
    states = lasting(days[first:], alarms[first:], source.keeps)
    return Said(
        source, detector, days[-1] if days else None, values[-1] if values else None,
        scores[-1] if scores else None, states,
        record(states, kept.waves, kept.today - timedelta(SETTLED)), kept.today,
    )  # fmt: skip


def judge(district: District, kept: Year | None = None) -> Judged:
    """What the three say together today."""
    kept = kept or year(district)
    chosen = [DETECTORS[district.setting(f"detector_{one.key}")] for one in SOURCES]
    said = [say_of(kept, *pair) for pair in zip(SOURCES, chosen, strict=True)]
    counted = kept.today - timedelta(SETTLED)
    base = base_rate(kept.waves, counted)
    spoken = {day for one in said for day in one.states if day <= kept.today}
    past = {
        day: weighed(base, [one.record.ratio(one.states.get(day)) for one in said])
        for day in sorted(spoken)
    }
    limit = float(district.setting("warn_share")) / 100
    worth = record({day: p >= limit for day, p in past.items()}, kept.waves, counted)
    return Judged(base, weighed(base, [one.ratio for one in said]), past, worth, said)
