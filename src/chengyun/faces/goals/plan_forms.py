"""The forms of plans and indicators, and the page of a plan's facts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.import_rows import BadRow
from chengyun.faces.goals import import_cells
from chengyun.faces.goals.goal_rows import knots_text
from chengyun.goals import rights
from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Indicator, Plan
from chengyun.goals.queries import visible
from chengyun.goals.refused import Refused
from chengyun.goals.services import plans
from chengyun.people.models import Unit, User

PLAN = ("key", "title_zh", "title_en", "kind", "year", "unit", "owner", "supporting")
INDICATOR = (
    "key", "title_zh", "title_en", "unit", "unit_en", "direction", "baseline", "target_year",
    "weight", "frequency", "shape", "knots", "running", "adding", "formula", "minimum_volume",
    "owner", "proof",
)  # fmt: skip
LABELS: Mapping[str, Any] = {
    "key": gettext_lazy("Key"),
    "title_zh": gettext_lazy("Title"),
    "title_en": gettext_lazy("Title in English"),
    "kind": gettext_lazy("Kind"),
    "year": pgettext_lazy("plan", "Year"),
    "owner": pgettext_lazy("plan", "Owner"),
    "supporting": gettext_lazy("Supporting units"),
    "unit_en": gettext_lazy("Unit of measure in English"),
    "direction": gettext_lazy("Direction"),
    "baseline": gettext_lazy("Baseline"),
    "target_year": gettext_lazy("Target of the year"),
    "weight": gettext_lazy("Weight"),
    "frequency": gettext_lazy("A figure is due"),
    "shape": gettext_lazy("Expected progress"),
    "running": gettext_lazy("Counted up from the beginning of the year"),
    "adding": gettext_lazy("Figures of units"),
    "formula": gettext_lazy("Formula"),
    "minimum_volume": gettext_lazy("Minimum volume"),
    "proof": gettext_lazy("Proof"),
}
# Of a small integer in every database.
LARGEST = 32_767
HINTS: Mapping[str, Any] = {
    "key": gettext_lazy("Letters, digits and hyphens; it stands in addresses and tables."),
    "formula": gettext_lazy(
        "Empty: units tell the figures. Else choose one, or write one as in the guide."
    ),
    "minimum_volume": gettext_lazy("A figure that rests on less is not compared."),
}


UNIT_HINT = gettext_lazy("Such as km, cases or %.")


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """A plan with who leads it, who supports it and who owns it."""

    class Meta:
        model = Plan
        fields = PLAN
        labels = {**LABELS, "unit": gettext_lazy("Leading unit")}
        help_texts = HINTS
        widgets = {"supporting": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = True
        self.fields["unit"].queryset = Unit.objects.order_by("code")  # type: ignore[attr-defined]
        # A number of any length is a code that no unit has; as a key it would not fit the database.
        self.fields["supporting"].to_field_name = "code"  # type: ignore[attr-defined]
        _prepare(self)


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """An indicator; its curve is written as in the tables."""

    knots = forms.CharField(
        required=False, label=gettext_lazy("Knots of the curve"),
        help_text=gettext_lazy("Twelve weights of the months, or steps like 03-31:0.1 12-31:1."),
    )  # fmt: skip

    class Meta:
        model = Indicator
        fields = INDICATOR
        labels = {**LABELS, "unit": gettext_lazy("Unit of measure")}
        help_texts = {
            **HINTS,
            "unit": UNIT_HINT,
            "baseline": "",
            "target_year": "",
            "running": "",
            "proof": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["knots"] = knots_text(self.instance) if self.instance.pk else ""
        self.fields["formula"].widget.attrs["list"] = "formulas"
        _prepare(self)

    def clean_formula(self) -> str:
        name: str = self.cleaned_data["formula"].strip()
        if name and formula_of(name) is None:
            raise forms.ValidationError(_("There is no such formula."))
        return name

    def clean_weight(self) -> float:
        weight: float = self.cleaned_data["weight"]
        if not 0 < weight <= 1000:
            raise forms.ValidationError(_("A weight is above 0 and at most 1000."))
        return weight

    def clean_knots(self) -> list[Any]:
        told = {"knots": self.cleaned_data["knots"]}
        try:
            return import_cells.knots(
                told, self.cleaned_data.get("shape", ""), self.instance.plan.year
            )
        except BadRow as bad:
            raise forms.ValidationError(str(bad)) from None


def _prepare(form: Any) -> None:
    """A key stays as it is; owners are officers who are there; numbers fit the database."""
    for field in form.fields.values():
        if isinstance(field, forms.IntegerField):
            field.validators.append(MaxValueValidator(LARGEST))
    form.fields["key"].disabled = form.instance.pk is not None
    owner = form.fields["owner"]
    owner.queryset = User.objects.filter(is_active=True).order_by("name", "username")


def require(request: OfficerRequest) -> None:
    if not rights.may(request.user, "target"):
        raise PermissionDenied


def found_plan(request: OfficerRequest, key: str) -> Plan:
    """A plan in scope. Raises Http404."""
    plan = visible(request.viewer).filter(key=key).first()
    if plan is None:
        raise Http404
    return plan


def _was(form: Any) -> dict[str, Any]:
    return {} if form.instance._state.adding else dict(form.initial)


def save(request: OfficerRequest, form: Any) -> bool:
    """Keep what the form says; False with its errors where it cannot be."""
    if not form.is_valid():
        return False
    was = _was(form)
    try:
        plans.keep(request.user, form.instance, was, form.cleaned_data)
    except Refused as no:
        form.add_error(None, str(no))
        return False
    messages.success(request, _("Kept."))
    return True


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """A new plan of this year."""
    require(request)
    form = PlanForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and save(request, form):
        return redirect("goal-plan", plan=form.instance.key)
    return _page(request, form, None)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def plan(request: OfficerRequest, plan: str) -> HttpResponse:
    """A plan's facts, and its indicators."""
    found = found_plan(request, plan)
    require(request)
    form = PlanForm(request.POST or None, instance=found)
    if request.method == "POST" and save(request, form):
        return redirect("goal-plan", plan=plan)
    return _page(request, form, found)


def _page(request: OfficerRequest, form: Any, found: Plan | None) -> HttpResponse:
    page = {"here": "goals", "form": form, "plan": found}
    status = 422 if form.errors else 200
    return render(request, "goals/plan_form.html", page | pages.shell(), status=status)
