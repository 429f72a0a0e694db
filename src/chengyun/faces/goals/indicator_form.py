"""A plan's indicators on forms: new, changed, and what each unit is to reach."""

from math import isfinite

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals import plan_forms
from chengyun.faces.goals.plan_forms import IndicatorForm
from chengyun.goals.formulas import offered
from chengyun.goals.models import Indicator, Plan
from chengyun.goals.refused import Refused
from chengyun.goals.services.plans import TargetLine, aim
from chengyun.people.models import Unit


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest, plan: str) -> HttpResponse:
    """A new indicator of a plan."""
    found = plan_forms.found_plan(request, plan)
    plan_forms.require(request)
    return _served(request, found, Indicator(plan=found))


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def change(request: OfficerRequest, plan: str, key: str) -> HttpResponse:
    """An indicator of a plan."""
    found = plan_forms.found_plan(request, plan)
    indicator = _of_plan(found, key)
    plan_forms.require(request)
    return _served(request, found, indicator)


def _of_plan(plan: Plan, key: str) -> Indicator:
    found = plan.indicators.filter(key=key).select_related("plan").first()
    if found is None:
        raise Http404
    return found


def _served(
    request: OfficerRequest, plan: Plan, indicator: Indicator, problem: str = ""
) -> HttpResponse:
    sent = request.POST if request.method == "POST" and not problem else None
    form = IndicatorForm(sent, instance=indicator)
    if sent is not None and plan_forms.save(request, form):
        return redirect("goal-indicator-form", plan=plan.key, key=form.instance.key)
    page = {
        "here": "goals",
        "plan": plan,
        "form": form,
        "one": indicator if indicator.pk else None,
        "targets": _targets(indicator),
        "units": Unit.objects.order_by("code"),
        "formulas": offered(),
        "problem": problem,
    }
    status = 422 if form.errors or problem else 200
    return render(request, "goals/indicator_form.html", page | pages.shell(), status=status)


def _targets(indicator: Indicator) -> object:
    if not indicator.pk:
        return []
    rows = indicator.targets.filter(area=None, start__year=indicator.plan.year)
    return rows.select_related("unit").order_by("unit__code", "end")


@never_cache
@require_POST
@officers_only
def target(request: OfficerRequest, plan: str, key: str) -> HttpResponse:
    """What a unit is to reach by the end of the year, and from where."""
    found = plan_forms.found_plan(request, plan)
    indicator = _of_plan(found, key)
    plan_forms.require(request)
    try:
        aim(request.user, _line(request, indicator))
    except Refused as no:
        return _served(request, found, indicator, str(no))
    messages.success(request, _("Kept."))
    return redirect("goal-indicator-form", plan=plan, key=key)


def _line(request: OfficerRequest, indicator: Indicator) -> TargetLine:
    unit = Unit.objects.filter(code=request.POST.get("unit", "")).first()
    value, baseline = (_number(request.POST.get(name, "")) for name in ("value", "baseline"))
    if unit is None or value is None:
        raise Refused(_("Choose a unit and give its target."))
    return TargetLine(indicator, unit, indicator.plan.year, value, baseline)


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise Refused(_("Give a number."))
    return found
