"""What every figure counts, in the words of the page that the wall's numbers lead to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengyun.cases.wall.figures import KPIS
from chengyun.sensing.models import ObservedProperty
from chengyun.vitals.models import VitalSign


@dataclass(frozen=True)
class Figure:
    """A figure, what it counts, and the queue that holds its records."""

    key: str
    title: str | Promise
    text: str | Promise
    query: str = ""


FIGURES = tuple(Figure(kpi.key, kpi.label, kpi.definition, kpi.query) for kpi in KPIS)

AGGREGATES = {
    "mean": _("Mean of the latest readings of %(property)s in the area."),
    "median": _("Median of the latest readings of %(property)s in the area."),
    "p95": _("95 of 100 of the latest readings of %(property)s in the area are at or below it."),
    "max": _("Highest of the latest readings of %(property)s in the area."),
    "sum": _("Sum of the latest readings of %(property)s in the area."),
    "share_normal": _("Share of the datastreams of %(property)s in the area without an alarm."),
    "reporting_share": _("Share of the datastreams of %(property)s that report in their rhythm."),
}


@dataclass(frozen=True)
class VitalText:
    """A vital sign with how it is worked out and its healthy band."""

    key: str
    title: str
    unit: str
    text: str
    band: str


def vitals() -> list[VitalText]:
    """Every vital sign, in the wall's order."""
    names = {row.code: row.title for row in ObservedProperty.objects.all()}
    return [_vital(vital, names) for vital in VitalSign.objects.all()]


def _vital(vital: VitalSign, names: Mapping[str, str]) -> VitalText:
    named = {"property": names.get(vital.observed_property, gettext("all kinds"))}
    text = str(AGGREGATES.get(vital.aggregate, "")) % named
    return VitalText(vital.key, vital.title, vital.unit, text, _band(vital))


def _band(vital: VitalSign) -> str:
    if vital.low is None or vital.high is None:
        return ""
    return gettext("Healthy from %(low)g to %(high)g.") % {"low": vital.low, "high": vital.high}
