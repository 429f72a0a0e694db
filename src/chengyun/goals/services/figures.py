"""The only writers of figures."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.formulas import FORMULAS
from chengyun.goals.models import Indicator, IndicatorValue
from chengyun.goals.refused import Refused
from chengyun.people.models import User

# A counted figure is kept to this many digits, so that the same count is no correction.
DIGITS = 2


@transaction.atomic
def record_value(
    actor: User | None, indicator: Indicator, period: date, value: float, reason: str = ""
) -> IndicatorValue:
    """Record the figure of a period. The same figure again changes nothing; another one is a new
    revision and needs a reason. actor None is the system. Raises Refused.
    """
    last = _last(indicator, period)
    if last and last.value == value:
        return last
    if last and not reason.strip():
        raise Refused(_("This period already has a value. Give the reason for correcting it."))
    return IndicatorValue.objects.create(
        indicator=indicator,
        period=period,
        revision=last.revision + 1 if last else 0,
        value=value,
        note=reason.strip(),
        recorded_by=actor,
    )


def count(period_start: date, period_end: date) -> int:
    """Record every indicator that has a formula for the period; the number recorded."""
    recorded = 0
    start, end = _midnight(period_start), _midnight(period_end + timedelta(days=1))
    for indicator in Indicator.objects.exclude(formula="").select_related("plan"):
        value = FORMULAS[indicator.formula](indicator.plan.area_path, start, end)
        if value is not None:
            record_value(None, indicator, period_end, round(value, DIGITS), _("Counted again"))
            recorded += 1
    return recorded


def _last(indicator: Indicator, period: date) -> IndicatorValue | None:
    values = IndicatorValue.objects.select_for_update().filter(indicator=indicator, period=period)
    return values.order_by("-revision").first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
