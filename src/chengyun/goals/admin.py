from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Indicator, IndicatorValue, Milestone, Plan
from chengyun.goals.services.changes import changes
from chengyun.people import audit


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses a formula that nothing would count by."""

    def clean_formula(self) -> str:
        name: str = self.cleaned_data["formula"]
        if name and formula_of(name) is None:
            raise forms.ValidationError(_("There is no such formula."))
        return name


class IndicatorInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Indicator
    form = IndicatorForm
    extra = 0


class MilestoneInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Milestone
    extra = 0


class Audited(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whatever is made, changed or deleted here is in the audit, with what stood there before."""

    def construct_change_message(
        self, request: Any, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Called when all of it is saved, while the forms still know what they began with."""
        rows = [one for formset in formsets or () for one in formset.forms]
        gone = [one for formset in formsets or () for one in formset.deleted_forms]
        for one in (form, *rows):
            if one.has_changed():
                _note(request.user, one, one in gone)
        return super().construct_change_message(request, form, formsets, add)

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        for one in queryset:
            audit.note(request.user, "goals", _key(one), act="delete", of=one._meta.model_name)
        return super().log_deletions(request, queryset)


def _note(user: Any, form: Any, gone: bool) -> None:
    fields = changes(form.initial, form.cleaned_data, form.changed_data)
    about = {"act": "delete" if gone else "change", "of": form.instance._meta.model_name}
    audit.note(user, "goals", _key(form.instance), **about, fields={} if gone else fields)


def _key(thing: Any) -> str:
    return str(getattr(thing, "key", "") or thing.pk or thing)


@admin.register(Plan)
class PlanAdmin(Audited):
    list_display = ("key", "title_zh", "title_en", "year", "unit", "simulated")
    list_filter = ("year", "unit")
    search_fields = ("key", "title_zh", "title_en")
    inlines = (IndicatorInline, MilestoneInline)


@admin.register(IndicatorValue)
class IndicatorValueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("indicator", "period", "revision", "value", "recorded_by", "recorded_at")
    list_filter = ("period",)

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """A figure is corrected by a new revision, never edited."""
        return False

    has_add_permission = has_delete_permission = has_change_permission
