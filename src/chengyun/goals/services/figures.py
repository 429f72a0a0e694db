"""The only writers of figures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rights
from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Indicator, IndicatorValue
from chengyun.goals.refused import Refused
from chengyun.people import audit
from chengyun.people.models import Unit, User

# A counted figure is kept to this many digits, so that the same count is no correction.
DIGITS = 2


@dataclass(frozen=True)
class Figure:
    """A figure to be recorded: of the whole, or of one unit, at the end of a period."""

    indicator: Indicator
    period: date
    value: float
    unit: Unit | None = None
    volume: float | None = None
    reason: str = ""


@transaction.atomic
def record_value(
    actor: User | None,
    indicator: Indicator,
    period: date,
    value: float,
    reason: str = "",
    *,
    unit: Unit | None = None,
    volume: float | None = None,
) -> IndicatorValue:
    """Record the figure of a period. The same figure again changes nothing; another one is a new
    revision and needs a reason. actor None is the system. Raises Refused.
    """
    return record(actor, Figure(indicator, period, value, unit, volume, reason))


@transaction.atomic
def record(actor: User | None, figure: Figure) -> IndicatorValue:
    """As `record_value`."""
    rights.require(actor, "figure", rights.keeper(figure.indicator, figure.unit))
    last = _last(figure)
    if last and (last.value, last.volume) == (figure.value, figure.volume):
        return last
    if problem := fault(figure, last):
        raise Refused(problem)
    kept = _write(actor, figure, last.revision + 1 if last else 0)
    if actor is not None:
        audit.note(actor, "figure", figure.indicator.key, **_told(figure, last))
    return kept


def fault(figure: Figure, last: IndicatorValue | None) -> str:
    """What is wrong with a figure, in words; "" if nothing is."""
    if not isfinite(figure.value):
        return _("The figure is not a number.")
    if last and last.value != figure.value and not figure.reason.strip():
        return _("This period already has a value. Give the reason for correcting it.")
    return ""


def _write(actor: User | None, figure: Figure, revision: int) -> IndicatorValue:
    return IndicatorValue.objects.create(
        indicator=figure.indicator,
        unit=figure.unit,
        period=figure.period,
        revision=revision,
        value=figure.value,
        volume=figure.volume,
        note=figure.reason.strip()[:300],
        recorded_by=actor,
    )


def _told(figure: Figure, last: IndicatorValue | None) -> dict[str, object]:
    told: dict[str, object] = {"period": figure.period.isoformat(), "value": figure.value}
    if figure.unit:
        told["unit"] = figure.unit.code
    if last:
        told |= {"before": last.value, "reason": figure.reason.strip()[:300]}
    return told


def count(period_start: date, period_end: date) -> int:
    """Record every indicator that has a formula for the period: of the whole, and of each unit that
    has an area of its own and a target. The number of figures recorded.
    """
    span = _midnight(period_start), _midnight(period_end + timedelta(days=1))
    counted = Indicator.objects.exclude(formula="").select_related("plan")
    return sum(_count(indicator, *span, period_end) for indicator in counted)


def _count(indicator: Indicator, start: datetime, end: datetime, period: date) -> int:
    formula = formula_of(indicator.formula)
    if formula is None:
        return 0
    recorded = 0
    for unit, path in [(None, indicator.plan.area_path), *_measured(indicator)]:
        value = formula.count(path, start, end)
        if value is not None:
            told = round(value, DIGITS)
            record_value(None, indicator, period, told, _("Counted again"), unit=unit)
            recorded += 1
    return recorded


def _measured(indicator: Indicator) -> list[tuple[Unit, str]]:
    """The units with a target, each with its area: below the plan's own, or it were the whole."""
    units = Unit.objects.filter(target__indicator=indicator, area__isnull=False).distinct()
    inside = units.filter(area__path__startswith=indicator.plan.area_path).select_related("area")
    return [
        (unit, unit.area.path)
        for unit in inside.defer("area__boundary")
        if unit.area and unit.area.path != indicator.plan.area_path
    ]


def last_of(indicator: Indicator, unit: Unit | None, period: date) -> IndicatorValue | None:
    """The figure in force of a unit (None: of the whole) for a period."""
    values = IndicatorValue.objects.filter(indicator=indicator, unit=unit, period=period)
    return values.order_by("-revision").first()


def _last(figure: Figure) -> IndicatorValue | None:
    """The figure in force; two who record one at a time wait for each other."""
    Indicator.objects.select_for_update().get(pk=figure.indicator.pk)
    return last_of(figure.indicator, figure.unit, figure.period)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
