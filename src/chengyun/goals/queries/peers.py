"""One indicator from all sides: its series, revisions, comparisons, peers, what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum
from typing import Any

from chengyun.goals.choices import Adding, Decision, Frequency
from chengyun.goals.curves import ends, period_before, period_end
from chengyun.goals.models import Appeal, Indicator, IndicatorValue, Target
from chengyun.goals.queries.board import in_force
from chengyun.goals.queries.cube import tier_of
from chengyun.goals.standing import Goal, Point, Standing, stand
from chengyun.people.models import Unit
from chengyun.planning import Entry, Rollup, rank, roll_up
from chengyun.planning import Standing as Place

WHOLE = ""
ROOT = "whole"


@dataclass(frozen=True)
class Compared:
    """A figure beside those of other times: 同比 the year before, 环比 the period before.

    What is counted up is compared with the same day of the year before, and what the period itself
    brought with what the one before did.
    """

    value: float
    brought: float | None
    year_before: float | None
    period_before: float | None

    @property
    def yearly(self) -> float | None:
        """Difference to the year before, in the figure's unit."""
        return None if self.year_before is None else self.value - self.year_before

    @property
    def periodic(self) -> float | None:
        """Difference to the period before, of what each of them brought."""
        if self.brought is None or self.period_before is None:
            return None
        return self.brought - self.period_before


@dataclass(frozen=True)
class Peer:
    """A unit of the same tier: its standing and its place among them."""

    unit: Unit
    standing: Standing
    place: Place


def values_of(indicator: Indicator) -> dict[str, list[IndicatorValue]]:
    """All figures with their revisions by the unit's code, "" for the whole."""
    found: dict[str, list[IndicatorValue]] = {}
    rows = indicator.values.select_related("unit", "recorded_by").order_by("period", "revision")
    for one in rows:
        found.setdefault(one.unit.code if one.unit else WHOLE, []).append(one)
    return found


def goal_of(indicator: Indicator, unit: Unit | None, year: int) -> Goal | None:
    """What a unit, or the whole, is to reach in a year; None where nobody has said."""
    return goals_of(indicator, year).get(unit.code if unit else WHOLE)


def goals_of(indicator: Indicator, year: int) -> dict[str, Goal]:
    """The goals of a year by the unit's code."""
    found = {}
    if year == indicator.plan.year:
        found[WHOLE] = Goal(indicator.baseline, indicator.target_year, year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    for one in indicator.targets.filter(start=first, end=last, area=None).select_related("unit"):
        start = indicator.baseline if one.baseline is None else one.baseline
        found[one.unit.code if one.unit else WHOLE] = Goal(start, one.value, year)
    return found


def marks_of(indicator: Indicator, unit: Unit | None, year: int) -> list[Target]:
    """The targets within the year: what is to be reached by a quarter or a half."""
    rows = indicator.targets.filter(unit=unit, area=None, end__year=year)
    return [one for one in rows if one.end < date(year, 12, 31)]


def counted(values: Iterable[IndicatorValue], year: int, today: date) -> list[Point]:
    """The figures in force of a year up to a day, in order."""
    return in_force(v for v in values if v.period.year == year and v.period <= today)


def compared(indicator: Indicator, points: Sequence[Point]) -> Compared | None:
    """The last figure beside the year and the period before; `points` of all years, in order."""
    if not points:
        return None
    months = Frequency(indicator.frequency).months
    by_end = {period_end(point.period, months): point.value for point in points}
    last = max(by_end)
    before = period_before(last, months)
    year_ago = period_end(last.replace(year=last.year - 1, day=1), months)
    return Compared(
        value=by_end[last],
        brought=_brought(indicator, by_end, last, months),
        year_before=by_end.get(year_ago),
        period_before=_brought(indicator, by_end, before, months),
    )


def _brought(
    indicator: Indicator, by_end: dict[date, float], end: date, months: int
) -> float | None:
    """What a period added to a count, or the level itself."""
    if end not in by_end or not indicator.running:
        return by_end.get(end)
    before = period_before(end, months)
    if before.year != end.year:
        return by_end[end]
    return by_end[end] - by_end[before] if before in by_end else None


def peers(
    indicator: Indicator, values: dict[str, list[IndicatorValue]], tier: int, today: date
) -> list[Peer]:
    """The units of a tier that have figures this year, the furthest on their way first."""
    year, goals = indicator.plan.year, goals_of(indicator, indicator.plan.year)
    stands = {}
    for code, rows in values.items():
        unit = rows[0].unit
        if unit and code in goals and tier_of(unit) == tier:
            points = counted(rows, year, today)
            stands[code] = (unit, stand(indicator, goals[code], points, today), rows)
    out = upheld(indicator)
    entries = [_entry(indicator, code, *found[1:], out) for code, found in stands.items()]
    placed = rank(entries, minimum_volume=indicator.minimum_volume, decimals=3)
    return [Peer(*stands[one.entry.key][:2], one) for one in placed]


def _entry(
    indicator: Indicator, code: str, found: Standing, rows: list[IndicatorValue], out: set[int]
) -> Entry:
    """A unit's share done; none while its last figure is under an upheld appeal."""
    last = found.last
    kept = [one for one in rows if last and one.period == last.period]
    if kept and kept[-1].pk in out:
        return Entry(code, None)
    volume = kept[-1].volume if kept else None
    return Entry(code, found.done, indicator.minimum_volume if volume is None else volume)


def upheld(indicator: Indicator) -> set[int]:
    """The figures that do not count."""
    rows = Appeal.objects.filter(value__indicator=indicator, decision=Decision.UPHELD)
    return set(rows.values_list("value_id", flat=True))


def added_up(
    indicator: Indicator, values: dict[str, list[IndicatorValue]], period: date
) -> Rollup | None:
    """What the units' figures of a period make at each level of the tree of areas, beside what was
    told of the whole; None where they are not to be added.
    """
    if indicator.adding != Adding.SUM:
        return None
    told: dict[str, float | None] = {}
    parents: dict[str, str | None] = {ROOT: None}
    for code, rows in values.items():
        point = {one.period: one for one in rows}.get(period)
        if point is None:
            continue
        told[f"unit {code}" if code else ROOT] = point.value
        if point.unit:
            _hang(parents, point.unit)
    return roll_up(parents, told, tolerance=_tolerance(told))


def _hang(parents: dict[str, str | None], unit: Unit) -> None:
    """The unit under its area, that area under the one around it, up to the whole."""
    steps = (unit.area.path if unit.area else "").strip("/").split("/")
    chain = [ROOT, *(f"area {step}" for step in steps if step), f"unit {unit.code}"]
    parents.update({below: above for above, below in pairwise(chain)})


def _tolerance(told: dict[str, Any]) -> float:
    """Figures are told with two digits; many of them may stray by so much together."""
    return 0.01 * max(1, len(told)) + 1e-9 * abs(fsum(v for v in told.values() if v))


def open_periods(indicator: Indicator, today: date, many: int = 14) -> list[date]:
    """The periods whose figures may be told now, the newest first."""
    months = Frequency(indicator.frequency).months
    first = date(indicator.plan.year - 1, 1, 1)
    last = min(today, date(indicator.plan.year, 12, 31))
    return ends(first, last, months)[::-1][:many]
