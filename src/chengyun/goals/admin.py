from django.contrib import admin

from chengyun.goals.models import Indicator, IndicatorValue, Milestone, Plan


class IndicatorInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Indicator
    extra = 0


class MilestoneInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Milestone
    extra = 0


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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
