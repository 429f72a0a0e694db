"""Figures of all indicators, units and months as columns, kept until one of them changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q
from numpy.typing import NDArray

from chengyun.calendar.dates import months_later
from chengyun.cases import stamp as stamps
from chengyun.goals.choices import Decision, Frequency
from chengyun.goals.curves import curve_of, period_end
from chengyun.goals.models import Appeal, Indicator, IndicatorValue, Target
from chengyun.goals.stamp import MATRIX
from chengyun.people.models import Unit
from chengyun.planning import score

Floats = NDArray[np.float64]
MONTHS = 36
STREET, DEPARTMENT = 0, 1
EVERY = Q()


@dataclass(frozen=True)
class Cube:
    """Arrays [indicator, unit, month]; NaN is "none". A figure of the whole stands with the unit
    that leads the plan. `excluded` are figures under an upheld appeal, `thin` those that rest on
    less than the indicator's minimum volume; neither counts.
    """

    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    months: tuple[date, ...]
    value: Floats
    baseline: Floats
    target: Floats
    expected: Floats
    excluded: NDArray[np.bool_]
    thin: NDArray[np.bool_]

    @cached_property
    def tier(self) -> NDArray[np.int64]:
        """Of each unit: sub-districts are compared with sub-districts, departments with such."""
        return np.array([tier_of(unit) for unit in self.units], np.int64)

    @cached_property
    def weight(self) -> Floats:
        return np.array([indicator.weight for indicator in self.indicators], float)

    @cached_property
    def score(self) -> Floats:
        """Of every figure; one that is due less often than monthly holds until the next is due."""
        up = np.array([indicator.up for indicator in self.indicators], bool)[:, None, None]
        fresh = score.scores(self.value, self.baseline, self.target, self.expected, up)
        for row, indicator in enumerate(self.indicators):
            for _ in range(Frequency(indicator.frequency).months - 1):
                _carry(fresh[row])
        return fresh


def tier_of(unit: Unit) -> int:
    return STREET if unit.kind == "street" else DEPARTMENT


def _carry(rows: Floats) -> None:
    """One month on, where there is nothing; never into another year's figures of its own."""
    empty = np.isnan(rows[:, 1:])
    rows[:, 1:][empty] = rows[:, :-1].copy()[empty]


@dataclass(frozen=True)
class _Kept:
    """The columns, under which stamp of the figures, with the last of them and how many."""

    stamp: str | None
    last: int
    count: int
    cube: Cube


# By the last month and the stamp of all else that the columns are made of.
_kept: dict[tuple[date, str | None], _Kept] = {}


def cube(today: date) -> Cube:
    """The columns of the last MONTHS months, as they are now."""
    measured, figures = stamps.read(MATRIX)
    frame = (period_end(today, 1), measured)
    kept = _kept.get(frame) if measured is not None else None
    if kept and figures is not None and kept.stamp == figures:
        return kept.cube
    told = IndicatorValue.objects.order_by().aggregate(last=Max("pk"), n=Count("pk"))
    found = (kept and _renewed(kept, told["n"])) or build(today)
    _kept.clear()
    _kept[frame] = _Kept(figures, told["last"] or 0, told["n"], found)
    return found


def _renewed(held: _Kept, now: int) -> Cube | None:
    """The columns with what was told since; figures are only added to. None where that is not all
    that happened to them: one was taken away, or came in behind a later one.
    """
    kept = held.cube
    new = IndicatorValue.objects.filter(pk__gt=held.last).order_by()
    indicators = list(new.values_list("indicator_id", flat=True))
    if held.count + len(indicators) != now:
        return None
    # Readers of the kept columns go on reading them.
    fresh = {name: getattr(kept, name).copy() for name in ("value", "excluded", "thin")}
    made = replace(kept, **fresh)
    rows = [row for row, one in enumerate(kept.indicators) if one.pk in set(indicators)]
    made.value[rows], made.excluded[rows], made.thin[rows] = np.nan, False, False
    _fill(made, Q(indicator__in=set(indicators)))
    return made


