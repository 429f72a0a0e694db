"""Made-up figures of the demonstration: of the whole and of the sub-districts, over two years."""

import random
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from chengyun.goals.choices import Adding, Frequency
from chengyun.goals.curves import curve_of
from chengyun.goals.models import Indicator, IndicatorValue, Target
from chengyun.people.models import Unit

# What is measured; everything else is counted in whole things.
MEASURED = ("%", "万㎡", "公顷", "公里", "亿元", "µg/m³", "吨")
# A figure is told some days after its month.
TOLD_AFTER = timedelta(days=4, hours=15)


@dataclass(frozen=True)
class Sown:
    """What is to be written at once."""

    targets: list[Target]
    values: list[IndicatorValue]


@dataclass(frozen=True)
class Way:
    """From where to where one unit, or the whole, goes in a year, and how steadily."""

    unit: Unit | None
    year: int
    baseline: float
    target: float
    pace: float


def sow(
    indicator: Indicator, streets: Sequence[Unit], rng: random.Random, today: date, sown: Sown
) -> None:
    """The targets and monthly figures of an indicator, for this year and the one before."""
    for year in (today.year - 1, today.year):
        own = [
            (way, _figures(indicator, way, rng, today))
            for way in _ways(indicator, streets, rng, year)
        ]
        if year < today.year and not own:
            whole = _last_year(indicator, rng)
            own = [(whole, _figures(indicator, whole, rng, today))]
        elif not own:
            whole = _whole(indicator, rng, year)
            own = [(whole, _figures(indicator, whole, rng, today))]
        sown.targets.extend(_target(indicator, way) for way, _ in own if _has_target(way, today))
        for way, figures in own:
            sown.values.extend(_value(indicator, way.unit, *pair) for pair in figures)
        if streets:
            _add_whole(indicator, own, sown, year, today)


def _has_target(way: Way, today: date) -> bool:
    """The whole of this year has its target in the indicator itself."""
    return way.unit is not None or way.year < today.year


def _whole(indicator: Indicator, rng: random.Random, year: int) -> Way:
    return Way(None, year, indicator.baseline, indicator.target_year, rng.gauss(1.0, 0.14))


def _last_year(indicator: Indicator, rng: random.Random) -> Way:
    """A year ago: less was to be counted up, or a level was to come to where it now starts."""
    way = indicator.target_year - indicator.baseline
    pace, year = rng.gauss(1.0, 0.08), indicator.plan.year - 1
    if indicator.running:
        return Way(None, year, 0.0, _round(indicator, 0.88 * way), pace)
    start = _round(indicator, indicator.baseline - 0.6 * way)
    return Way(None, year, start, indicator.baseline, pace)


def _ways(
    indicator: Indicator, streets: Sequence[Unit], rng: random.Random, year: int
) -> list[Way]:
    if not streets:
        return []
    total = _whole(indicator, rng, year) if year == indicator.plan.year else _last_year(
        indicator, rng
    )  # fmt: skip
    sizes = [rng.uniform(0.7, 1.3) for _ in streets]
    adds = indicator.adding == Adding.SUM
    parts = [size / sum(sizes) if adds else 1.0 for size in sizes]
    return [
        Way(
            unit, year, _round(indicator, total.baseline * part),
            max(_round(indicator, total.target * part), 1.0), rng.gauss(1.0, 0.13),
        )
        for unit, part in zip(streets, parts, strict=True)
    ]  # fmt: skip


def _figures(
    indicator: Indicator, way: Way, rng: random.Random, today: date
) -> list[tuple[date, float]]:
    """One figure a period: along the curve at this unit's own, uneven pace."""
    curve, done, figures = curve_of(indicator, way.year), 0.0, []
    opening = date(way.year, 1, 1) - timedelta(days=1)
    for before, end in pairwise([opening, *_ends(indicator, way.year, today)]):
        step = curve.expected(end) - curve.expected(before)
        done = min(1.2, done + step * way.pace * rng.uniform(0.6, 1.4))
        value = way.baseline + (way.target - way.baseline) * done
        figures.append((end, _round(indicator, value)))
    return figures


def _ends(indicator: Indicator, year: int, today: date) -> Iterator[date]:
    months = Frequency(indicator.frequency).months
    for month in range(months, 13, months):
        end = date(year, month, monthrange(year, month)[1])
        if end <= today:
            yield end


def _round(indicator: Indicator, value: float) -> float:
    way = abs(indicator.target_year - indicator.baseline)
    is_whole = way >= 200 or indicator.unit not in MEASURED
    return round(value, 0 if is_whole else 1)


def _add_whole(
    indicator: Indicator,
    own: Sequence[tuple[Way, list[tuple[date, float]]]],
    sown: Sown,
    year: int,
    today: date,
) -> None:
    """The whole's figures from those of the units: their sum, or the mean of a share."""
    adds = indicator.adding == Adding.SUM
    for row in zip(*(figures for _, figures in own), strict=True):
        total = sum(value for _, value in row) / (1 if adds else len(row))
        sown.values.append(_value(indicator, None, row[0][0], round(total, 2)))
    if year < today.year:
        many = 1 if adds else len(own)
        start = sum(way.baseline for way, _ in own) / many
        goal = sum(way.target for way, _ in own) / many
        sown.targets.append(_target(indicator, Way(None, year, start, goal, 1.0)))


def _value(indicator: Indicator, unit: Unit | None, period: date, value: float) -> IndicatorValue:
    told = timezone.make_aware(datetime.combine(period, time.min)) + TOLD_AFTER
    return IndicatorValue(
        indicator=indicator, unit=unit, period=period, value=value, recorded_at=told
    )


def _target(indicator: Indicator, way: Way) -> Target:
    return Target(
        indicator=indicator, unit=way.unit, start=date(way.year, 1, 1),
        end=date(way.year, 12, 31), baseline=way.baseline, value=way.target,
    )  # fmt: skip
