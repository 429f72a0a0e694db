"""What is done with an indicator: figures, lamps, appeals, practices, pairings."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import typed
from chengyun.faces.desk.typed import Form
from chengyun.faces.goals import indicator_page
from chengyun.goals import services
from chengyun.goals.models import Appeal, Indicator, IndicatorValue
from chengyun.goals.queries import peers
from chengyun.people.models import Unit

FIELDS = (
    "act", "unit", "period", "value", "volume", "reason", "lamp", "until", "text", "helper",
    "helped", "note", "figure", "appeal", "decision",
)  # fmt: skip
Act = Callable[[OfficerRequest, Indicator, Form], str]


@require_POST
@officers_only
def act(request: OfficerRequest, key: str, act: str) -> HttpResponse:
    """Do it and come back to the page; what is refused stands on it with what was typed."""
    found = indicator_page.of_key(request, key)
    if act not in ACTS:
        raise Http404
    form = typed.read(request.POST, FIELDS)
    form.typed["act"] = act
    try:
        told = ACTS[act](request, found, form)
    except services.NotYours as refused:
        form.problem = str(refused)
        return indicator_page.show(request, found, form, 403)
    except services.Refused as refused:
        form.problem = str(refused)
        return indicator_page.show(request, found, form, 422)
    messages.success(request, told)
    unit = form.typed["unit"]
    query = f"?unit={unit}" if Unit.objects.filter(code=unit).exists() else ""
    return redirect(f"{reverse('goal-indicator', args=[key])}{query}")


def _figure(request: OfficerRequest, found: Indicator, form: Form) -> str:
    period = _day(form, "period")
    if period not in peers.open_periods(found, timezone.localdate()):
        raise services.Refused(_("Choose one of the periods."))
    services.record(
        request.user,
        services.Figure(
            found, period, _number(form, "value"), _unit(form, "unit", empty=True),
            _number(form, "volume") if form.typed["volume"] else None, form.typed["reason"],
        ),
    )  # fmt: skip
    return _("The figure is recorded.")


def _lamp(request: OfficerRequest, found: Indicator, form: Form) -> str:
    given = form.typed
    services.set_lamp(request.user, found, given["lamp"], given["reason"], _day(form, "until"))
    return _("The lamp is set. The computed one stays beside it.")


def _lift(request: OfficerRequest, found: Indicator, form: Form) -> str:
    services.lift_lamp(request.user, found)
    return _("The computed lamp is shown again.")


def _practice(request: OfficerRequest, found: Indicator, form: Form) -> str:
    unit = _unit(form, "unit")
    assert unit is not None
    services.tell_practice(request.user, found, unit, form.typed["text"])
    return _("The practice is written down.")


def _help(request: OfficerRequest, found: Indicator, form: Form) -> str:
    helper, helped = _unit(form, "helper"), _unit(form, "helped")
    assert helper is not None and helped is not None
    until = _day(form, "until")
    services.pair(request.user, found, helper, helped, until, form.typed["note"])
    return _("%(helper)s helps %(helped)s.") % {"helper": helper, "helped": helped}


def _appeal(request: OfficerRequest, found: Indicator, form: Form) -> str:
    pk = form.typed["figure"]
    rows = IndicatorValue.objects.filter(indicator=found).select_related("indicator__plan", "unit")
    value = rows.filter(pk=pk).first() if pk.isascii() and pk.isdecimal() else None
    if value is None:
        raise services.Refused(_("Choose the figure."))
    services.appeal(request.user, value, form.typed["reason"])
    return _("The appeal is raised.")


def _decide(request: OfficerRequest, found: Indicator, form: Form) -> str:
    pk = form.typed["appeal"]
    rows = Appeal.objects.filter(value__indicator=found).select_related("value__indicator")
    appeal = rows.filter(pk=pk).first() if pk.isascii() and pk.isdecimal() else None
    if appeal is None:
        raise services.Refused(_("Choose the appeal."))
    services.decide(request.user, appeal, form.typed["decision"], form.typed["reason"])
    return _("The appeal is decided.")


ACTS: Mapping[str, Act] = {
    "figure": _figure,
    "lamp": _lamp,
    "lift": _lift,
    "practice": _practice,
    "help": _help,
    "appeal": _appeal,
    "decide": _decide,
}


def _number(form: Form, name: str) -> float:
    try:
        found = float(form.typed[name].replace(",", ""))
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise services.Refused(_("The figure is not a number."))
    return found


def _day(form: Form, name: str) -> date:
    try:
        found = parse_date(form.typed[name])
    except ValueError:
        found = None
    if found is None:
        raise services.Refused(_("Give a day."))
    return found


def _unit(form: Form, name: str, *, empty: bool = False) -> Unit | None:
    if empty and not form.typed[name]:
        return None
    found = Unit.objects.filter(code=form.typed[name]).first()
    if found is None:
        raise services.Refused(_("Choose a unit."))
    return found