def build(today: date) -> Cube:
    """The columns, read anew."""
    indicators = tuple(Indicator.objects.select_related("plan__unit").order_by("plan__order", "pk"))
    units = tuple(Unit.objects.select_related("area").defer("area__boundary").order_by("code"))
    months = tuple(_months(today))
    shape = (len(indicators), len(units), len(months))
    value, baseline, target = (np.full(shape, np.nan) for _ in range(3))
    excluded, thin = (np.zeros(shape, bool) for _ in range(2))
    expected = _expected(indicators, months)
    made = Cube(indicators, units, months, value, baseline, target, expected, excluded, thin)
    _aim(made)
    _fill(made)
    return made


def _months(today: date) -> Iterable[date]:
    first = months_later(today.replace(day=1), 1 - MONTHS)
    return (period_end(months_later(first, n), 1) for n in range(MONTHS))


def _expected(indicators: Sequence[Indicator], months: Sequence[date]) -> Floats:
    """[indicator, 1, month]: the share that should be done by then on each one's curve."""
    kept: dict[tuple[Any, ...], list[float]] = {}

    def row(indicator: Indicator) -> list[float]:
        key = (indicator.shape, repr(indicator.knots))
        if key not in kept:
            curves = {year: curve_of(indicator, year) for year in {day.year for day in months}}
            kept[key] = [curves[day.year].expected(day) for day in months]
        return kept[key]

    found = [row(indicator) for indicator in indicators]
    return np.array(found, float).reshape(len(indicators), 1, len(months))


def _places(keys: Iterable[int | None]) -> dict[int | None, int]:
    return {key: place for place, key in enumerate(keys)}


def _rows(made: Cube) -> Callable[[int, int | None], tuple[int, int] | None]:
    """Where an indicator and a unit (None: the one that leads the plan) stand in the columns."""
    row, column = _places(one.pk for one in made.indicators), _places(u.pk for u in made.units)
    lead = [column.get(one.plan.unit_id, -1) for one in made.indicators]

    def at(indicator: int, unit: int | None) -> tuple[int, int] | None:
        place = row[indicator]
        found = lead[place] if unit is None else column[unit]
        return (place, found) if found >= 0 else None

    return at


def _aim(made: Cube) -> None:
    """Baselines and targets: of the year in the indicator, of units and other years in targets."""
    at, years = _rows(made), np.array([day.year for day in made.months])
    for indicator in made.indicators:
        if place := at(indicator.pk, None):
            rows = years == indicator.plan.year
            made.baseline[(*place, rows)] = indicator.baseline
            made.target[(*place, rows)] = indicator.target_year
    days = np.array([day.toordinal() for day in made.months])
    usual = {one.pk: one.baseline for one in made.indicators}
    told = Target.objects.filter(area=None, end__gte=made.months[0]).order_by("end", "pk")
    columns = ("indicator_id", "unit_id", "start", "end", "baseline", "value")
    for indicator_id, unit, start, end, baseline, value in told.values_list(*columns):
        if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
            continue  # A target within the year is a mark on the curve, not the year's own.
        if place := at(indicator_id, unit):
            first, last = np.searchsorted(days, (start.toordinal(), end.toordinal() + 1))
            made.baseline[(*place, slice(first, last))] = (
                usual[indicator_id] if baseline is None else baseline
            )
            made.target[(*place, slice(first, last))] = value


def _fill(made: Cube, which: Q = EVERY) -> None:
    """The last revision of the last figure told in each month; none where it does not count."""
    upheld = set(Appeal.objects.filter(decision=Decision.UPHELD).values_list("value_id", flat=True))
    least = {one.pk: one.minimum_volume for one in made.indicators if one.minimum_volume}
    at = _rows(made)
    first = made.months[0].replace(day=1)
    month0 = first.year * 12 + first.month
    told = IndicatorValue.objects.filter(which, period__gte=first, period__lte=made.months[-1])
    columns = ("pk", "indicator_id", "unit_id", "period", "value", "volume")
    lines = told.order_by("period", "revision").values_list(*columns)
    for pk, indicator, unit, period, value, volume in lines.iterator(5_000):
        place = at(indicator, unit)
        if place is None:
            continue
        cell = (*place, period.year * 12 + period.month - month0)
        thin = indicator in least and (volume is None or volume < least[indicator])
        made.value[cell] = np.nan if thin or pk in upheld else value
        made.excluded[cell], made.thin[cell] = pk in upheld, thin
